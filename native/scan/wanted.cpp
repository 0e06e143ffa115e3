#include "scan/wanted.hpp"

#include <utility>

namespace millivox {

Wanted::Wanted(std::vector<WantedTag> tags, std::vector<WantedPrivate> privates)
    : tags_(std::move(tags)), privates_(std::move(privates)) {
  if (tags_.size() > 0x8000) tags_.resize(0x8000);
  unsigned bits = 4;
  while ((std::size_t{1} << bits) < 4 * tags_.size()) ++bits;
  mask_ = (1u << bits) - 1;
  shift_ = 32 - bits;
  table_.assign(std::size_t{1} << bits, kNoSlot);
  for (std::size_t n = 0; n < tags_.size(); ++n) {
    std::uint32_t k = hash(tags_[n].tag);
    while (table_[k] != kNoSlot) k = (k + 1) & mask_;
    table_[k] = static_cast<std::uint16_t>(n);
  }
}

// A creator (gggg,0010-00FF) of a listed group is kept as LO; of the elements in the
// blocks, those whose low byte is listed (PS3.5 7.8.1).
Want Wanted::find_private(std::uint32_t tag) const {
  const auto group = static_cast<std::uint16_t>(tag >> 16);
  const std::uint32_t element = tag & 0xFFFF;
  for (const WantedPrivate& row : privates_) {
    if (row.group != group) continue;
    if (element >= 0x10 && element <= 0xFF) return {kPrivateSlot, vr('L', 'O')};
    if (element >= 0x1000 && (element & 0xFF) == row.low) return {kPrivateSlot, row.vr};
  }
  return {};
}

}  // namespace millivox
