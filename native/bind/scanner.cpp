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
#include "bind/paths.hpp"
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
  return Wanted(std::move(rows), more);
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

nb::object owned(Held object) {
  if (!object) throw nb::python_error();
  return nb::steal(object.release());
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
  Scanner(const std::vector<TagRow>& tags, const std::vector<PrivateRow>& privates, nb::handle scan,
          nb::handle place)
      : wanted_(wanted_of(tags, privates)), maker_(wanted_) {
    const bool bound =
        scans_.bind(scan.ptr(), {"path", "tree", "damage", "error", "size", "transfer_syntax", "encoding",
                                 "n_elements", "pixels"}) &&
        places_.bind(place.ptr(), {"tag", "offset", "length", "encapsulated", "n_fragments", "fragments"});
    if (!bound) throw nb::python_error();
  }

  nb::object scan_files(nb::sequence files, unsigned threads, bool fragments, bool as_is) {
    const std::vector<std::string> paths = paths_of(files);
    const nb::list names(files);
    Options options;
    options.fragments = fragments;
    options.as_is = as_is;
    Batch batch = std::move(idle_);  // another thread that comes meanwhile finds an empty one
    {
      nb::gil_scoped_release release;
      scan_batch(paths, threads, wanted_, options, batch);
    }
    nb::list found;
    add_found(names, batch, found);
    idle_ = std::move(batch);
    return found;
  }

  nb::object scan_bytes(nb::handle data, std::uint64_t size, bool fragments, bool inflated, bool as_is) {
    Options options;
    options.fragments = fragments;
    options.inflated = inflated;
    options.as_is = as_is;
    Arena arena;
    Result result;
    run(data, size, options, arena, result);
    Maker maker(*this);
    return owned(row_of(*maker, arena, result));
  }

  Listing* walk_bytes(nb::handle data, std::uint64_t size, std::uint32_t cap, bool inflated, bool as_is) {
    auto listing = std::make_unique<Listing>();
    run(data, size, flat(cap, inflated, as_is), listing->arena, listing->result);
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

  int traverse(visitproc visit, void* arg) const {
    const int stop = scans_.traverse(visit, arg);
    return stop != 0 ? stop : places_.traverse(visit, arg);
  }
  void clear() {
    scans_.clear();
    places_.clear();
  }

  nb::object row(const Listing& listing) {
    Maker maker(*this);
    return owned(row_of(*maker, listing.arena, empty(listing.result)));
  }

 private:
  // The maker is one caller's at a time: making objects may let another thread run.
  class Maker {
   public:
    explicit Maker(Scanner& scanner) : scanner_(scanner), own_(!scanner.busy_) {
      if (own_) scanner.busy_ = true;
      if (!own_) other_ = std::make_unique<TreeMaker>(scanner.wanted_);
    }
    ~Maker() {
      if (own_) scanner_.busy_ = false;
    }
    Maker(const Maker&) = delete;
    Maker& operator=(const Maker&) = delete;
    TreeMaker& operator*() { return own_ ? scanner_.maker_ : *other_; }

   private:
    Scanner& scanner_;
    bool own_;
    std::unique_ptr<TreeMaker> other_;
  };

  void add_found(const nb::list& names, const Batch& batch, nb::list& found) {
    Maker maker(*this);
    for (std::size_t k = 0; k < batch.results.size(); ++k) {
      const Result& result = batch.results[k];
      const Arena& arena = batch.arenas[batch.arena_of[k]];
      const bool clean = result.outcome == Outcome::Read && result.damage.empty();
      PyObject* name = PyList_GET_ITEM(names.ptr(), static_cast<Py_ssize_t>(k));
      found.append(owned(clean ? scan_of(*maker, scans_, places_, name, arena, result)
                               : row_of(*maker, arena, result)));
    }
  }

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

  // The bytes of an object, or its first ones where `size` says that it is longer.
  void run(nb::handle data, std::uint64_t size, const Options& options, Arena& arena, Result& result) {
    View view(data);
    nb::gil_scoped_release release;
    Source in;
    in.use(view.data(), static_cast<std::size_t>(view.size()), std::max(size, view.size()));
    scan(in, wanted_, options, arena, result);
  }

  Wanted wanted_;
  TreeMaker maker_;
  bool busy_ = false;
  RecordMaker scans_, places_;
  Batch idle_;  // memory of the last call, for the next one
};

// The scanner holds classes whose module holds the scanner: Python's collector must see that.
int visit_scanner(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  return nb::inst_ptr<Scanner>(self)->traverse(visit, arg);
}

int clear_scanner(PyObject* self) {
  if (nb::inst_ready(self)) nb::inst_ptr<Scanner>(self)->clear();
  return 0;
}

PyType_Slot kScannerSlots[] = {{Py_tp_traverse, reinterpret_cast<void*>(visit_scanner)},
                               {Py_tp_clear, reinterpret_cast<void*>(clear_scanner)},
                               {0, nullptr}};

}  // namespace

void bind_scanner(nb::module_& m) {
  nb::class_<Listing>(m, "Listing")
      .def("__len__", &Listing::size)
      .def("lines", &Listing::lines, nb::arg("start"), nb::arg("most"));
  nb::class_<Scanner>(m, "Scanner", nb::type_slots(kScannerSlots))
      .def(nb::init<const std::vector<TagRow>&, const std::vector<PrivateRow>&, nb::handle,
                    nb::handle>(),
           nb::arg("tags"), nb::arg("privates"), nb::arg("scan"), nb::arg("place"))
      .def("scan_files", &Scanner::scan_files, nb::arg("paths"), nb::arg("threads"),
           nb::arg("fragments"), nb::arg("as_is"))
      .def("scan_bytes", &Scanner::scan_bytes, nb::arg("data"), nb::arg("size"), nb::arg("fragments"),
           nb::arg("inflated"), nb::arg("as_is"))
      .def("walk_bytes", &Scanner::walk_bytes, nb::arg("data"), nb::arg("size"), nb::arg("cap"), nb::arg("inflated"),
           nb::arg("as_is"))
      .def("walk_file", &Scanner::walk_file, nb::arg("path"), nb::arg("cap"), nb::arg("as_is"))
      .def("row", &Scanner::row, nb::arg("listing"));
}

}  // namespace millivox
