#include "scan/syntax.hpp"

namespace millivox {

namespace {

constexpr Encoding kExplicit{true, false};
constexpr Encoding kImplicit{false, false};
constexpr Encoding kBig{true, true};
#define DICOM "1.2.840.10008.1.2"

constexpr Syntax kSyntaxes[] = {
    {DICOM, kImplicit, false, false, Codec::Native},
    {DICOM ".1", kExplicit, false, false, Codec::Native},
    {DICOM ".2", kBig, false, false, Codec::Native},
    {DICOM ".1.99", kExplicit, true, false, Codec::Native},
    {DICOM ".1.98", kExplicit, false, true, Codec::Any},       // encapsulated uncompressed
    {DICOM ".8.1", kExplicit, false, true, Codec::Deflated},   // deflated image frames
    {"1.2.840.113619.5.2", kImplicit, false, false, Codec::Native},  // GE, big endian pixels
    {DICOM ".4.50", kExplicit, false, true, Codec::Baseline},
    {DICOM ".4.51", kExplicit, false, true, Codec::Extended},
    {DICOM ".4.57", kExplicit, false, true, Codec::Lossless},
    {DICOM ".4.70", kExplicit, false, true, Codec::Lossless},
    {DICOM ".4.80", kExplicit, false, true, Codec::JpegLsLossless},
    {DICOM ".4.81", kExplicit, false, true, Codec::JpegLs},
    {DICOM ".4.90", kExplicit, false, true, Codec::Jpeg2000Lossless},
    {DICOM ".4.91", kExplicit, false, true, Codec::Jpeg2000},
    {DICOM ".4.92", kExplicit, false, true, Codec::Jpeg2000Lossless},
    {DICOM ".4.93", kExplicit, false, true, Codec::Jpeg2000},
    {DICOM ".4.94", kExplicit, false, true, Codec::Any},   // JPIP: pixels lie elsewhere
    {DICOM ".4.95", kExplicit, true, true, Codec::Any},
    {DICOM ".4.201", kExplicit, false, true, Codec::Htj2kLossless},
    {DICOM ".4.202", kExplicit, false, true, Codec::Htj2kLossless},
    {DICOM ".4.203", kExplicit, false, true, Codec::Htj2k},
    {DICOM ".4.204", kExplicit, false, true, Codec::Any},
    {DICOM ".4.205", kExplicit, true, true, Codec::Any},
    {DICOM ".4.110", kExplicit, false, true, Codec::JpegXl},
    {DICOM ".4.111", kExplicit, false, true, Codec::JpegXl},
    {DICOM ".4.112", kExplicit, false, true, Codec::JpegXl},
    {DICOM ".5", kExplicit, false, true, Codec::Rle},
};

constexpr Syntax kOtherJpeg{DICOM ".4.5x", kExplicit, false, true, Codec::OtherJpeg};
constexpr Syntax kVideo{DICOM ".4.10x", kExplicit, false, true, Codec::Video};
constexpr Syntax kStreamed{DICOM ".7", kExplicit, false, true, Codec::Any};

bool starts(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// The retired JPEG processes (.52-.66), MPEG-2, H.264 and HEVC (.100-.108), SMPTE 2110 (.7.x).
const Syntax* find_family(std::string_view uid) {
  if (starts(uid, DICOM ".7.") && uid.size() == 19) return &kStreamed;
  if (!starts(uid, DICOM ".4.")) return nullptr;
  int last = 0;
  std::string_view tail = uid.substr(sizeof(DICOM ".4.") - 1);
  if (tail.size() > 5) return nullptr;
  for (const char c : tail) {
    if (c == '.') break;  // .100.1 and its like: fragmentable video
    if (c < '0' || c > '9') return nullptr;
    last = last * 10 + (c - '0');
  }
  if (last >= 52 && last <= 66) return &kOtherJpeg;
  return last >= 100 && last <= 108 ? &kVideo : nullptr;
}

}  // namespace

const Syntax* find_syntax(std::string_view uid) {
  for (const Syntax& syntax : kSyntaxes) {
    if (uid == syntax.uid) return &syntax;
  }
  return find_family(uid);
}

const char* name_of(Encoding encoding) {
  if (encoding.explicit_vr) {
    return encoding.big ? "explicit VR big endian" : "explicit VR little endian";
  }
  return encoding.big ? "implicit VR big endian" : "implicit VR little endian";
}

}  // namespace millivox
