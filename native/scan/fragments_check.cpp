// Encapsulated pixels against the header: how many fragments, what kind, what size.
#include <algorithm>

#include "scan/pixels.hpp"

namespace millivox {

namespace {

constexpr std::size_t kLook = 2048;             // a codestream's size stands in its first bytes
constexpr std::size_t kLookFurther = 64 << 10;  // unless comments and profiles come first
constexpr std::uint64_t kMostUnpacked = 1 << 20;  // bytes of RLE unpacked for checking, per file
constexpr std::uint64_t kMostPadding = 16;  // zeros after a segment unpack to a few bytes
constexpr std::size_t kMostHeads = 4;

const char* name_of(Codec codec) {
  switch (codec) {
    case Codec::Baseline: return "JPEG baseline";
    case Codec::Extended: return "JPEG extended";
    case Codec::Lossless: return "JPEG lossless";
    case Codec::OtherJpeg: return "JPEG";
    case Codec::JpegLsLossless: return "lossless JPEG-LS";
    case Codec::JpegLs: return "JPEG-LS";
    case Codec::Jpeg2000Lossless: return "lossless JPEG 2000";
    case Codec::Jpeg2000: return "JPEG 2000";
    case Codec::Htj2kLossless: return "lossless HTJ2K";
    case Codec::Htj2k: return "HTJ2K";
    case Codec::JpegXl: return "JPEG XL";
    case Codec::Video: return "a video";
    default: return "another coding";
  }
}

std::string name_of(const StreamHead& head) {
  switch (head.stream) {
    case Stream::Jpeg:
      if (head.frame == 0xC0) return "JPEG baseline";
      if (head.frame == 0xC3) return "JPEG lossless";
      return head.frame == 0xC1 ? "JPEG extended" : "JPEG of another process";
    case Stream::JpegLs: return head.lossy ? "near-lossless JPEG-LS" : "JPEG-LS";
    case Stream::Jpeg2000:
      return std::string(head.lossy ? "lossy " : "lossless ") + (head.high_throughput ? "HTJ2K" : "JPEG 2000");
    case Stream::JpegXl: return "JPEG XL";
    default: return "no known codestream";
  }
}

bool same(const StreamHead& a, const StreamHead& b) {
  return a.stream == b.stream && a.frame == b.frame && a.columns == b.columns && a.rows == b.rows &&
         a.components == b.components && a.precision == b.precision && a.lossy == b.lossy &&
         a.high_throughput == b.high_throughput && a.tiles == b.tiles;
}

}  // namespace

// Whether every frame starts with a codestream that can be recognised.
bool PixelCheck::in_family() const {
  if (syntax_ == nullptr) return false;
  switch (syntax_->codec) {
    case Codec::Native: case Codec::Any: case Codec::Rle: case Codec::Video: case Codec::Deflated:
      return false;
    default: return true;
  }
}

void PixelCheck::fragment(std::uint64_t at, std::uint32_t length) {
  Part part{at, length, false, false};
  const std::size_t n = std::min<std::size_t>(length, kLook);
  const std::uint8_t* p = n < 2 ? nullptr : in_.need(at, n);
  if (p != nullptr) {
    StreamHead head = read_stream(p, n);
    part.starts = head.stream != Stream::Unknown;
    const bool further = part.starts && !head.sized && head.stream != Stream::JpegXl && length > n;
    if (further && heads_.empty()) {
      const std::size_t more = std::min<std::size_t>(length, kLookFurther);
      p = in_.need(at, more);
      if (p != nullptr) head = read_stream(p, more);
    }
    const bool fresh = std::none_of(heads_.begin(), heads_.end(),
                                    [&head](const Head& one) { return same(one.head, head); });
    if (part.starts && fresh && heads_.size() < kMostHeads) heads_.push_back({at, length, head});
    const std::size_t tail = std::min<std::size_t>(length, 16);
    p = in_.need(at + length - tail, tail);
    part.ends = p != nullptr && ends_stream(p, tail);
  }
  parts_.push_back(part);
}

void PixelCheck::check_fragments() {
  std::uint64_t full = 0, streams = 0;
  for (const Part& part : parts_) {
    full += part.length > 0;
    streams += part.starts;
  }
  if (full == 0) return say_at(out_.pixels.offset, "The fragments hold no bytes at all.");
  check_counts(full, streams);
  if (syntax_ != nullptr && syntax_->codec == Codec::Rle) return check_rle();
  for (const Head& head : heads_) check_stream(head);
}

void PixelCheck::check_counts(std::uint64_t full, std::uint64_t streams) {
  const std::int64_t n = frames();
  if (n <= 0) return;
  const auto wanted = static_cast<std::uint64_t>(n);
  const bool video = syntax_ != nullptr && syntax_->codec == Codec::Video;
  const bool rle = syntax_ != nullptr && syntax_->codec == Codec::Rle;
  const std::string asked = "Number of Frames says " + number(wanted) + ", but there ";
  if (!video && (full < wanted || (rle && full != wanted))) {
    return say(0x00280008, asked + (full == 1 ? "is " : "are ") + count(full, "fragment") + " with bytes.");
  }
  if (!in_family()) return;
  const auto first = std::find_if(parts_.begin(), parts_.end(), [](const Part& p) { return p.length > 0; });
  if (!first->starts) {
    return say_at(first->at, std::string("The first fragment does not start as ") + name_of(syntax_->codec) + " must.");
  }
  if (streams != wanted) {
    return say(0x00280008, asked + (streams == 1 ? "starts " : "start ") + count(streams, "codestream") + ".");
  }
  // The last bytes before the next codestream, and those of the last one.
  const Part* last = nullptr;
  for (const Part& part : parts_) {
    if (part.starts && last != nullptr && !last->ends) break;
    if (part.length > 0) last = &part;
  }
  if (last != nullptr && !last->ends && syntax_->codec != Codec::JpegXl) {
    say_at(last->at, "A codestream lacks its end marker; it is cut.");
  }
}

bool PixelCheck::fits_syntax(const StreamHead& head) const {
  const bool jpeg = head.stream == Stream::Jpeg, ls = head.stream == Stream::JpegLs;
  const bool jp2 = head.stream == Stream::Jpeg2000;
  switch (syntax_->codec) {
    case Codec::Baseline: return jpeg && head.frame == 0xC0;
    case Codec::Extended: return jpeg && (head.frame == 0xC0 || head.frame == 0xC1);
    case Codec::Lossless: return jpeg && head.frame == 0xC3;
    case Codec::OtherJpeg: return jpeg;
    case Codec::JpegLsLossless: return ls && !head.lossy;
    case Codec::JpegLs: return ls;
    case Codec::Jpeg2000Lossless: return jp2 && !head.high_throughput && !head.lossy;
    case Codec::Jpeg2000: return jp2 && !head.high_throughput;
    case Codec::Htj2kLossless: return jp2 && head.high_throughput && !head.lossy;
    case Codec::Htj2k: return jp2 && head.high_throughput;
    case Codec::JpegXl: case Codec::Video: return false;  // a still image of another family
    default: return true;
  }
}

void PixelCheck::check_stream(const Head& one) {
  const StreamHead& head = one.head;
  if (head.stream == Stream::JpegXl) return;
  if (head.boxed && in_family()) {
    say_at(one.at, "The codestream lies in a JP2 file; it must stand bare.");
  }
  if (!head.sized) {
    if (in_family() && one.length < kLook) say_at(one.at, "A codestream ends before it says its size.");
    return;
  }
  const bool video = syntax_ != nullptr && syntax_->codec == Codec::Video;
  if ((in_family() || video) && !fits_syntax(head)) {
    say_at(one.at, "The transfer syntax is " + std::string(name_of(syntax_->codec)) + ", but the codestream is " +
                       name_of(head) + ".");
  }
  const bool rows = image_.rows.valid && image_.rows.value != head.rows && head.rows != 0;
  const bool columns = image_.columns.valid && image_.columns.value != head.columns;
  if (rows || columns) {
    say_at(one.at, "The codestream is " + number(head.columns) + " columns x " + number(head.rows) +
                       " rows; the header says " + std::to_string(image_.columns.value) + " x " +
                       std::to_string(image_.rows.value) + ".");
  }
  if (image_.samples.valid && image_.samples.value != head.components) {
    say_at(one.at, "The codestream has " + count(head.components, "component") + "; Samples per Pixel is " +
                       std::to_string(image_.samples.value) + ".");
  }
  const std::int64_t bits = image_.allocated.value;
  const bool odd = bits != 8 && bits != 16 && (bits != 32 || head.stream != Stream::Jpeg2000);
  if (image_.allocated.valid && (odd || head.precision > static_cast<std::uint64_t>(bits))) {
    say_at(one.at, "The codestream has " + count(head.precision, "bit") + " a sample; Bits Allocated is " +
                       std::to_string(bits) + ".");
  }
  if (head.tiles < 1 || head.tiles > 65535) {
    say_at(one.at, "The codestream's tiles are impossible.");
  }
  const bool whole = parts_.size() == 1 || static_cast<std::int64_t>(parts_.size()) == frames();
  if (whole && !head.boxed && head.tiles > 1 && head.first_tile_end >= one.length - std::min(one.length, 3u)) {
    say_at(one.at, "The codestream says " + number(head.tiles) + " tiles, but holds one.");
  }
  if (whole && fewest_bytes(head) > one.length) {
    say_at(one.at, "The codestream has " + count(one.length, "byte") + ", too few for " +
                       number(head.columns) + " x " + number(head.rows) + " pixels.");
  }
}

void PixelCheck::check_rle() {
  std::uint64_t budget = kMostUnpacked;
  const std::size_t before = out_.damage.all().size();
  for (const Part& part : parts_) {
    if (part.length > 0) check_rle_frame(part, budget);
    if (out_.damage.all().size() > before + 3) break;  // the rest would say the same
  }
}

void PixelCheck::check_rle_frame(const Part& part, std::uint64_t& budget) {
  const std::uint64_t bits = static_cast<std::uint64_t>(std::max<std::int64_t>(image_.allocated.value, 0));
  const bool known = image_.allocated.valid && bits % 8 == 0 && bits > 0 && bits <= 64 && image_.samples.valid;
  const bool unpack = part.length <= budget && part.length <= (64u << 10);
  const std::size_t n = unpack ? part.length : std::min<std::size_t>(part.length, 64);
  const std::uint8_t* p = in_.need(part.at, n);
  if (p == nullptr) return;
  const RleHead head = read_rle(p, n, part.length);
  if (head.wrong != nullptr) return say_at(part.at, "An RLE frame " + std::string(head.wrong) + ".");
  if (!known) return;
  const std::uint64_t segments = static_cast<std::uint64_t>(image_.samples.value) * (bits / 8);
  if (head.segments != segments) {
    return say_at(part.at, "An RLE frame has " + count(head.segments, "segment") + "; the header asks for " +
                               number(segments) + ".");
  }
  const std::uint64_t pixels = frame_bytes() / 8 / std::max<std::uint64_t>(segments, 1);
  for (std::uint32_t k = 0; k < head.segments; ++k) {
    const std::uint32_t end = k + 1 < head.segments ? head.offsets[k + 1] : part.length;
    const std::uint64_t length = end - head.offsets[k];
    const std::uint64_t there = unpack ? unpacked(p + head.offsets[k], length) : length * 64;
    if (there >= pixels) continue;
    return say_at(part.at, "A segment of an RLE frame is too short for " + count(pixels, "pixel") + ".");
  }
  if (unpack) budget -= part.length;
  const std::uint64_t last = part.length - head.offsets[head.segments - 1];
  if (unpack && unpacked(p + head.offsets[head.segments - 1], last) > pixels + kMostPadding) {
    say_at(part.at, "A segment of an RLE frame is too long for " + count(pixels, "pixel") + ".");
  }
}

}  // namespace millivox
