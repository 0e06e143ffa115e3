#include "bind/scanner.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "bind/objects.hpp"
#include "scan/batch.hpp"

namespace nb = nanobind;

namespace millivox {

namespace {

using TagRow = std::tuple<std::uint32_t, std::string>;
using PrivateRow = std::tuple<std::uint16_t, std::uint8_t, std::string>;

Vr code_of(const std::string& text) {
  if (text.size() != 2) throw std::invalid_argument("a VR has two letters");
  return vr(text[0], text[1]);
}

Wanted wanted_of(const std::vector<TagRow>& tags, const std::vector<PrivateRow>& privates) {
  std::vector<WantedTag> rows;
  for (const auto& [tag, text] : tags) rows.push_back({tag, code_of(text)});
  std::vector<WantedPrivate> more;
  for (const auto& [group, low, text] : privates) more.push_back({group, low, code_of(text)});
  return Wanted(std::move(rows), std::move(more));
}

// A contiguous view of any bytes-like object, released when it goes.
class View {
 public:
  explicit View(nb::handle object) {
    if (PyObject_GetBuffer(object.ptr(), &view_, PyBUF_SIMPLE) != 0) throw nb::python_error();
  }
  ~View() { PyBuffer_Release(&view_); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  const std::uint8_t* data() const { return static_cast<const std::uint8_t*>(view_.buf); }
  std::uint64_t size() const { return static_cast<std::uint64_t>(view_.len); }

 private:
  Py_buffer view_;
};

std::string path_of(nb::handle path) {
  PyObject* encoded = nullptr;
  if (!PyUnicode_FSConverter(path.ptr(), &encoded)) throw nb::python_error();
  std::string text(PyBytes_AS_STRING(encoded), static_cast<std::size_t>(PyBytes_GET_SIZE(encoded)));
  Py_DECREF(encoded);
  return text;
}

nb::object owned(PyObject* object) {
  if (object == nullptr) throw nb::python_error();
  return nb::steal(object);
}

// A flat list of elements, turned into Python objects a piece at a time.
struct Listing {
  Arena arena;
  Result result;

  std::size_t size() const { return result.last_entry; }
  nb::object lines(std::size_t from, std::size_t most) const {
    const std::size_t to = from + std::min(most, size() - std::min(from, size()));
    nb::list out;
    for (std::size_t k = from; k < to; ++k) out.append(owned(line_of(arena, arena.entries[k])));
    return out;
  }
};

class Scanner {
 public:
  Scanner(const std::vector<TagRow>& tags, const std::vector<PrivateRow>& privates)
      : wanted_(wanted_of(tags, privates)), maker_(wanted_) {}

  nb::object scan_files(nb::sequence files, unsigned threads, bool fragments, bool as_is) {
    std::vector<std::string> paths;
    for (nb::handle file : files) paths.push_back(path_of(file));
    Options options;
    options.fragments = fragments;
    options.as_is = as_is;
    Batch batch;
    {
      nb::gil_scoped_release release;
      scan_batch(paths, threads, wanted_, options, batch);
    }
    nb::list rows;
    for (std::size_t k = 0; k < batch.results.size(); ++k) {
      rows.append(owned(row_of(maker_, batch.arenas[batch.arena_of[k]], batch.results[k])));
    }
    return rows;
  }

  nb::object scan_bytes(nb::handle data, bool fragments, bool inflated, bool as_is) {
    Options options;
    options.fragments = fragments;
    options.inflated = inflated;
    options.as_is = as_is;
    Arena arena;
    Result result;
    run(data, options, arena, result);
    return owned(row_of(maker_, arena, result));
  }

  Listing* walk_bytes(nb::handle data, std::uint32_t cap, bool inflated, bool as_is) {
    auto listing = std::make_unique<Listing>();
    run(data, flat(cap, inflated, as_is), listing->arena, listing->result);
    return listing.release();
  }

  Listing* walk_file(nb::handle file, std::uint32_t cap, bool as_is) {
    const std::string path = path_of(file);
    auto listing = std::make_unique<Listing>();
    nb::gil_scoped_release release;
    Source in;
    if (in.open(path.c_str())) {
      scan(in, wanted_, flat(cap, false, as_is), listing->arena, listing->result);
    } else {
      listing->result.outcome = Outcome::Unreadable;
      listing->result.error = in.error();
      listing->result.error_number = in.error_number();
    }
    return listing.release();
  }

  nb::object row(const Listing& listing) { return owned(row_of(maker_, listing.arena, empty(listing.result))); }

 private:
  static Options flat(std::uint32_t cap, bool inflated, bool as_is) {
    Options options;
    options.mode = Mode::Flat;
    options.value_cap = cap;
    options.inflated = inflated;
    options.as_is = as_is;
    return options;
  }

  // The facts of a flat list, without the list.
  static Result empty(Result result) {
    result.first_entry = result.last_entry = 0;
    return result;
  }

  void run(nb::handle data, const Options& options, Arena& arena, Result& result) {
    View view(data);
    nb::gil_scoped_release release;
    Source in;
    in.use(view.data(), view.size());
    scan(in, wanted_, options, arena, result);
  }

  Wanted wanted_;
  TreeMaker maker_;
};

}  // namespace

void bind_scanner(nb::module_& m) {
  nb::class_<Listing>(m, "Listing")
      .def("__len__", &Listing::size)
      .def("lines", &Listing::lines, nb::arg("start"), nb::arg("most"));
  nb::class_<Scanner>(m, "Scanner")
      .def(nb::init<const std::vector<TagRow>&, const std::vector<PrivateRow>&>(), nb::arg("tags"),
           nb::arg("privates"))
      .def("scan_files", &Scanner::scan_files, nb::arg("paths"), nb::arg("threads"),
           nb::arg("fragments"), nb::arg("as_is"))
      .def("scan_bytes", &Scanner::scan_bytes, nb::arg("data"), nb::arg("fragments"),
           nb::arg("inflated"), nb::arg("as_is"))
      .def("walk_bytes", &Scanner::walk_bytes, nb::arg("data"), nb::arg("cap"), nb::arg("inflated"),
           nb::arg("as_is"))
      .def("walk_file", &Scanner::walk_file, nb::arg("path"), nb::arg("cap"), nb::arg("as_is"))
      .def("row", &Scanner::row, nb::arg("listing"));
}

}  // namespace millivox
