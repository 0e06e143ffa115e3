// The first lines of a codestream: enough of JPEG, JPEG-LS, JPEG 2000 and RLE to know what it holds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millivox {

enum class Stream : std::uint8_t { Unknown, Jpeg, JpegLs, Jpeg2000, JpegXl };

struct StreamHead {
  Stream stream = Stream::Unknown;
  bool sized = false;          // the size was found
  std::uint8_t frame = 0;      // JPEG: the SOF marker's second byte
  std::uint32_t columns = 0, rows = 0, components = 0, precision = 0;
  bool lossy = false;          // JPEG-LS: NEAR > 0; JPEG 2000: 9-7 wavelet
  bool high_throughput = false;
  bool boxed = false;          // JPEG 2000 in a JP2 file (PS3.5 A.4.4 wants it bare)
  std::uint64_t tiles = 1;
  std::uint64_t first_tile_end = 0;  // JPEG 2000: of the first tile part, 0 where not seen
};

// What a codestream starts as, by its first bytes.
Stream stream_of(const std::uint8_t* p, std::size_t n);
StreamHead read_stream(const std::uint8_t* p, std::size_t n);
// Whether a codestream of the JPEG family ends as it must; n of its last bytes are given.
bool ends_stream(const std::uint8_t* p, std::size_t n);
// The fewest bytes that could hold such an image.
std::uint64_t fewest_bytes(const StreamHead& head);

// The header of one RLE frame (PS3.5 G.5) against the length of its fragment.
struct RleHead {
  std::uint32_t segments = 0;
  std::uint32_t offsets[15] = {};
  const char* wrong = nullptr;  // what is impossible in it, if anything
};
RleHead read_rle(const std::uint8_t* p, std::size_t n, std::uint64_t length);
// How many bytes a segment unpacks to; a segment that ends inside a run gives what it holds.
std::uint64_t unpacked(const std::uint8_t* p, std::size_t n);

}  // namespace millivox
