#include "resample/resample.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <system_error>
#include <thread>
#include <vector>

#include "resample/rows.hpp"

namespace millivox {

namespace {

// The row (k, j) of the output, `along` samples through a slab.
Row row_of(const Journey& journey, std::size_t k, std::size_t j, const double (&shift)[3]) {
  Row row;
  for (int axis = 0; axis < 3; ++axis) {
    const double (&m)[4] = journey.matrix[axis];
    row.at[axis] = m[0] * static_cast<double>(k) + m[1] * static_cast<double>(j) + m[3] + shift[axis];
    row.step[axis] = m[2];
  }
  return row;
}

// Runs `work(row number)` for every row of the output; each thread has a worker of its own.
template <typename MakeWorker>
void each_row(std::size_t rows, unsigned threads, const MakeWorker& make) {
  constexpr std::size_t kPortion = 16;
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    auto work = make();
    for (;;) {
      const std::size_t from = next.fetch_add(kPortion);
      if (from >= rows) return;
      for (std::size_t r = from; r < std::min(rows, from + kPortion); ++r) work(r);
    }
  };
  std::vector<std::thread> others;
  for (unsigned t = 1; t < std::min<std::size_t>(std::max(1u, threads), rows / kPortion + 1); ++t) {
    try {
      others.emplace_back(run);
    } catch (const std::system_error&) {
      break;  // no more threads to be had; those that run do the work
    }
  }
  run();
  for (std::thread& other : others) other.join();
}

// Draws samples of a slab together, one row at a time; holes are left out.
template <typename Out>
class Blender {
 public:
  Blender(const Slab& slab, std::size_t width) : slab_(slab), one_(width), seen_(width) {}
  Out* one() { return one_.data(); }
  void start(Out* out) {
    std::fill(seen_.begin(), seen_.end(), 0u);
    std::fill(out, out + one_.size(), Out{0});
  }
  void take(Out* out) {
    for (std::size_t i = 0; i < one_.size(); ++i) {
      const Out value = one_[i];
      if (std::isnan(value)) continue;
      if (slab_.blend == Blend::Mean) {
        out[i] += value;
      } else if (seen_[i] == 0 || (slab_.blend == Blend::Most ? value > out[i] : value < out[i])) {
        out[i] = value;
      }
      ++seen_[i];
    }
  }
  void finish(Out* out) const {
    for (std::size_t i = 0; i < one_.size(); ++i) {
      if (seen_[i] == 0) {
        out[i] = std::numeric_limits<Out>::quiet_NaN();
      } else if (slab_.blend == Blend::Mean) {
        out[i] /= static_cast<Out>(seen_[i]);
      }
    }
  }

 private:
  const Slab& slab_;
  std::vector<Out> one_;
  std::vector<std::uint32_t> seen_;
};

template <typename In, typename Out, int N>
void interpolate(const Block& source, const Journey& journey, const Slab& slab, const Target& target,
                 unsigned threads) {
  const std::size_t rows = target.shape[1], width = target.shape[2];
  const auto* data = reinterpret_cast<const In*>(source.data);
  auto* out = reinterpret_cast<Out*>(target.data);
  each_row(target.shape[0] * rows, threads, [&] {
    return [&, sampler = Rows<In, Out, N>(data, source.shape), blender = Blender<Out>(slab, width)](std::size_t r) mutable {
      Out* to = out + r * width;
      const double none[3] = {0.0, 0.0, 0.0};
      if (slab.count == 1) return sampler(row_of(journey, r / rows, r % rows, none), width, to);
      blender.start(to);
      for (std::size_t s = 0; s < slab.count; ++s) {
        const double far = static_cast<double>(s) - 0.5 * static_cast<double>(slab.count - 1);
        const double shift[3] = {far * slab.step[0], far * slab.step[1], far * slab.step[2]};
        sampler(row_of(journey, r / rows, r % rows, shift), width, blender.one());
        blender.take(to);
      }
      blender.finish(to);
    };
  });
}

template <typename In>
void interpolate(const Block& source, const Journey& journey, Method method, const Slab& slab,
                 const Target& target, unsigned threads) {
  const bool wide = target.number == Number::F64;
  if (method == Method::Linear) {
    return wide ? interpolate<In, double, 2>(source, journey, slab, target, threads)
                : interpolate<In, float, 2>(source, journey, slab, target, threads);
  }
  return wide ? interpolate<In, double, 4>(source, journey, slab, target, threads)
              : interpolate<In, float, 4>(source, journey, slab, target, threads);
}

template <std::size_t kBytes>
void nearest(const Block& source, const Journey& journey, const Target& target, std::uint8_t* found,
             unsigned threads) {
  const std::size_t rows = target.shape[1], width = target.shape[2];
  double low[3], high[3];
  for (int axis = 0; axis < 3; ++axis) {
    low[axis] = -kEdge;
    high[axis] = static_cast<double>(source.shape[axis]) - 1.0 + kEdge;
  }
  each_row(target.shape[0] * rows, threads, [&] {
    return [&](std::size_t r) {
      const double none[3] = {0.0, 0.0, 0.0};
      const Row row = row_of(journey, r / rows, r % rows, none);
      const Span span = inside(row, width, low, high);
      std::memset(found + r * width, 0, width);
      std::memset(found + r * width + span.from, 1, span.to - span.from);
      for (std::size_t i = span.from; i < span.to; ++i) {
        std::size_t place = 0;
        for (int axis = 0; axis < 3; ++axis) {
          const double last = static_cast<double>(source.shape[axis] - 1);
          const double c = std::min(std::max(std::floor(row.coordinate(axis, i) + 0.5), 0.0), last);
          place = place * source.shape[axis] + static_cast<std::size_t>(c);
        }
        std::memcpy(target.data + (r * width + i) * kBytes, source.data + place * kBytes, kBytes);
      }
    };
  });
}

}  // namespace

void resample(const Block& source, const Journey& journey, Method method, const Slab& slab,
              const Target& target, unsigned threads) {
  switch (source.number) {
    case Number::I8: return interpolate<std::int8_t>(source, journey, method, slab, target, threads);
    case Number::U8: return interpolate<std::uint8_t>(source, journey, method, slab, target, threads);
    case Number::I16: return interpolate<std::int16_t>(source, journey, method, slab, target, threads);
    case Number::U16: return interpolate<std::uint16_t>(source, journey, method, slab, target, threads);
    case Number::I32: return interpolate<std::int32_t>(source, journey, method, slab, target, threads);
    case Number::U32: return interpolate<std::uint32_t>(source, journey, method, slab, target, threads);
    case Number::F32: return interpolate<float>(source, journey, method, slab, target, threads);
    case Number::F64: return interpolate<double>(source, journey, method, slab, target, threads);
  }
}

void resample_nearest(const Block& source, const Journey& journey, const Target& target,
                      std::uint8_t* found, unsigned threads) {
  switch (bytes_of(source.number)) {
    case 1: return nearest<1>(source, journey, target, found, threads);
    case 2: return nearest<2>(source, journey, target, found, threads);
    case 4: return nearest<4>(source, journey, target, found, threads);
    default: return nearest<8>(source, journey, target, found, threads);
  }
}

}  // namespace millivox
