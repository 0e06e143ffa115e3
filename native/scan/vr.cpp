#include "scan/vr.hpp"

#include <cstring>

namespace millivox {

namespace {

struct Row {
  const char* codes;
  std::uint8_t traits;
};

constexpr Row kRows[] = {
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

VrTable::VrTable() : traits{} {
  for (const Row& row : kRows) {
    for (std::size_t k = 0; k + 1 < std::strlen(row.codes); k += 3) {
      traits[(row.codes[k] - 'A') * 26 + (row.codes[k + 1] - 'A')] =
          static_cast<std::uint8_t>(kKnown | row.traits);
    }
  }
}

const VrTable kVrTable;

}  // namespace millivox
