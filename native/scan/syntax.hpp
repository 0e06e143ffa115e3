// Transfer syntaxes: what a declared UID promises about the bytes (PS3.5 annex A, PS3.6 annex A).
#pragma once

#include <string_view>

#include "scan/result.hpp"

namespace millivox {

enum class Codec : std::uint8_t {
  Native, Any, Baseline, Extended, Lossless, OtherJpeg, JpegLsLossless, JpegLs,
  Jpeg2000Lossless, Jpeg2000, Htj2kLossless, Htj2k, Rle, JpegXl, Video, Deflated,
};

struct Syntax {
  const char* uid;
  Encoding encoding;
  bool deflated;      // the whole data set
  bool encapsulated;  // the pixels lie in fragments
  Codec codec;
};

// nullptr where the UID is none of the standard's (or a vendor's that is known).
const Syntax* find_syntax(std::string_view uid);
const char* name_of(Encoding encoding);

}  // namespace millivox
