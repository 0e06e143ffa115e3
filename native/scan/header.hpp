// One element header out of bytes, and whether bytes look like a run of them.
#pragma once

#include <cstdint>

#include "scan/bytes.hpp"
#include "scan/result.hpp"
#include "scan/source.hpp"

namespace millivox {

constexpr std::uint32_t kItem = 0xFFFEE000;
constexpr std::uint32_t kItemEnd = 0xFFFEE00D;
constexpr std::uint32_t kSequenceEnd = 0xFFFEE0DD;

struct Head {
  std::uint32_t tag = 0;
  std::uint32_t length = 0;
  Vr code = 0;               // 0 in implicit VR
  std::uint8_t traits = 0;   // of the VR, 0 where it is unknown or not written
  std::uint8_t size = 8;     // bytes of the header itself
};

// The three ways a header can be laid out after its tag.
enum class Layout : std::uint8_t { Short, Long, Implicit };

inline bool is_delimiter(std::uint32_t tag) { return tag >> 16 == 0xFFFE; }

// Reads a header as laid out; false where fewer than its bytes are left.
inline bool read_head(const std::uint8_t* p, std::uint64_t left, bool big, Layout layout, Head& out) {
  if (left < 8) return false;
  out.tag = load_tag(p, big);
  out.size = 8;
  if (layout == Layout::Implicit || is_delimiter(out.tag)) {
    out.code = 0;
    out.traits = 0;
    out.length = load32(p + 4, big);
    return true;
  }
  out.code = static_cast<Vr>(p[4] << 8 | p[5]);
  out.traits = vr_traits(p + 4);
  if (layout == Layout::Short) {
    out.length = load16(p + 6, big);
    return true;
  }
  out.size = 12;
  if (left < 12) return false;
  out.length = load32(p + 8, big);
  return true;
}

inline Layout layout_of(const std::uint8_t* p, Encoding encoding) {
  if (!encoding.explicit_vr) return Layout::Implicit;
  return vr_traits(p + 4) & kLong ? Layout::Long : Layout::Short;
}

// How many of the next `most` headers from `at` make sense in this encoding: known VRs,
// rising tags, values inside [at, end).  `most` where the data end first or an element of
// undefined length is met.
int plausible_run(Source& in, std::uint64_t at, std::uint64_t end, Encoding encoding, int most,
                  std::uint32_t after = 0);

}  // namespace millivox
