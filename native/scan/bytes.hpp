// Numbers out of bytes, whatever their alignment and byte order.
#pragma once

#include <cstdint>
#include <cstring>

namespace millivox {

inline std::uint16_t load16(const std::uint8_t* p, bool big) {
  return big ? static_cast<std::uint16_t>(p[0] << 8 | p[1])
             : static_cast<std::uint16_t>(p[1] << 8 | p[0]);
}

inline std::uint32_t load32(const std::uint8_t* p, bool big) {
  const auto a = static_cast<std::uint32_t>(load16(p, big));
  const auto b = static_cast<std::uint32_t>(load16(p + 2, big));
  return big ? a << 16 | b : b << 16 | a;
}

inline std::uint64_t load64(const std::uint8_t* p, bool big) {
  const auto a = static_cast<std::uint64_t>(load32(p, big));
  const auto b = static_cast<std::uint64_t>(load32(p + 4, big));
  return big ? a << 32 | b : b << 32 | a;
}

// A tag is written as two 16-bit numbers, each in the byte order of the data set.
inline std::uint32_t load_tag(const std::uint8_t* p, bool big) {
  return static_cast<std::uint32_t>(load16(p, big)) << 16 | load16(p + 2, big);
}

}  // namespace millivox
