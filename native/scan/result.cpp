#include "scan/result.hpp"

#include <cstdio>

namespace millivox {

namespace {
constexpr std::size_t kMostDamages = 100;
constexpr std::size_t kMostAlike = 4;
}

void DamageList::put(Damage damage) {
  if (list_.size() > kMostDamages) return;
  alike_ = damage.text == last_ ? alike_ + 1 : 0;
  if (alike_ == 0) last_ = damage.text;
  if (alike_ > kMostAlike) return;
  if (alike_ == kMostAlike) damage.text += " More of the same kind follows.";
  if (list_.size() == kMostDamages) damage = {damage.offset, 0, false, "More damage follows."};
  list_.push_back(std::move(damage));
}

std::string written(std::uint32_t tag) {
  char text[16];
  std::snprintf(text, sizeof text, "(%04X,%04X)", static_cast<unsigned>(tag >> 16),
                static_cast<unsigned>(tag & 0xFFFF));
  return text;
}

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string count(std::uint64_t value, const char* word) {
  return std::to_string(value) + " " + word + (value == 1 ? "" : "s");
}

std::string written_vr(Vr code) {
  const unsigned char a = static_cast<unsigned char>(code >> 8);
  const unsigned char b = static_cast<unsigned char>(code & 0xFF);
  char text[16];
  if (a > 32 && a < 127 && b > 32 && b < 127) {
    std::snprintf(text, sizeof text, "'%c%c'", a, b);
  } else {
    std::snprintf(text, sizeof text, "%02X %02X", a, b);
  }
  return text;
}

}  // namespace millivox
