#include "scan/image.hpp"

#include <algorithm>

#include "scan/bytes.hpp"

namespace millivox {

namespace {

// A decimal integer with spaces around it; too large a number stops at 10^18.
Whole decimal(const std::uint8_t* p, std::size_t n) {
  Whole out;
  out.present = true;
  std::size_t k = 0;
  while (k < n && p[k] == ' ') ++k;
  const bool minus = k < n && p[k] == '-';
  if (k < n && (p[k] == '-' || p[k] == '+')) ++k;
  const std::size_t first = k;
  for (; k < n && p[k] >= '0' && p[k] <= '9'; ++k) {
    if (out.value < 100000000000000000) out.value = out.value * 10 + (p[k] - '0');
  }
  const bool digits = k > first;
  while (k < n && (p[k] == ' ' || p[k] == 0)) ++k;
  out.valid = digits && k == n;
  if (minus) out.value = -out.value;
  return out;
}

Whole whole(const std::uint8_t* p, std::size_t n, Vr code, bool big) {
  if (code == vr('I', 'S') || code == vr('D', 'S')) return decimal(p, n);
  Whole out;
  out.present = n > 0;
  const bool wide = code == vr('U', 'L') || code == vr('S', 'L');
  out.valid = n >= (wide ? 4u : 2u);
  if (!out.valid) return out;
  if (wide) {
    const std::uint32_t raw = load32(p, big);
    out.value = code == vr('S', 'L') ? static_cast<std::int32_t>(raw) : std::int64_t{raw};
  } else {
    const std::uint16_t raw = load16(p, big);
    out.value = code == vr('S', 'S') ? static_cast<std::int16_t>(raw) : std::int64_t{raw};
  }
  return out;
}

void describe(Palette& palette, const std::uint8_t* p, std::size_t n, bool big) {
  if (n < 6) return;
  palette.described = true;
  palette.entries = load16(p, big);
  if (palette.entries == 0) palette.entries = 65536;  // PS3.3 C.7.6.3.1.5
  palette.bits = load16(p + 4, big);
}

}  // namespace

void ImageFacts::note(Source& in, std::uint32_t tag, std::uint64_t at, std::uint32_t length,
                      Vr code, bool big) {
  Whole* target = nullptr;
  switch (tag) {
    case 0x00280002: target = &samples; break;
    case 0x00280008: target = &frames; break;
    case 0x00280010: target = &rows; break;
    case 0x00280011: target = &columns; break;
    case 0x00280100: target = &allocated; break;
    case 0x00280101: target = &stored; break;
    case 0x00280102: target = &high; break;
    case 0x00280004: break;
    case 0x00281101: case 0x00281102: case 0x00281103: break;
    case 0x00281201: case 0x00281202: case 0x00281203: {
      Palette& palette = palettes[(tag & 0xFF) - 1];
      palette.filled = true;
      palette.length = length;
      palette.offset = at;
      return;
    }
    case 0x7FE00001: frame_offsets = {true, at, length}; return;
    case 0x7FE00002: frame_lengths = {true, at, length}; return;
    default: return;
  }
  const std::size_t n = std::min<std::size_t>(length, 64);
  const std::uint8_t* p = in.need(at, n);
  if (p == nullptr) return;
  if (target != nullptr) {
    if (code == 0 || code == vr('U', 'N')) code = tag == 0x00280008 ? vr('I', 'S') : vr('U', 'S');
    *target = whole(p, n, code, big);
  } else if (tag == 0x00280004) {
    photometric.assign(reinterpret_cast<const char*>(p), n);
    while (!photometric.empty() && (photometric.back() == ' ' || photometric.back() == 0)) {
      photometric.pop_back();
    }
  } else {
    describe(palettes[(tag & 0xFF) - 1], p, n, big);
  }
}

}  // namespace millivox
