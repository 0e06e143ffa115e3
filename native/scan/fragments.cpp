// Encapsulated pixels: item headers are walked, the bytes between them are not read (PS3.5 A.4).
#include "scan/walker.hpp"

namespace millivox {

void Walker::fragments(const Head& head) {
  const std::uint64_t start = at_ + head.size;
  const bool pixels = levels_.size() == 1 && head.tag >> 16 == 0x7FE0;
  if (options_.mode == Mode::Flat) list(Kind::Value, head, start);
  if (pixels) out_.pixels = {head.tag, head.code, start, 0, true, 0, {}};
  top().last = head.tag;
  at_ = start;
  bool first = true;
  while (next_fragment(head, first && pixels, pixels)) first = false;
  if (pixels) out_.pixels.length = at_ - start;
}

// Goes past one fragment, the offset table or the delimiter; false where there is no further one.
bool Walker::next_fragment(const Head& head, bool is_table, bool pixels) {
  const std::uint64_t left = top().end - at_;
  if (left < 8) {
    no_end_of_fragments(head.tag, left);
    return false;
  }
  const std::uint8_t* p = in_.need(at_, 8);
  if (p == nullptr) {
    unreadable();
    return false;
  }
  Head item;
  read_head(p, left, top().encoding.big, Layout::Implicit, item);
  if (item.tag == kSequenceEnd) {
    if (item.length != 0) out_.damage.add(at_, item.tag, "A sequence delimiter must have length 0.");
    at_ += 8;
    return false;
  }
  if (item.tag != kItem) {
    out_.damage.add(at_, head.tag,
                    "A fragment or the end of the pixels is expected; " + written(item.tag) +
                        " is found. " + count(left, "byte") + " from here cannot be read.");
    cut_ = true;
    at_ = top().end;
    return false;
  }
  if (!count_one()) return false;
  const std::uint64_t there = fragment_length(head.tag, item.length, left - 8);
  const auto length = static_cast<std::uint32_t>(there);
  if (is_table) watch_.offset_table(at_ + 8, length);
  if (pixels && !is_table) {
    ++out_.pixels.n_fragments;
    watch_.fragment(at_ + 8, length);
    if (options_.fragments) out_.pixels.fragments.push_back({at_ + 8, length});
  }
  at_ += 8 + there;
  return true;
}

// The bytes of a fragment that are really there.
std::uint64_t Walker::fragment_length(std::uint32_t tag, std::uint32_t length, std::uint64_t left) {
  if (length > left) {
    out_.damage.add(at_, tag, "A fragment says " + count(length, "byte") + ", " +
                                  count(length - left, "byte") + " of it lie past the end of the file.");
    cut_ = true;
    return left;
  }
  if (length % 2 != 0) out_.damage.add(at_, tag, "A fragment has the odd length " + number(length) + ".");
  return length;
}

void Walker::no_end_of_fragments(std::uint32_t tag, std::uint64_t left) {
  if (!cut_) {
    out_.damage.add(at_, tag,
                    left == 0 ? "The fragments have no sequence delimiter; the file ends after them."
                              : count(left, "byte") + " of a fragment header; the file ends inside it.");
  }
  cut_ = true;
  at_ = top().end;
}

}  // namespace millivox
