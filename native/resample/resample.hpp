// Values of a volume at the voxels of another grid, along any affine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "place/numbers.hpp"

namespace millivox {

enum class Method : std::uint8_t { Linear, Cubic };

// What many samples are drawn together to.
enum class Blend : std::uint8_t { Mean, Most, Least };

// A block of numbers, C order: slices, rows, columns.
struct Block {
  const std::uint8_t* data;
  Number number;
  std::size_t shape[3];
};

// Output voxel (k, j, i) lies at source index matrix * (k, j, i, 1).
struct Journey {
  double matrix[3][4];
};

// A slab: `count` samples, `step` source indices apart, centred on every output voxel.
struct Slab {
  Blend blend = Blend::Mean;
  std::size_t count = 1;
  double step[3] = {0.0, 0.0, 0.0};
};

// Where the output goes: `count` slices, rows, columns of floats (32 or 64 bits), C order.
struct Target {
  std::uint8_t* data;
  Number number;
  std::size_t shape[3];
};

// Interpolates.  A point further than half a voxel outside the outermost centres becomes NaN;
// between those centres and that edge the outermost value holds.  A NaN of the source is a hole:
// what would need it is NaN too, and a slab leaves it out.
void resample(const Block& source, const Journey& journey, Method method, const Slab& slab,
              const Target& target, unsigned threads);

// The nearest voxel's number, unchanged, in the source's own type; `inside` (one byte a voxel)
// says where there is one, and the output is left as it is elsewhere.
void resample_nearest(const Block& source, const Journey& journey, const Target& target,
                      std::uint8_t* inside, unsigned threads);

}  // namespace millivox
