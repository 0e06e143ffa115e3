// Uncompressed frames read straight into their place in a volume.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "place/numbers.hpp"

namespace millivox {

// One frame of a file and the place it goes to.
struct FrameJob {
  std::uint32_t path;       // which of the paths
  std::uint64_t offset;     // of its first byte in the file
  std::uint64_t place;      // which frame of the output
  Rescale rescaling;
};

struct FrameFailure {
  std::size_t job;
  int error_number;         // 0 where the file merely ends
  std::uint64_t got;        // bytes that were there
  bool too_narrow;          // a value does not fit the output's type
};

// What all frames of a call share.
struct FrameLayout {
  Stored stored;
  Number becomes;
  std::size_t values;       // numbers a frame
};

// Reads every job's frame to `out` (frame `place` starts at place * values numbers), on so many
// threads; the failures in the order of the jobs.  A frame that fails leaves its place undefined.
std::vector<FrameFailure> place_frames(const std::vector<std::string>& paths,
                                       const std::vector<FrameJob>& jobs, const FrameLayout& layout,
                                       std::uint8_t* out, unsigned threads);

}  // namespace millivox
