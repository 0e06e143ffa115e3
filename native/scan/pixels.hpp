// Do the pixel bytes fit what the header says of them?  Only what the file itself proves.
#pragma once

#include <string>
#include <vector>

#include "scan/codestream.hpp"
#include "scan/image.hpp"
#include "scan/result.hpp"
#include "scan/source.hpp"
#include "scan/syntax.hpp"
#include "scan/walker.hpp"

namespace millivox {

class PixelCheck : public PixelWatch {
 public:
  PixelCheck(Source& in, Result& out) : in_(in), out_(out) {}
  void expect(const Syntax* syntax) { syntax_ = syntax; }
  void offset_table(std::uint64_t at, std::uint32_t length) override { table_ = {true, at, length}; }
  void fragment(std::uint64_t at, std::uint32_t length) override;
  // The checks, once the whole data set is known.
  void finish(const ImageFacts& image, bool cut);

 private:
  struct Part {
    std::uint64_t at;
    std::uint32_t length;
    bool starts, ends;  // a codestream
  };
  struct Head {
    std::uint64_t at;
    std::uint32_t length;
    StreamHead head;
  };

  // pixels.cpp: what the header says, and native pixels
  void check_header();
  void check_palettes();
  void check_native();
  std::uint64_t frame_bytes() const;
  // fragments_check.cpp: encapsulated pixels
  void check_fragments();
  void check_counts(std::uint64_t full, std::uint64_t starts);
  void check_stream(const Head& head);
  bool fits_syntax(const StreamHead& head) const;
  void check_rle();
  void check_rle_frame(const Part& part, std::uint64_t& budget);
  // offsets_check.cpp: the tables of offsets
  void check_basic_offsets();
  void check_extended_offsets();

  std::int64_t frames() const;
  bool in_family() const;
  void say(std::uint32_t tag, std::string text) { out_.damage.add(out_.pixels.offset, tag, std::move(text)); }
  void say_at(std::uint64_t at, std::string text) { out_.damage.add(at, out_.pixels.tag, std::move(text)); }

  Source& in_;
  Result& out_;
  const Syntax* syntax_ = nullptr;
  ImageFacts image_;
  Place table_;
  std::vector<Part> parts_;
  std::vector<Head> heads_;  // the first codestream's, and the first that differ
};

}  // namespace millivox
