// Value representations: which two letters are one, and how their values are written (PS3.5 6.2, 7.1).
#pragma once

#include <cstdint>

namespace millivox {

// The two letters, first one in the high byte; 0 stands for "not written" (implicit VR).
using Vr = std::uint16_t;

constexpr Vr vr(char a, char b) {
  return static_cast<Vr>(static_cast<unsigned char>(a) << 8 | static_cast<unsigned char>(b));
}

constexpr std::uint8_t kKnown = 0x80;  // one of the standard's VRs
constexpr std::uint8_t kLong = 0x40;   // two reserved bytes and a 32-bit length follow
constexpr std::uint8_t kWidth = 0x0F;  // bytes of one binary number, 0 where order does not matter

struct VrTable {
  std::uint8_t traits[26 * 26];
  VrTable();
};
extern const VrTable kVrTable;

inline std::uint8_t vr_traits(const std::uint8_t* p) {
  const unsigned a = p[0] - 'A', b = p[1] - 'A';
  return a < 26 && b < 26 ? kVrTable.traits[a * 26 + b] : 0;
}

inline std::uint8_t vr_traits(Vr code) {
  const std::uint8_t p[2] = {static_cast<std::uint8_t>(code >> 8),
                             static_cast<std::uint8_t>(code & 0xFF)};
  return vr_traits(p);
}

}  // namespace millivox
