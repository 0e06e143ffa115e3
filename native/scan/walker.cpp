#include "scan/walker.hpp"

#include <algorithm>
#include <utility>

namespace millivox {

namespace {

constexpr Encoding kInsideUnknown{false, false};  // UN holds implicit little endian (CP-246)
constexpr Encoding kPlain{true, false};
constexpr std::uint32_t kShortHead = 8, kLongHead = 12;
constexpr std::uint64_t kNoBody = ~std::uint64_t{0};
constexpr Vr kSQ = vr('S', 'Q');
constexpr Vr kUN = vr('U', 'N');

bool is_pixels(std::uint32_t tag) {
  return tag == 0x7FE00010 || tag == 0x7FE00008 || tag == 0x7FE00009;
}

}  // namespace

Walker::Walker(Source& in, const Wanted& wanted, const Options& options, Arena& arena,
               Result& result, PixelWatch& watch)
    : in_(in), wanted_(wanted), options_(options), arena_(arena), out_(result), watch_(watch) {
  levels_.reserve(16);
  levels_.push_back({in.size(), 0, 0, false, false, true, Encoding{}});
}

void Walker::meta(std::uint64_t at, Encoding encoding) {
  at_ = at;
  top().encoding = encoding;
  while (!stopped_) {
    if (levels_.size() == 1) {
      if (in_.size() - at_ < 8) break;
      const std::uint8_t* p = in_.need(at_, 4);
      if (p == nullptr) return unreadable();
      if (load16(p, false) != 2) break;
    }
    step();
  }
}

void Walker::data_set(Encoding encoding) {
  top().encoding = encoding;
  top().last = 0;
  while (!stopped_ && !levels_.empty()) step();
  while (!levels_.empty()) pop();
}

void Walker::step() {
  if (at_ >= top().end) return close_at_end();
  if (top().items) return item();
  if (top().encoding == kPlain && out_.body != kNoBody) run_plain();
  if (!stopped_ && at_ < top().end) element();
}

// The short way past most elements: explicit little endian, at hand, known VR, defined length,
// no sequence.  Whatever is not all of that is left to `element`.
void Walker::run_plain() {
  Level& level = top();
  const bool root = levels_.size() == 1;
  const bool flat = options_.mode == Mode::Flat;
  Source::Window at_hand = in_.window();
  std::uint64_t end = std::min<std::uint64_t>(level.end, at_hand.from + at_hand.have), at = at_;
  std::uint32_t elements = out_.elements;
  while (at >= at_hand.from && at + kLongHead <= end && elements < kMostElements) {
    const std::uint8_t* p = at_hand.data + (at - at_hand.from);
    const std::uint32_t tag = load_tag(p, false), group = tag >> 16;
    const Vr code = static_cast<Vr>(p[4] << 8 | p[5]);
    const std::uint8_t traits = vr_traits(code);
    if (!(traits & kKnown) || group - 1 >= 0xFFFD) break;
    std::uint32_t length = load16(p + 6, false), size = kShortHead;
    if (traits & kLong) {
      length = load32(p + 8, false);
      size = kLongHead;
      if (length == kUndefined || code == kSQ || code == kUN) break;
    }
    if (length > level.end - at - size) break;
    ++elements;
    level.last = tag;
    const Want want = wanted_.find(tag);
    if (want || flat || (root && (group == 0x0028 || group == 0x7FE0))) {
      at_ = at;
      out_.elements = elements;
      take({tag, length, code, traits, static_cast<std::uint8_t>(size)}, want);
      if (stopped_) return;
      at_hand = in_.window();
      end = std::min<std::uint64_t>(level.end, at_hand.from + at_hand.have);
    }
    at += size + length;
  }
  at_ = at;
  out_.elements = elements;
}

void Walker::element() {
  const Level& level = top();
  const std::uint64_t left = level.end - at_;
  if (left < 8) return leftover(left);
  const std::uint8_t* p = in_.need(at_, static_cast<std::size_t>(std::min<std::uint64_t>(left, 12)));
  if (p == nullptr) return unreadable();
  Head head;
  if (!read_head(p, left, level.encoding.big, layout_of(p, level.encoding), head)) {
    return leftover(left);
  }
  if (is_delimiter(head.tag)) return delimiter(head);
  if (!count_one()) return;
  if (level.encoding.explicit_vr && !(head.traits & kKnown)) return unknown_vr(head);
  if ((head.tag >> 16 == 0 || head.tag >> 16 == 0xFFFF) && !impossible_group(head)) return;
  if (head.length == kUndefined) return undefined(head, wanted_.find(head.tag));
  if (head.length > left - head.size) return too_long(head);
  value(head, wanted_.find(head.tag));
}

void Walker::value(const Head& head, Want want) {
  const std::uint64_t from = at_ + head.size;
  Encoding inside = top().encoding;
  if (sequence_inside(head, want, inside)) return open(head, want, from + head.length, false, inside);
  take(head, want);
  top().last = head.tag;
  at_ = from + head.length;
}

// What is kept, listed or noted of a value that lies where it should.
void Walker::take(const Head& head, Want want) {
  const std::uint64_t from = at_ + head.size;
  if (options_.mode == Mode::Flat) {
    list(Kind::Value, head, from);
  } else if (want && top().keep) {
    keep(head, want, from);
  }
  if (levels_.size() == 1) {
    known += want ? 1 : 0;
    remember(head, from, head.length);
  }
}

// Whether a value of defined length is a sequence: by its VR; where none is written, by the
// dictionary or by the item it starts with.
bool Walker::sequence_inside(const Head& head, Want want, Encoding& inside) {
  if (head.code == kSQ) return true;
  if (head.code != 0 && head.code != kUN) return false;
  if (want && want.vr != kSQ) return false;
  if (head.code == kUN) {
    if (!want) return false;
    inside = kInsideUnknown;
  } else if (want && want.slot != kPrivateSlot) {
    return true;
  }
  if (head.length < 8 || is_pixels(head.tag)) return false;
  const std::uint8_t* p = in_.need(at_ + head.size, 8);
  if (p == nullptr || load_tag(p, inside.big) != kItem) return false;
  if (head.code == 0 && !(head.tag & 0x00010000)) return true;
  const std::uint32_t length = load32(p + 4, inside.big);  // private bytes may only look like one
  return length == kUndefined || length <= head.length - 8;
}

void Walker::undefined(const Head& head, Want want) {
  const std::uint64_t from = at_ + head.size;
  if (head.code == kSQ || (head.code == 0 && !is_pixels(head.tag))) {
    return open(head, want, top().end, true, top().encoding);
  }
  if (head.code == kUN && !is_pixels(head.tag)) {
    return open(head, want, top().end, true, kInsideUnknown);
  }
  const std::uint8_t* p = top().end - from < 8 ? nullptr : in_.need(from, 8);
  const bool items = p != nullptr && load_tag(p, top().encoding.big) >> 16 == 0xFFFE;
  if (items || is_pixels(head.tag)) return fragments(head);
  skip_rest(head.tag, "The length is undefined, but no item follows.");
}

void Walker::remember(const Head& head, std::uint64_t from, std::uint64_t there) {
  const std::uint32_t group = head.tag >> 16;
  const bool big = top().encoding.big;
  if (group == 0x0028 || group == 0x7FE0) {
    image.note(in_, head.tag, from, static_cast<std::uint32_t>(there), head.code, big);
    if (is_pixels(head.tag)) {
      out_.pixels.tag = head.tag;
      out_.pixels.vr = head.code;
      out_.pixels.offset = from;
      out_.pixels.length = there;
      out_.pixels.encapsulated = false;
    }
  } else if (head.tag == 0x00080016) {
    has_class = true;
  } else if (head.tag == 0x00020010) {
    const std::size_t n = std::min<std::size_t>(static_cast<std::size_t>(there), 128);
    const std::uint8_t* p = in_.need(from, n);
    if (p == nullptr) return;
    out_.has_syntax = true;
    out_.syntax.assign(reinterpret_cast<const char*>(p), n);
    while (!out_.syntax.empty() && (out_.syntax.back() == 0 || out_.syntax.back() == ' ')) {
      out_.syntax.pop_back();
    }
  } else if (head.tag == 0x00020000 && there == 4) {
    const std::uint8_t* p = in_.need(from, 4);
    if (p == nullptr) return;
    has_meta_length = true;
    meta_length = load32(p, false);
    meta_length_end = from + 4;
  }
}

}  // namespace millivox
