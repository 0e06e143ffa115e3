// How numbers are stored in a file, what they become in memory, and the loops between.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millivox {

enum class Number : std::uint8_t { I8, U8, I16, U16, I32, U32, F32, F64 };

constexpr std::size_t bytes_of(Number number) {
  return number <= Number::U8 ? 1 : number <= Number::U16 ? 2 : number == Number::F64 ? 8 : 4;
}

// Pixel Data as the header describes it (PS3.5 8.1): where in each cell the bits lie.
struct Stored {
  Number number;                // of a cell, signed where Pixel Representation says so
  std::uint8_t unused_above;    // bits above High Bit
  std::uint8_t unused_in_all;   // Bits Allocated less Bits Stored
  bool big_endian;
  bool is_plain() const { return unused_in_all == 0 && !big_endian; }
};

// out = stored * slope + intercept, the modality rescale (PS3.3 C.7.6.16.2.9, C.11.1).
struct Rescale {
  double slope = 1.0;
  double intercept = 0.0;
  bool is_none() const { return slope == 1.0 && intercept == 0.0; }
};

// Makes `n` cells at `p` whole numbers of this machine: bytes in its order, unused bits gone.
void make_whole(const Stored& stored, std::uint8_t* p, std::size_t n);

// Rescales `n` numbers from `in` to `out`, which may not overlap; false where one does not fit.
// Integers become integers where the slope is 1 and the intercept a whole number of 32 bits;
// otherwise, and floats always, they fit floats only.
bool rescale(Number from, const std::uint8_t* in, Number to, std::uint8_t* out, std::size_t n,
             const Rescale& rescaling);

}  // namespace millivox
