#include "scan/header.hpp"

#include <algorithm>

namespace millivox {

int plausible_run(Source& in, std::uint64_t at, std::uint64_t end, Encoding encoding, int most,
                  std::uint32_t after) {
  for (int n = 0; n < most; ++n) {
    if (at == end) return n > 0 || after != 0 ? most : 0;
    const std::uint64_t left = end - at;
    if (left < 8) return n;
    const std::uint8_t* p = in.need(at, static_cast<std::size_t>(std::min<std::uint64_t>(left, 12)));
    Head head;
    if (p == nullptr || !read_head(p, left, encoding.big, layout_of(p, encoding), head)) return n;
    if (head.tag == kItemEnd || head.tag == kSequenceEnd) {
      return head.length == 0 && after != 0 ? most : n;
    }
    if (is_delimiter(head.tag) || head.tag <= after || head.tag >> 16 == 0) return n;
    if (encoding.explicit_vr && !(head.traits & kKnown)) return n;
    if (head.length == kUndefined) return head.code == 0 || head.traits & kLong ? most : n;
    if (head.length > left - head.size) return n;
    after = head.tag;
    at += head.size + head.length;
  }
  return most;
}

}  // namespace millivox
