// What is kept of a value: entries and bytes, binary numbers little endian.
#include <algorithm>

#include "scan/walker.hpp"

namespace millivox {

namespace {

constexpr std::size_t kMostListed = std::size_t{256} << 20;  // bytes of values in a flat list

// Reverses the bytes of each number; a ragged tail is left out.
void swap_numbers(std::uint8_t* p, std::uint32_t& n, unsigned width) {
  n -= n % width;
  for (std::uint32_t k = 0; k < n; k += width) std::reverse(p + k, p + k + width);
}

bool is_letter(unsigned c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

Entry& Walker::add(Kind kind, const Head& head) {
  arena_.entries.push_back({at_, arena_.blob.size(), head.tag, head.length, 0, head.code, kNoSlot,
                            kind, static_cast<std::uint8_t>(depth()), false});
  return arena_.entries.back();
}

void Walker::store(Entry& entry, std::uint64_t from, std::uint32_t n, unsigned width) {
  if (n == 0) return;
  const std::uint8_t* p = in_.need(from, n);
  if (p == nullptr) return unreadable();
  arena_.blob.insert(arena_.blob.end(), p, p + n);
  if (top().encoding.big && width > 1) {
    swap_numbers(arena_.blob.data() + entry.blob, n, width);
    arena_.blob.resize(entry.blob + n);
  }
  entry.kept = n;
}

void Walker::keep(const Head& head, Want want, std::uint64_t from) {
  if (head.length > kMostValue) {
    out_.damage.add(at_, head.tag, "The value says " + count(head.length, "byte") +
                                       ", too long for this attribute; it is not read.");
    return;
  }
  const bool letters = is_letter(head.code >> 8) && is_letter(head.code & 0xFF);
  const Vr code = head.code == 0 ? want.vr : head.code;
  Entry& entry = add(Kind::Value, head);
  entry.slot = want.slot;
  entry.odd_vr = letters && head.code != vr('U', 'N') && head.code != want.vr;
  store(entry, from, head.length, vr_traits(code) & kWidth);
}

void Walker::list(Kind kind, const Head& head, std::uint64_t from) {
  Entry& entry = add(kind, head);
  const bool pixels = head.tag >> 16 == 0x7FE0 && (head.tag & 0xFFFF) >= 8;
  if (kind != Kind::Value || pixels || arena_.blob.size() > kMostListed) return;
  store(entry, from, std::min(head.length, options_.value_cap), vr_traits(head.code) & kWidth);
}

}  // namespace millivox
