// Do the pixel bytes fit what the header says of them?  Only what the file itself proves.
#pragma once

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
  void offset_table(std::uint64_t at, std::uint32_t length) override { (void)at; (void)length; }
  void fragment(std::uint64_t at, std::uint32_t length) override { (void)at; (void)length; }
  void finish(const ImageFacts& image, bool stopped) { (void)image; (void)stopped; }

 private:
  Source& in_;
  Result& out_;
  const Syntax* syntax_ = nullptr;
};

}  // namespace millivox
