// Encapsulated pixels: item headers are walked, the bytes between them are not read (PS3.5 A.4).
#include "scan/walker.hpp"

namespace millivox {

void Walker::fragments(const Head& head) {
  const Level& level = top();
  const std::uint64_t start = at_ + head.size;
  const bool pixels = levels_.size() == 1 && head.tag >> 16 == 0x7FE0;
  PixelPlace& place = out_.pixels;
  if (options_.mode == Mode::Flat) list(Kind::Value, head, start);
  if (pixels) {
    place.tag = head.tag;
    place.vr = head.code;
    place.offset = start;
    place.encapsulated = true;
    place.n_fragments = 0;
    place.fragments.clear();
  }
  std::uint64_t at = start;
  bool first = true, ended = false;
  while (!ended && at < level.end) {
    const std::uint64_t left = level.end - at;
    const std::uint8_t* p = left < 8 ? nullptr : in_.need(at, 8);
    if (left >= 8 && p == nullptr) return unreadable();
    Head item;
    if (p == nullptr) {
      out_.damage.add(at, head.tag, count(left, "byte") + " of a fragment header; the file ends inside it.");
      cut_ = true;
      at = level.end;
      break;
    }
    read_head(p, left, level.encoding.big, Layout::Implicit, item);
    if (item.tag == kSequenceEnd) {
      if (item.length != 0) out_.damage.add(at, item.tag, "A sequence delimiter must have length 0.");
      at += 8;
      ended = true;
      break;
    }
    if (item.tag != kItem) {
      out_.damage.add(at, head.tag, "A fragment or the end of the pixels is expected; " +
                                        written(item.tag) + " is found. " + count(left, "byte") +
                                        " from here cannot be read.");
      cut_ = true;
      at = level.end;
      ended = true;
      break;
    }
    if (!count_one()) return;
    std::uint64_t there = item.length;
    if (item.length > left - 8) {
      there = left - 8;
      out_.damage.add(at, head.tag, "A fragment says " + count(item.length, "byte") + ", " +
                                        count(item.length - there, "byte") +
                                        " of it lie past the end of the file.");
      cut_ = true;
    } else if (item.length % 2 != 0) {
      out_.damage.add(at, head.tag, "A fragment has the odd length " + number(item.length) + ".");
    }
    if (pixels) {
      if (first) {
        watch_.offset_table(at + 8, static_cast<std::uint32_t>(there));
      } else {
        ++place.n_fragments;
        watch_.fragment(at + 8, static_cast<std::uint32_t>(there));
        if (options_.fragments) place.fragments.push_back({at + 8, static_cast<std::uint32_t>(there)});
      }
    }
    first = false;
    at += 8 + there;
  }
  if (!ended && !cut_) {
    out_.damage.add(at, head.tag, "The fragments have no sequence delimiter; the file ends after them.");
    cut_ = true;
  }
  if (pixels) place.length = at - start;
  top().last = head.tag;
  at_ = at;
}

}  // namespace millivox
