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

// Traits by VR: a slot for each pair of letters, which says itself whose it is.
struct VrTable {
  struct Row {
    Vr code;
    std::uint8_t traits;
  };
  Row rows[32 * 32];
  VrTable();
};
extern const VrTable kVrTable;

inline std::uint8_t vr_traits(Vr code) {
  const VrTable::Row& row = kVrTable.rows[(code >> 3 & 0x3E0) | (code & 0x1F)];
  return row.code == code ? row.traits : 0;
}

inline std::uint8_t vr_traits(const std::uint8_t* p) { return vr_traits(static_cast<Vr>(p[0] << 8 | p[1])); }

}  // namespace millivox
