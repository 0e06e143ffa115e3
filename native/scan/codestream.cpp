#include "scan/codestream.hpp"

#include <cstring>

#include "scan/bytes.hpp"

namespace millivox {

namespace {

// Start of frame markers (ISO/IEC 10918-1 table B.1), and that of JPEG-LS.
bool is_frame(std::uint8_t marker) {
  if (marker == 0xF7) return true;
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

StreamHead read_jpeg(const std::uint8_t* p, std::size_t n) {
  StreamHead head;
  head.stream = Stream::Jpeg;
  std::size_t at = 2;
  while (at + 4 <= n) {
    if (p[at] != 0xFF) return head;
    const std::uint8_t marker = p[at + 1];
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += 2;
      continue;
    }
    const std::size_t length = load16(p + at + 2, true);
    const std::uint8_t* body = p + at + 4;
    const std::size_t there = n - at - 4;
    if (is_frame(marker) && there >= 6) {
      head.frame = marker;
      head.stream = marker == 0xF7 ? Stream::JpegLs : Stream::Jpeg;
      head.precision = body[0];
      head.rows = load16(body + 1, true);
      head.columns = load16(body + 3, true);
      head.components = body[5];
      head.sized = true;
    }
    if (marker == 0xDA) {
      const std::size_t near_at = there > 0 ? 1 + 2 * std::size_t{body[0]} : 0;
      head.lossy = head.stream == Stream::JpegLs && near_at > 0 && near_at < there && body[near_at] > 0;
      return head;
    }
    if (length < 2) return head;
    at += 2 + length;
  }
  return head;
}

StreamHead read_jpeg2000(const std::uint8_t* p, std::size_t n) {
  StreamHead head;
  head.stream = Stream::Jpeg2000;
  if (n < 42) return head;
  const std::uint32_t x1 = load32(p + 8, true), y1 = load32(p + 12, true);
  const std::uint32_t x0 = load32(p + 16, true), y0 = load32(p + 20, true);
  const std::uint64_t tile_x = load32(p + 24, true), tile_y = load32(p + 28, true);
  const std::uint64_t left = load32(p + 32, true), up = load32(p + 36, true);
  head.columns = x1 > x0 ? x1 - x0 : 0;
  head.rows = y1 > y0 ? y1 - y0 : 0;
  head.components = load16(p + 40, true);
  head.precision = n > 42 ? (p[42] & 0x7Fu) + 1 : 0;
  head.sized = true;
  const bool tiled = tile_x > 0 && tile_y > 0 && left <= x0 && up <= y0;
  head.tiles = tiled ? ((x1 - left + tile_x - 1) / tile_x) * ((y1 - up + tile_y - 1) / tile_y) : 0;
  std::size_t at = 2;
  while (at + 4 <= n && p[at] == 0xFF && p[at + 1] != 0x90) {
    const std::size_t length = load16(p + at + 2, true);
    if (p[at + 1] == 0x50) head.high_throughput = true;  // CAP: part 15
    if (p[at + 1] == 0x52 && at + 14 <= n) head.lossy = p[at + 13] == 0;  // COD: 9-7 wavelet
    if (length < 2) return head;
    at += 2 + length;
  }
  if (at + 12 <= n && p[at] == 0xFF && p[at + 1] == 0x90) {  // SOT: the first tile part
    const std::uint32_t part = load32(p + at + 6, true);
    head.first_tile_end = part == 0 ? ~std::uint64_t{0} : at + std::uint64_t{part};
  }
  return head;
}

// Where the codestream starts in a JP2 file; `n` where it is not to be seen.
std::size_t inside_boxes(const std::uint8_t* p, std::size_t n) {
  for (std::size_t k = 8; k + 4 <= n; ++k) {
    if (std::memcmp(p + k, "\xFF\x4F\xFF\x51", 4) == 0) return k;
  }
  return n;
}

}  // namespace

Stream stream_of(const std::uint8_t* p, std::size_t n) {
  if (n >= 4 && std::memcmp(p, "\xFF\x4F\xFF\x51", 4) == 0) return Stream::Jpeg2000;
  if (n >= 8 && std::memcmp(p, "\0\0\0\x0CjP  ", 8) == 0) return Stream::Jpeg2000;
  if (n >= 3 && std::memcmp(p, "\xFF\xD8\xFF", 3) == 0) return Stream::Jpeg;
  if (n >= 8 && std::memcmp(p, "\0\0\0\x0CJXL ", 8) == 0) return Stream::JpegXl;
  if (n >= 2 && std::memcmp(p, "\xFF\x0A", 2) == 0) return Stream::JpegXl;
  return Stream::Unknown;
}

StreamHead read_stream(const std::uint8_t* p, std::size_t n) {
  const Stream stream = stream_of(p, n);
  if (stream == Stream::Jpeg) return read_jpeg(p, n);
  if (stream == Stream::Jpeg2000) {
    const std::size_t start = p[0] == 0xFF ? 0 : inside_boxes(p, n);
    StreamHead boxed = read_jpeg2000(p + start, n - start);
    boxed.boxed = start > 0;
    return boxed;
  }
  StreamHead head;
  head.stream = stream;
  return head;
}

// An end marker cannot stand inside coded data, so what follows it is padding, of any kind.
bool ends_stream(const std::uint8_t* p, std::size_t n) {
  for (std::size_t k = n; k >= 2; --k) {
    if (p[k - 2] == 0xFF && p[k - 1] == 0xD9) return true;
  }
  return false;
}

std::uint64_t fewest_bytes(const StreamHead& head) {
  const std::uint64_t rows = head.rows, columns = head.columns;
  if (head.stream == Stream::JpegLs) return rows / 8;  // a bit for each line
  if (head.stream == Stream::Jpeg2000) return rows * columns / 1000000;
  if (head.frame == 0xC3) return rows * columns / 8;   // a bit for each sample
  if (head.frame == 0xC0 || head.frame == 0xC1) return ((rows + 7) / 8) * ((columns + 7) / 8) / 4;
  return 0;
}

RleHead read_rle(const std::uint8_t* p, std::size_t n, std::uint64_t length) {
  RleHead head;
  if (n < 64) {
    head.wrong = "is shorter than its 64-byte header";
    return head;
  }
  head.segments = load32(p, false);
  if (head.segments < 1 || head.segments > 15) {
    head.wrong = "says an impossible number of segments";
    return head;
  }
  for (std::uint32_t k = 0; k < head.segments; ++k) {
    const std::uint32_t offset = load32(p + 4 + 4 * k, false);
    head.offsets[k] = offset;
    if (k == 0 && offset != 64) head.wrong = "does not start its first segment after the header";
    if (k > 0 && offset <= head.offsets[k - 1]) head.wrong = "has segments out of order";
    if (offset >= length) head.wrong = "has a segment past its end";
  }
  return head;
}

std::uint64_t unpacked(const std::uint8_t* p, std::size_t n) {
  std::uint64_t total = 0;
  std::size_t at = 0;
  while (at + 1 < n) {
    const unsigned run = p[at];
    if (run < 128) {
      const std::size_t there = n - at - 1;
      total += there < run + 1 ? there : run + 1;
      at += run + 2;
    } else {
      total += run > 128 ? 257 - run : 0;
      at += run > 128 ? 2 : 1;
    }
  }
  return total;
}

}  // namespace millivox
