// One row of output voxels out of a block of numbers.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

#include "resample/span.hpp"
#include "resample/taps.hpp"

namespace millivox {

constexpr std::size_t kTogether = 32;  // voxels whose memory is asked for at once
constexpr double kEdge = 0.5 + 1e-6;  // voxels reach half an index past their centre

inline void ask_for(const void* place) {
#if defined(__GNUC__)
  __builtin_prefetch(place);
#else
  static_cast<void>(place);
#endif
}

template <typename In, typename Out, int N>
class Rows {
 public:
  Rows(const In* data, const std::size_t (&shape)[3]) : data_(data) {
    for (int axis = 0; axis < 3; ++axis) {
      count_[axis] = shape[axis];
      low_[axis] = -kEdge;
      high_[axis] = static_cast<double>(shape[axis]) - 1.0 + kEdge;
    }
    stride_[2] = 1;
    stride_[1] = shape[2];
    stride_[0] = shape[1] * shape[2];
  }

  void operator()(const Row& row, std::size_t n, Out* out) {
    const Span span = inside(row, n, low_, high_);
    std::fill(out, out + span.from, kNone);
    std::fill(out + span.to, out + n, kNone);
    if (span.from == span.to) return;
    if (row.step[0] == 0.0 && row.step[1] == 0.0) return along_a_row(row, span, out);
    across(row, span, out);
  }

 private:
  static constexpr Out kNone = std::numeric_limits<Out>::quiet_NaN();

  // A hole that has no weight must not make one.
  static double part(double weight, In value) {
    if constexpr (std::is_floating_point_v<In>) {
      if (weight == 0.0) return 0.0;
    }
    return weight * static_cast<double>(value);
  }

  // The output runs along the rows of the source: those beside it are drawn together first,
  // which runs through memory in order; then it is a matter of one axis.
  void along_a_row(const Row& row, const Span& span, Out* out) {
    remember(row, span);
    const std::size_t width = last_ - first_ + 1;
    blended_.assign(width, Out{0});
    Taps<N> slices, rows;
    set(slices, row.at[0], count_[0]);
    set(rows, row.at[1], count_[1]);
    for (int a = 0; a < N; ++a) {
      for (int b = 0; b < N; ++b) {
        const auto weight = static_cast<Out>(slices.weight[a] * rows.weight[b]);
        if (weight == Out{0}) continue;
        add(data_ + slices.index[a] * stride_[0] + rows.index[b] * stride_[1] + first_, weight, width);
      }
    }
    const Out* blended = blended_.data();
    for (std::size_t k = span.from; k < span.to; ++k) {
      const Place& place = places_[k - span.from];
      Out sum{0};
      for (int a = 0; a < N; ++a) {
        if (!std::is_floating_point_v<In> || place.weight[a] != Out{0}) sum += place.weight[a] * blended[place.index[a]];
      }
      out[k] = sum;
    }
  }

  void add(const In* from, Out weight, std::size_t width) {
    Out* to = blended_.data();
    for (std::size_t i = 0; i < width; ++i) to[i] += weight * static_cast<Out>(from[i]);
  }

  // The taps along the row; rows of one block share them.
  void remember(const Row& row, const Span& span) {
    if (known_ && row.at[2] == at_ && row.step[2] == step_ && span.from == from_ && span.to == to_) return;
    known_ = true;
    at_ = row.at[2], step_ = row.step[2], from_ = span.from, to_ = span.to;
    std::vector<Taps<N>> taps(span.to - span.from);
    first_ = count_[2], last_ = 0;
    for (std::size_t k = 0; k < taps.size(); ++k) {
      set(taps[k], row.coordinate(2, span.from + k), count_[2]);
      first_ = std::min(first_, taps[k].index[0]);
      last_ = std::max(last_, taps[k].index[N - 1]);
    }
    places_.resize(taps.size());
    for (std::size_t k = 0; k < taps.size(); ++k) {
      for (int a = 0; a < N; ++a) {
        places_[k].index[a] = static_cast<std::uint32_t>(taps[k].index[a] - first_);
        places_[k].weight[a] = static_cast<Out>(taps[k].weight[a]);
      }
    }
  }

  void across(const Row& row, const Span& span, Out* out) {
    double low[3], high[3];
    for (int axis = 0; axis < 3; ++axis) {
      low[axis] = 0.0;
      high[axis] = static_cast<double>(count_[axis]) - 1.0 - 1e-9;  // a voxel lies on either side
    }
    Span deep = N == 2 ? inside(row, span.to, low, high) : Span{span.to, span.to};
    if (deep.from >= deep.to) deep = {span.to, span.to};
    for (std::size_t k = span.from; k < deep.from; ++k) out[k] = sample(row, k);
    for (std::size_t k = deep.from; k < deep.to; k += kTogether) {
      between(row, k, std::min(kTogether, deep.to - k), out + k);
    }
    for (std::size_t k = deep.to; k < span.to; ++k) out[k] = sample(row, k);
  }

  // Straight lines between eight voxels that are all there.  A slanted row meets memory at a new
  // place with every voxel: all places of a portion are asked for before the first is waited for.
  void between(const Row& row, std::size_t first, std::size_t n, Out* out) const {
    const In* near[kTogether];
    Out part[3][kTogether];
    for (std::size_t m = 0; m < n; ++m) {
      std::size_t place = 0;
      for (int axis = 0; axis < 3; ++axis) {
        const double c = row.coordinate(axis, first + m);
        const auto base = static_cast<std::int32_t>(c);
        part[axis][m] = static_cast<Out>(c - base);
        place += static_cast<std::size_t>(base) * stride_[axis];
      }
      near[m] = data_ + place;
      for (const std::size_t away : {std::size_t{0}, stride_[1], stride_[0], stride_[0] + stride_[1]}) {
        ask_for(near[m] + away);
      }
    }
    for (std::size_t m = 0; m < n; ++m) {
      const Out upper = square(near[m], part[1][m], part[2][m]);
      const Out lower = square(near[m] + stride_[0], part[1][m], part[2][m]);
      out[m] = line(upper, lower, part[0][m]);
      if constexpr (std::is_floating_point_v<In>) {
        if (std::isnan(out[m])) out[m] = sample(row, first + m);  // perhaps of a hole without weight
      }
    }
  }

  Out square(const In* p, Out v, Out w) const {
    const In* q = p + stride_[1];
    return line(line(p[0], p[1], w), line(q[0], q[1], w), v);
  }

  template <typename Number>
  static Out line(Number a, Number b, Out part) {
    return static_cast<Out>(a) + part * (static_cast<Out>(b) - static_cast<Out>(a));
  }

  Out sample(const Row& row, std::size_t n) const {
    Taps<N> taps[3];
    for (int axis = 0; axis < 3; ++axis) set(taps[axis], row.coordinate(axis, n), count_[axis]);
    double sum = 0.0;
    for (int a = 0; a < N; ++a) {
      for (int b = 0; b < N; ++b) {
        const In* p = data_ + taps[0].index[a] * stride_[0] + taps[1].index[b] * stride_[1];
        const double weight = taps[0].weight[a] * taps[1].weight[b];
        for (int c = 0; c < N; ++c) sum += part(weight * taps[2].weight[c], p[taps[2].index[c]]);
      }
    }
    return static_cast<Out>(sum);
  }

  struct Place {
    std::uint32_t index[N];
    Out weight[N];
  };

  const In* data_;
  std::size_t count_[3], stride_[3];
  double low_[3], high_[3];
  std::vector<Out> blended_;   // of the rows beside the output's
  std::vector<Place> places_;  // along it
  bool known_ = false;
  double at_ = 0.0, step_ = 0.0;
  std::size_t from_ = 0, to_ = 0, first_ = 0, last_ = 0;
};

}  // namespace millivox
