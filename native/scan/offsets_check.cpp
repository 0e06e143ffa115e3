// The tables that say where frames start: every entry must be a fragment's, in rising order.
#include <algorithm>

#include "scan/bytes.hpp"
#include "scan/pixels.hpp"

namespace millivox {

namespace {

constexpr std::uint32_t kItemHeader = 8;

}  // namespace

void PixelCheck::check_basic_offsets() {
  if (!table_.present || table_.length == 0 || parts_.empty()) return;
  if (table_.length % 4 != 0) {
    return say_at(table_.offset, "The Basic Offset Table has " + count(table_.length, "byte") + ", no multiple of 4.");
  }
  const std::uint64_t base = parts_.front().at - kItemHeader;
  const std::uint64_t n = table_.length / 4;
  if (frames() > 0 && n != static_cast<std::uint64_t>(frames())) {
    say_at(table_.offset, "The Basic Offset Table has " + number(n) + " offsets for " +
                              count(static_cast<std::uint64_t>(frames()), "frame") + ".");
  }
  const bool wraps = out_.pixels.length >= (std::uint64_t{1} << 32);
  std::size_t k = 0;
  for (std::uint64_t entry = 0; entry < n && !wraps; ++entry) {
    const std::uint8_t* p = in_.need(table_.offset + 4 * entry, 4);
    if (p == nullptr) return;
    const std::uint64_t offset = load32(p, out_.encoding.big);
    while (k < parts_.size() && parts_[k].at - kItemHeader - base < offset) ++k;
    if (k < parts_.size() && parts_[k].at - kItemHeader - base == offset) {
      ++k;
      continue;
    }
    return say_at(table_.offset + 4 * entry,
                  "The Basic Offset Table sends frame " + number(entry + 1) + " to offset " + number(offset) +
                      ", where no fragment starts or an earlier frame does.");
  }
}

void PixelCheck::check_extended_offsets() {
  const Place& offsets = image_.frame_offsets;
  const Place& lengths = image_.frame_lengths;
  if (!offsets.present && !lengths.present) return;
  if (!offsets.present || !lengths.present || offsets.length != lengths.length || offsets.length % 8 != 0) {
    return out_.damage.add(out_.pixels.offset, 0x7FE00001,
                           "The Extended Offset Table and its lengths do not go together.");
  }
  const std::uint64_t n = offsets.length / 8;
  if (frames() > 0 && n != static_cast<std::uint64_t>(frames())) {
    out_.damage.add(offsets.offset, 0x7FE00001, "The Extended Offset Table has " + number(n) + " offsets for " +
                                                    count(static_cast<std::uint64_t>(frames()), "frame") + ".");
  }
  const std::uint64_t base = parts_.empty() ? 0 : parts_.front().at - kItemHeader;
  std::size_t k = 0;
  for (std::uint64_t entry = 0; entry < n; ++entry) {
    const std::uint8_t* p = in_.need(offsets.offset + 8 * entry, 8);
    const std::uint64_t offset = p == nullptr ? 0 : load64(p, out_.encoding.big);
    p = in_.need(lengths.offset + 8 * entry, 8);
    const std::uint64_t length = p == nullptr ? 0 : load64(p, out_.encoding.big);
    while (k < parts_.size() && parts_[k].at - kItemHeader - base < offset) ++k;
    const bool hit = k < parts_.size() && parts_[k].at - kItemHeader - base == offset;
    if (hit && length <= out_.pixels.length) {
      ++k;
      continue;
    }
    return out_.damage.add(offsets.offset + 8 * entry, 0x7FE00001,
                           "The Extended Offset Table sends frame " + number(entry + 1) +
                               " to a place where no fragment of its length starts.");
  }
}

}  // namespace millivox
