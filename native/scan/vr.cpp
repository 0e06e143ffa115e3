#include "scan/vr.hpp"

#include <cstring>

namespace millivox {

namespace {

struct Group {
  const char* codes;
  std::uint8_t traits;
};

constexpr Group kGroups[] = {
    {"AE AS CS DA DS DT IS LO LT PN SH ST TM UI", 0},
    {"US SS AT", 2},
    {"UL SL FL", 4},
    {"FD", 8},
    {"OB SQ UC UN UR UT", kLong},
    {"OW", kLong | 2},
    {"OF OL", kLong | 4},
    {"OD OV SV UV", kLong | 8},
};

}  // namespace

VrTable::VrTable() : rows{} {
  for (const Group& row : kGroups) {
    for (std::size_t k = 0; k + 1 < std::strlen(row.codes); k += 3) {
      const Vr code = vr(row.codes[k], row.codes[k + 1]);
      rows[(code >> 3 & 0x3E0) | (code & 0x1F)] = {code, static_cast<std::uint8_t>(kKnown | row.traits)};
    }
  }
}

const VrTable kVrTable;

}  // namespace millivox
