// What cannot be read as written: recognised, named, and read another way where that fits.
#include <algorithm>
#include <utility>

#include "scan/walker.hpp"

namespace millivox {

namespace {

constexpr unsigned kMostRecoveries = 1000;
constexpr std::uint32_t kPixelData = 0x7FE00010;

const char* name_of(Layout layout) {
  switch (layout) {
    case Layout::Short: return "an explicit VR with a 16-bit length";
    case Layout::Long: return "an explicit VR with a 32-bit length";
    default: return "implicit VR";
  }
}

}  // namespace

void Walker::stop(std::string text) {
  out_.damage.add(at_, std::move(text));
  stopped_ = true;
}

void Walker::unreadable() {
  stop("The file can no longer be read here: " + (in_.error().empty() ? "it ends." : in_.error() + "."));
}

bool Walker::count_one() {
  if (++out_.elements <= kMostElements) return true;
  stop("More than 2,000,000 elements and items; the rest is not read.");
  return false;
}

// Fewer bytes than a header needs.
void Walker::leftover(std::uint64_t left) {
  if (!cut_) {
    const bool at_file_end = top().end == in_.size();
    const bool after_pixels = levels_.size() == 1 && top().last >= kPixelData;
    out_.damage.add(at_, count(left, "byte") + (after_pixels ? " after the last element."
                                                : at_file_end
                                                    ? " of an element header; the file ends inside it."
                                                    : " left in the item, too few for an element."));
    cut_ = at_file_end;
  }
  at_ = top().end;
}

// The rest of the level makes no sense; what holds it may still be read on.
void Walker::skip_rest(std::uint32_t tag, std::string text) {
  const std::uint64_t left = top().end - at_;
  const bool after_pixels = levels_.size() == 1 && top().last >= kPixelData;
  if (after_pixels) {
    out_.damage.add(at_, count(left, "byte") + " after the last element are no element.");
  } else {
    text += text.empty() ? "The " : " The ";
    out_.damage.add(at_, tag, text + count(left, "byte") + " from here cannot be read as elements.");
  }
  cut_ = cut_ || top().end == in_.size();
  at_ = top().end;
}

void Walker::too_long(Head head) {
  const Level& level = top();
  const std::uint64_t from = at_ + head.size;
  const std::uint64_t there = level.end - from;
  const bool after_pixels = levels_.size() == 1 && level.last >= kPixelData;
  if (recover(head)) return value(head, wanted_.find(head.tag));
  if (after_pixels) return skip_rest(head.tag, "");
  const bool at_file_end = level.end == in_.size();
  const std::string size = "The value says " + count(head.length, "byte") + ", ";
  const std::string missing = count(head.length - there, "byte");
  out_.damage.add(at_, head.tag,
                  at_file_end ? size + missing + " of it lie past the end of the file."
                              : size + missing + " of it lie past the end of its item.");
  cut_ = cut_ || at_file_end;
  const Want want = wanted_.find(head.tag);
  const bool sequence = head.code == vr('S', 'Q') || (head.code == 0 && want && want.vr == vr('S', 'Q'));
  if (sequence) return open(head, want, level.end, false, level.encoding);
  if (levels_.size() == 1) {
    known += want ? 1 : 0;
    if (head.tag >> 16 == 0x7FE0) remember(head, from, there);
  }
  if (options_.mode == Mode::Flat) {
    head.length = static_cast<std::uint32_t>(std::min<std::uint64_t>(there, head.length));
    list(Kind::Value, head, from);
  }
  at_ = level.end;
}

void Walker::unknown_vr(Head head) {
  const std::string text = "The VR bytes " + written_vr(head.code) + " are no value representation.";
  if (levels_.size() == 1 && top().last >= kPixelData) return skip_rest(head.tag, "");
  if (!recover(head)) return skip_rest(head.tag, text);
  if (head.code != 0) out_.damage.add(at_, head.tag, text);
  value(head, wanted_.find(head.tag));
}

// Group 0000 belongs to network commands and FFFF to nobody: a broken tag, or filling.
bool Walker::impossible_group(const Head& head) {
  const std::uint64_t left = top().end - at_ - head.size;
  const bool fits = head.length <= left && head.tag != 0 &&
                    plausible_run(in_, at_ + head.size + head.length, top().end, top().encoding, 2, 1) == 2;
  if (fits) {
    out_.damage.add(at_, head.tag, "No element of a file can have this group number.");
  } else {
    skip_rest(head.tag, "");
  }
  return fits;
}

// Reads the header laid out in another way, if the elements after it then make sense.
bool Walker::recover(Head& head) {
  if (++recoveries_ > kMostRecoveries) return false;
  const Level& level = top();
  const std::uint64_t left = level.end - at_;
  const Head first = head;
  for (const Layout layout : {Layout::Long, Layout::Short, Layout::Implicit}) {
    const std::uint8_t* p = in_.need(at_, static_cast<std::size_t>(std::min<std::uint64_t>(left, 12)));
    Head other;
    if (p == nullptr || !read_head(p, left, level.encoding.big, layout, other)) continue;
    const bool same = other.size == first.size && other.length == first.length;
    if (same && (first.code == 0 || first.traits & kKnown)) continue;
    if (!level.encoding.explicit_vr && layout != Layout::Implicit && !(other.traits & kKnown)) continue;
    if (other.length == kUndefined || other.length > left - other.size) continue;
    const std::uint64_t next = at_ + other.size + other.length;
    if (plausible_run(in_, next, level.end, level.encoding, 2, head.tag) < 2) continue;
    if (other.code != first.code || first.traits & kKnown) {
      out_.damage.add(at_, head.tag, "The header does not fit its VR; it is read as " +
                                         std::string(name_of(layout)) + " with " +
                                         count(other.length, "byte") + ".");
    }
    head = other;
    return true;
  }
  return false;
}

}  // namespace millivox
