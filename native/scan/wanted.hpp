// Which elements a scan keeps: a flat hash of standard tags and a list of private ones.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/vr.hpp"

namespace millivox {

constexpr std::uint16_t kNoSlot = 0xFFFF;
constexpr std::uint16_t kPrivateSlot = 0xFFFE;

struct WantedTag {
  std::uint32_t tag;
  Vr vr;
};

struct WantedPrivate {
  std::uint16_t group;
  std::uint8_t low;  // low byte of the element, in whatever block was reserved
  Vr vr;
};

// What the table says about one tag.
struct Want {
  std::uint16_t slot = kNoSlot;
  Vr vr = 0;
  explicit operator bool() const { return slot != kNoSlot; }
};

class Wanted {
 public:
  Wanted(std::vector<WantedTag> tags, std::vector<WantedPrivate> privates);

  Want find(std::uint32_t tag) const {
    if (tag & 0x00010000) return find_private(tag);
    for (std::uint32_t k = hash(tag);; k = (k + 1) & mask_) {
      const std::uint16_t slot = table_[k];
      if (slot == kNoSlot) return {};
      if (tags_[slot].tag == tag) return {slot, tags_[slot].vr};
    }
  }

  const std::vector<WantedTag>& tags() const { return tags_; }

 private:
  std::uint32_t hash(std::uint32_t tag) const { return (tag * 0x9E3779B1u) >> shift_; }
  Want find_private(std::uint32_t tag) const;

  std::vector<WantedTag> tags_;
  std::vector<WantedPrivate> privates_;
  std::vector<std::uint16_t> table_;
  std::uint32_t mask_ = 0;
  unsigned shift_ = 0;
};

}  // namespace millivox
