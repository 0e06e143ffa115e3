// Sequences, items and delimiters: going in, coming out, and what is wrong on the way.
#include <utility>

#include "scan/walker.hpp"

namespace millivox {

void Walker::open(const Head& head, Want want, std::uint64_t end, bool open_ended, Encoding inside) {
  const std::uint64_t from = at_ + head.size;
  if (depth() >= kMostDepth) {
    if (open_ended) return stop("Sequences are nested more than 128 deep; the rest is not read.");
    out_.damage.add(at_, head.tag, "Sequences are nested more than 128 deep; this one is skipped.");
    at_ = end;
    return;
  }
  Level& level = top();
  level.last = head.tag;
  known += levels_.size() == 1 && want ? 1 : 0;
  const bool keep = options_.mode == Mode::Tree && level.keep && want;
  if (keep) add(Kind::Sequence, head).slot = want.slot;
  if (options_.mode == Mode::Flat) list(Kind::Sequence, head, from);
  levels_.push_back({end, head.tag, 0, true, open_ended, keep, inside});
  at_ = from;
}

void Walker::item() {
  const Level sequence = top();
  const std::uint64_t left = sequence.end - at_;
  if (left < 8) return leftover(left);
  const std::uint8_t* p = in_.need(at_, 8);
  if (p == nullptr) return unreadable();
  Head head;
  read_head(p, left, sequence.encoding.big, Layout::Implicit, head);
  if (head.tag == kSequenceEnd && sequence.open_ended) {
    if (head.length != 0) out_.damage.add(at_, head.tag, "A sequence delimiter must have length 0.");
    at_ += 8;
    return pop();
  }
  if (head.tag == kSequenceEnd || head.tag == kItemEnd) {
    out_.damage.add(at_, head.tag, "A delimiter stands between items, where none belongs.");
    at_ += 8;
    return;
  }
  if (head.tag != kItem) {
    out_.damage.add(at_, sequence.tag,
                    "An item or the end of the sequence is expected; " + written(head.tag) + " is found.");
    if (!sequence.open_ended) {
      at_ = sequence.end;
    }
    return pop();
  }
  if (!count_one()) return;
  std::uint64_t end = sequence.end;
  const bool open_ended = head.length == kUndefined;
  if (!open_ended && head.length > left - 8) {
    out_.damage.add(at_, sequence.tag,
                    "An item of " + count(head.length, "byte") + " runs " +
                        count(head.length - (left - 8), "byte") + " past the end of its sequence.");
  } else if (!open_ended) {
    end = at_ + 8 + head.length;
  }
  if (sequence.keep) add(Kind::Item, head);
  if (options_.mode == Mode::Flat) list(Kind::Item, head, at_ + 8);
  levels_.push_back({end, sequence.tag, 0, false, open_ended, sequence.keep, sequence.encoding});
  at_ += 8;
}

// A delimiter met where an element is expected.
void Walker::delimiter(const Head& head) {
  const bool open_item = levels_.size() > 1 && top().open_ended;
  if (open_item && head.tag == kItemEnd) {
    if (head.length != 0) out_.damage.add(at_, head.tag, "An item delimiter must have length 0.");
    at_ += 8;
    return pop();
  }
  if (open_item && (head.tag == kSequenceEnd || head.tag == kItem)) {
    out_.damage.add(at_, top().tag, "The item has no delimiter.");
    return pop();
  }
  out_.damage.add(at_, head.tag, "A delimiter or item stands where an element is expected.");
  const std::uint64_t left = top().end - at_ - 8;
  const bool skip = head.tag != kItemEnd && head.tag != kSequenceEnd && head.length <= left;
  at_ += 8 + (skip ? head.length : 0);
}

void Walker::close_at_end() {
  const Level& level = top();
  if (level.open_ended && !cut_) {
    const char* what = level.items ? "The sequence" : "The item";
    const bool at_file_end = level.end == in_.size();
    out_.damage.add(at_, level.tag,
                    std::string(what) + (at_file_end ? " has no delimiter; the file ends inside it."
                                                     : " has no delimiter; it ends with what holds it."));
    cut_ = at_file_end;
  }
  pop();
}

void Walker::pop() {
  if (levels_.size() > 1 && top().keep && options_.mode == Mode::Tree) {
    Head head;
    head.tag = top().tag;
    add(Kind::End, head);
  }
  levels_.pop_back();
}

}  // namespace millivox
