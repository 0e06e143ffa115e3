// Which part of a row of output voxels lies inside a box of the source.
#pragma once

#include <cmath>
#include <cstddef>

namespace millivox {

// A straight row of points: source index `at` + n * `step`.
struct Row {
  double at[3];
  double step[3];
  double coordinate(int axis, std::size_t n) const { return at[axis] + static_cast<double>(n) * step[axis]; }
};

struct Span {
  std::size_t from = 0, to = 0;  // [from, to)
};

inline bool holds(const Row& row, std::size_t n, const double (&low)[3], const double (&high)[3]) {
  for (int axis = 0; axis < 3; ++axis) {
    const double c = row.coordinate(axis, n);
    if (!(c >= low[axis] && c <= high[axis])) return false;
  }
  return true;
}

// The points 0 ... count - 1 of a row inside the box [low, high]: they are neighbours.
inline Span inside(const Row& row, std::size_t count, const double (&low)[3], const double (&high)[3]) {
  double first = 0.0, last = static_cast<double>(count) - 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    const double step = row.step[axis];
    if (step == 0.0) {
      if (!(row.at[axis] >= low[axis] && row.at[axis] <= high[axis])) return {};
      continue;
    }
    const double a = (low[axis] - row.at[axis]) / step, b = (high[axis] - row.at[axis]) / step;
    first = std::fmax(first, std::ceil(std::fmin(a, b)) - 1.0);  // rounding: the ends are tried below
    last = std::fmin(last, std::floor(std::fmax(a, b)) + 1.0);
  }
  first = std::fmax(first, 0.0);
  last = std::fmin(last, static_cast<double>(count) - 1.0);
  if (!(first <= last)) return {};
  Span span{static_cast<std::size_t>(first), static_cast<std::size_t>(last) + 1};
  while (span.from < span.to && !holds(row, span.from, low, high)) ++span.from;
  while (span.from < span.to && !holds(row, span.to - 1, low, high)) --span.to;
  return span;
}

}  // namespace millivox
