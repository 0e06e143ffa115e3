#include "bind/resampling.hpp"

#include <nanobind/stl/array.h>
#include <nanobind/stl/string.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "bind/arrays.hpp"
#include "resample/resample.hpp"

namespace nb = nanobind;

namespace millivox {

namespace {

using Matrix = std::array<std::array<double, 4>, 3>;

Journey journey_of(const Matrix& rows) {
  Journey journey{};
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 4; ++b) {
      if (!std::isfinite(rows[a][b])) throw std::invalid_argument("a finite matrix is expected");
      journey.matrix[a][b] = rows[a][b];
    }
  }
  return journey;
}

template <typename Any>
void set_shape(const Any& array, std::size_t (&shape)[3]) {
  if (array.ndim() != 3) throw std::invalid_argument("slices, rows and columns are expected");
  for (std::size_t axis = 0; axis < 3; ++axis) {
    shape[axis] = array.shape(axis);
    if (shape[axis] == 0) throw std::invalid_argument("an empty volume cannot be resampled");
    if (shape[axis] >= std::size_t{1} << 31) throw std::invalid_argument("an axis is too long");
  }
}

Block block_of(const ReadOnlyArray& source) {
  Block block{static_cast<const std::uint8_t*>(source.data()), number_of(source.dtype()), {0, 0, 0}};
  set_shape(source, block.shape);
  return block;
}

Target target_of(const Array& out) {
  Target target{static_cast<std::uint8_t*>(out.data()), number_of(out.dtype()), {0, 0, 0}};
  set_shape(out, target.shape);
  return target;
}

Blend blend_of(const std::string& word) {
  if (word == "mean") return Blend::Mean;
  if (word == "max") return Blend::Most;
  if (word == "min") return Blend::Least;
  throw std::invalid_argument("mean, max or min is expected");
}

Method method_of(const std::string& word) {
  if (word == "linear") return Method::Linear;
  if (word == "cubic") return Method::Cubic;
  throw std::invalid_argument("linear or cubic is expected");
}

void interpolate(ReadOnlyArray source, const Matrix& matrix, const std::string& method, const std::string& blend,
                 std::size_t count, const std::array<double, 3>& step, Array out, unsigned threads) {
  const Block block = block_of(source);
  const Target target = target_of(out);
  const Journey journey = journey_of(matrix);
  if (target.number != Number::F32 && target.number != Number::F64) {
    throw std::invalid_argument("what lies between numbers is a float");
  }
  if (count == 0) throw std::invalid_argument("a slab needs one sample at least");
  const Slab slab{blend_of(blend), count, {step[0], step[1], step[2]}};
  const Method way = method_of(method);
  nb::gil_scoped_release release;
  resample(block, journey, way, slab, target, threads);
}

void nearest(ReadOnlyArray source, const Matrix& matrix, Array out, Array inside, unsigned threads) {
  const Block block = block_of(source);
  const Target target = target_of(out);
  const Journey journey = journey_of(matrix);
  if (target.number != block.number) throw std::invalid_argument("the nearest voxel keeps its type");
  if (inside.size() != out.size() || number_of(inside.dtype()) != Number::U8) {
    throw std::invalid_argument("one byte a voxel says what is inside");
  }
  nb::gil_scoped_release release;
  resample_nearest(block, journey, target, static_cast<std::uint8_t*>(inside.data()), threads);
}

}  // namespace

void bind_resampling(nb::module_& m) {
  m.def("interpolate", &interpolate, nb::arg("source"), nb::arg("matrix"), nb::arg("method"), nb::arg("blend"),
        nb::arg("count"), nb::arg("step"), nb::arg("out").noconvert(), nb::arg("threads"));
  m.def("nearest", &nearest, nb::arg("source"), nb::arg("matrix"), nb::arg("out").noconvert(), nb::arg("inside").noconvert(),
        nb::arg("threads"));
}

}  // namespace millivox
