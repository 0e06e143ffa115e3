// What the data set says about its own pixels, noted while it is walked.
#pragma once

#include <cstdint>
#include <string>

#include "scan/result.hpp"
#include "scan/source.hpp"

namespace millivox {

// A whole number as written; `present` without `valid` is a text that is no number.
struct Whole {
  bool present = false;
  bool valid = false;
  std::int64_t value = 0;
};

struct Palette {
  bool described = false;
  bool filled = false;
  std::uint32_t entries = 0, bits = 0;
  std::uint64_t length = 0;
  std::uint64_t offset = 0;
};

struct Place {
  bool present = false;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

struct ImageFacts {
  Whole samples, frames, rows, columns, allocated, stored, high;
  std::string photometric;
  Palette palettes[3];
  Place frame_offsets, frame_lengths;  // Extended Offset Table (7FE0,0001-0002)

  // Notes one element of the data set itself, groups 0028 and 7FE0 only.
  void note(Source& in, std::uint32_t tag, std::uint64_t at, std::uint32_t length, Vr code,
            bool big);
};

}  // namespace millivox
