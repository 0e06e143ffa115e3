#include "scan/pixels.hpp"

namespace millivox {

namespace {

constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;

// A product that stops growing at 2^62, which no file reaches.
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kHuge / b ? kHuge : a * b;
}

std::uint64_t positive(const Whole& whole) {
  return whole.valid && whole.value > 0 ? static_cast<std::uint64_t>(whole.value) : 0;
}

std::string written(const Whole& whole) { return std::to_string(whole.value); }

bool starts(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

}  // namespace

std::int64_t PixelCheck::frames() const {
  return image_.frames.present && image_.frames.valid ? image_.frames.value : 1;
}

void PixelCheck::finish(const ImageFacts& image, bool cut) {
  image_ = image;
  if (out_.pixels.tag == 0) return;
  check_header();
  check_palettes();
  const bool encapsulated = out_.pixels.encapsulated;
  if (syntax_ != nullptr && syntax_->encapsulated != encapsulated) {
    say(0x00020010, encapsulated ? "The pixels are encapsulated, but the transfer syntax is a native one."
                                 : "The transfer syntax is an encapsulated one, but the pixels are native.");
  }
  if (!encapsulated && !cut) check_native();
  if (encapsulated) {
    check_fragments();
    if (!cut) check_basic_offsets();
    if (!cut) check_extended_offsets();
  }
}

void PixelCheck::check_header() {
  const bool integers = out_.pixels.tag == 0x7FE00010;
  const Whole& allocated = image_.allocated;
  std::string absent = image_.rows.present ? "" : ", no Rows";
  absent += image_.columns.present ? "" : ", no Columns";
  absent += !integers || allocated.present ? "" : ", no Bits Allocated";
  if (!absent.empty()) say(out_.pixels.tag, "There are pixels, but" + absent.substr(1) + ".");
  if (image_.rows.valid && image_.rows.value <= 0) say(0x00280010, "There are pixels, but Rows is 0.");
  if (image_.columns.valid && image_.columns.value <= 0) say(0x00280011, "There are pixels, but Columns is 0.");
  if (image_.samples.valid && image_.samples.value <= 0) say(0x00280002, "There are pixels, but Samples per Pixel is 0.");
  if (image_.frames.present && (!image_.frames.valid || image_.frames.value <= 0)) {
    say(0x00280008, "Number of Frames is not a positive whole number.");
  }
  if (!integers || !allocated.valid) return;
  const std::int64_t bits = allocated.value;
  if (bits != 1 && (bits % 8 != 0 || bits <= 0 || bits > 64)) {
    return say(0x00280100, "Bits Allocated is " + written(allocated) + ", neither 1 nor a multiple of 8.");
  }
  const Whole& stored = image_.stored;
  if (stored.valid && (stored.value < 1 || stored.value > bits)) {
    return say(0x00280101, "Bits Stored is " + written(stored) + " with " + count(static_cast<std::uint64_t>(bits), "bit") + " allocated.");
  }
  const Whole& high = image_.high;
  if (high.valid && (high.value >= bits || (stored.valid && high.value + 1 < stored.value))) {
    say(0x00280102, "High Bit is " + written(high) + " with " + count(static_cast<std::uint64_t>(bits), "bit") + " allocated" +
                        (stored.valid ? " and " + written(stored) + " stored." : "."));
  }
}

void PixelCheck::check_palettes() {
  const std::string& kind = image_.photometric;
  const bool palette_color = kind == "PALETTE COLOR";
  if (image_.samples.valid) {
    const std::int64_t samples = image_.samples.value;
    const bool three = kind == "RGB" || starts(kind, "YBR_");
    const bool one = starts(kind, "MONOCHROME") || palette_color;
    if ((three && samples != 3) || (one && samples != 1)) {
      say(0x00280002, "Samples per Pixel is " + written(image_.samples) + " with " + kind + ".");
    }
  }
  if (palette_color && !image_.palettes[0].described) {
    say(0x00281101, "The pixels are PALETTE COLOR, but there is no palette.");
  }
  for (std::uint32_t k = 0; k < 3; ++k) {
    const Palette& palette = image_.palettes[k];
    if (!palette.described || !palette.filled) continue;
    const std::uint64_t n = palette.entries;
    const bool bytes = palette.bits == 8 && (palette.length == n || palette.length == n + n % 2);
    if (palette.length == 2 * n || bytes) continue;
    out_.damage.add(palette.offset, 0x00281201 + k,
                    "The palette holds " + count(palette.length, "byte") + "; its descriptor asks for " +
                        number(n) + " entries of " + count(palette.bits, "bit") + ".");
  }
}

std::uint64_t PixelCheck::frame_bytes() const {
  const bool integers = out_.pixels.tag == 0x7FE00010;
  const std::uint64_t bits = integers ? positive(image_.allocated) : out_.pixels.tag == 0x7FE00008 ? 32 : 64;
  const std::uint64_t samples = image_.samples.present ? positive(image_.samples) : 1;
  const std::uint64_t values = times(times(positive(image_.rows), positive(image_.columns)), samples);
  return times(values, bits);
}

void PixelCheck::check_native() {
  const std::int64_t n = frames();
  const std::uint64_t one = frame_bytes();
  if (n > 0 && out_.pixels.length < static_cast<std::uint64_t>(n) / 8) {
    return say(0x00280008, "Number of Frames says " + std::to_string(n) + ", more than " +
                               count(out_.pixels.length, "byte") + " can hold.");
  }
  if (one == 0 || n <= 0) return;  // said already
  const std::uint64_t bits = times(one, static_cast<std::uint64_t>(n));
  std::uint64_t expected = bits / 8 + (bits % 8 != 0);
  const std::string& kind = image_.photometric;
  if (kind == "YBR_FULL_422" || kind == "YBR_PARTIAL_422") expected = expected / 3 * 2;
  if (kind == "YBR_PARTIAL_420") expected = expected / 2;
  const std::uint64_t there = out_.pixels.length;
  if (there == expected || there == expected + expected % 2) return;
  const std::string more = there > expected && there / 2 >= expected ? ", enough for more frames" : "";
  const std::string held = "The pixels hold " + count(there, "byte") + more + "; ";
  const std::string asked = "Rows, Columns, Samples per Pixel, Bits Allocated and Number of Frames ask for " +
                            (expected >= kHuge / 8 ? "far more" : number(expected));
  say_at(out_.pixels.offset, there < expected
             ? held + asked + ", so the pixels are too short."
             : held + asked + ", so " + count(there - expected, "byte") + " are left over.");
}

}  // namespace millivox
