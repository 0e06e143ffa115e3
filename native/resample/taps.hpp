// The voxels that make a value between them, and their weights.
#pragma once

#include <algorithm>
#include <cstddef>

namespace millivox {

template <int N>
struct Taps {
  std::size_t index[N];
  double weight[N];
};

// Between two centres the straight line; outside the outermost ones their value.
inline void set(Taps<2>& taps, double c, std::size_t count) {
  const double last = static_cast<double>(count - 1);
  c = std::min(std::max(c, 0.0), last);
  const auto base = static_cast<std::size_t>(c);
  const double part = c - static_cast<double>(base);
  taps = {{base, std::min(base + 1, count - 1)}, {1.0 - part, part}};
}

// Cubic convolution with a = -1/2 (Keys 1981, doi:10.1109/TASSP.1981.1163711); past the outermost
// centres the line through the last two goes on, so that a ramp stays one.
inline void set(Taps<4>& taps, double c, std::size_t count) {
  if (count == 1) {
    taps = {{0, 0, 0, 0}, {0.0, 1.0, 0.0, 0.0}};
    return;
  }
  const double last = static_cast<double>(count - 1);
  c = std::min(std::max(c, 0.0), last);
  const std::size_t base = std::min(static_cast<std::size_t>(c), count - 2);
  const double t = c - static_cast<double>(base);
  double before = ((-0.5 * t + 1.0) * t - 0.5) * t, left = (1.5 * t - 2.5) * t * t + 1.0;
  double right = ((-1.5 * t + 2.0) * t + 0.5) * t, after = (0.5 * t - 0.5) * t * t;
  if (base == 0) {
    left += 2.0 * before;
    right -= before;
    before = 0.0;
  }
  if (base + 2 == count) {
    right += 2.0 * after;
    left -= after;
    after = 0.0;
  }
  taps = {{base - (base > 0), base, base + 1, std::min(base + 2, count - 1)}, {before, left, right, after}};
}

}  // namespace millivox
