#include "scan/wanted.hpp"

#include <algorithm>
#include <utility>

namespace millivox {

Wanted::Wanted(std::vector<WantedTag> tags, const std::vector<WantedPrivate>& privates)
    : tags_(std::move(tags)), groups_(1) {
  if (tags_.size() > 0x8000) tags_.resize(0x8000);
  unsigned bits = 4;
  while ((std::size_t{1} << bits) < 2 * tags_.size()) ++bits;
  mask_ = (1u << bits) - 1;
  shift_ = 32 - bits;
  table_.resize(std::size_t{1} << bits);
  for (std::size_t n = 0; n < tags_.size(); ++n) {
    std::uint32_t k = hash(tags_[n].tag);
    while (table_[k].want) k = (k + 1) & mask_;
    table_[k] = {tags_[n].tag, {static_cast<std::uint16_t>(n), tags_[n].vr}};
  }
  for (const WantedPrivate& row : privates) {
    std::uint8_t& which = group_of_[(row.group >> 1) & 0xFF];
    if (which == 0 && groups_.size() < 255) {
      which = static_cast<std::uint8_t>(groups_.size());
      groups_.emplace_back();
      groups_.back().group = row.group;
    }
    if (groups_[which].group == row.group) groups_[which].low[row.low] = row.vr;
  }
}

// A creator (gggg,0010-00FF) of a listed group is kept as LO; of the elements in the
// blocks, those whose low byte is listed (PS3.5 7.8.1).
Want Wanted::find_private(std::uint32_t tag) const {
  const Group& group = groups_[group_of_[(tag >> 17) & 0xFF]];
  if (group.group != tag >> 16) return {};
  const std::uint32_t element = tag & 0xFFFF;
  if (element >= 0x10 && element <= 0xFF) return {kPrivateSlot, vr('L', 'O')};
  const Vr code = group.low[element & 0xFF];
  if (element < 0x1000 || code == 0) return {};
  return {kPrivateSlot, code};
}

}  // namespace millivox
