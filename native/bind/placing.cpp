#include "bind/placing.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "bind/arrays.hpp"
#include "bind/paths.hpp"
#include "place/frames.hpp"

namespace nb = nanobind;

namespace millivox {

namespace {

// which path, offset, place, slope, intercept
using JobRow = std::tuple<std::uint32_t, std::uint64_t, std::uint64_t, double, double>;
// number of the job, errno (0 where the file merely ends), bytes that were there, type too narrow
using FailureRow = std::tuple<std::size_t, int, std::uint64_t, bool>;

Number number_named(const std::string& code) {
  static const std::pair<const char*, Number> kCodes[] = {
      {"i1", Number::I8}, {"u1", Number::U8}, {"i2", Number::I16}, {"u2", Number::U16},
      {"i4", Number::I32}, {"u4", Number::U32}, {"f4", Number::F32}, {"f8", Number::F64}};
  for (const auto& [name, number] : kCodes) {
    if (code == name) return number;
  }
  throw std::invalid_argument("unknown kind of number: " + code);
}

Stored stored_of(const std::string& code, unsigned bits_stored, unsigned high_bit, bool big_endian) {
  const Number number = number_named(code);
  const unsigned bits = static_cast<unsigned>(8 * bytes_of(number));
  const bool floating = number == Number::F32 || number == Number::F64;
  if (bits_stored < 1 || bits_stored > bits || high_bit >= bits || high_bit + 1 < bits_stored) {
    throw std::invalid_argument("the stored bits lie outside their cell");
  }
  const unsigned unused = floating ? 0 : bits - bits_stored, above = bits - 1 - high_bit;
  return {number, static_cast<std::uint8_t>(above), static_cast<std::uint8_t>(unused), big_endian};
}

std::vector<FailureRow> place(nb::sequence files, const std::vector<JobRow>& rows, const std::string& code,
                              unsigned bits_stored, unsigned high_bit, bool big_endian, Array out,
                              unsigned threads) {
  if (out.ndim() < 1 || out.shape(0) == 0) return {};
  const FrameLayout layout{stored_of(code, bits_stored, high_bit, big_endian), number_of(out.dtype()),
                      out.size() / out.shape(0)};
  const std::vector<std::string> paths = paths_of(files);
  std::vector<FrameJob> jobs;
  jobs.reserve(rows.size());
  for (const auto& [path, offset, place, slope, intercept] : rows) {
    if (path >= paths.size() || place >= out.shape(0) || offset > (std::uint64_t{1} << 62)) {
      throw std::out_of_range("a frame outside the paths or the volume");
    }
    jobs.push_back({path, offset, place, {slope, intercept}});
  }
  std::vector<FailureRow> found;
  {
    nb::gil_scoped_release release;
    for (const FrameFailure& one : place_frames(paths, jobs, layout, static_cast<std::uint8_t*>(out.data()), threads)) {
      found.emplace_back(one.job, one.error_number, one.got, one.too_narrow);
    }
  }
  return found;
}

}  // namespace

void bind_placing(nb::module_& m) {
  m.def("place_frames", &place, nb::arg("paths"), nb::arg("jobs"), nb::arg("stored"), nb::arg("bits_stored"),
        nb::arg("high_bit"), nb::arg("big_endian"), nb::arg("out").noconvert(), nb::arg("threads"));
}

}  // namespace millivox
