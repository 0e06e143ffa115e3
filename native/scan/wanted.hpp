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
  Wanted(std::vector<WantedTag> tags, const std::vector<WantedPrivate>& privates);

  Want find(std::uint32_t tag) const {
    if (tag & 0x00010000) return group_of_[(tag >> 17) & 0xFF] != 0 ? find_private(tag) : Want{};
    for (std::uint32_t k = hash(tag);; k = (k + 1) & mask_) {
      const Row& row = table_[k];
      if (row.tag == tag) return row.want;
      if (!row.want) return {};
    }
  }

  const std::vector<WantedTag>& tags() const { return tags_; }

 private:
  struct Row {
    std::uint32_t tag = 0;
    Want want;
  };
  struct Group {
    std::uint16_t group = 0;
    Vr low[256] = {};  // VR by the low byte of the element, 0 where it is not wanted
  };
  std::uint32_t hash(std::uint32_t tag) const { return (tag * 0x9E3779B1u) >> shift_; }
  Want find_private(std::uint32_t tag) const;

  std::vector<WantedTag> tags_;
  std::vector<Row> table_;
  std::vector<Group> groups_;        // the first is empty
  std::uint8_t group_of_[256] = {};  // by bits 1-8 of the group, one of `groups_` or 0
  std::uint32_t mask_ = 0;
  unsigned shift_ = 0;
};

}  // namespace millivox
