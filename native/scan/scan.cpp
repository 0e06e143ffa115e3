#include "scan/scan.hpp"

#include <algorithm>
#include <cstring>

#include "scan/pixels.hpp"
#include "scan/syntax.hpp"

namespace millivox {

namespace {

constexpr int kRun = 4;                   // headers in a row that make an encoding certain
constexpr std::uint32_t kEnoughKnown = 5;  // listed attributes that make bytes DICOM
constexpr Encoding kCandidates[] = {{true, false}, {false, false}, {true, true}, {false, true}};

struct Guess {
  Encoding encoding;
  int run = 0;
};

// The declared encoding where the bytes bear it out, else the one they bear out best.
Guess guess(Source& in, std::uint64_t at, const Encoding* declared) {
  Guess best;
  if (declared != nullptr) {
    best = {*declared, plausible_run(in, at, in.size(), *declared, kRun)};
    if (best.run >= 2) return best;
  }
  for (const Encoding candidate : kCandidates) {
    const int run = plausible_run(in, at, in.size(), candidate, kRun);
    if (run > best.run) best = {candidate, run};
  }
  if (declared != nullptr && best.run < 2) best.encoding = *declared;
  return best;
}

enum class Start { None, Prefix, Meta, Bare };

// Where the elements begin, and how that is known.
Start find_start(Source& in, std::uint64_t& at) {
  const std::uint64_t size = in.size();
  if (size >= 132) {
    const std::uint8_t* p = in.need(0, 132);
    if (p == nullptr) return Start::None;
    if (std::memcmp(p + 128, "DICM", 4) == 0) {
      at = 132;
      return Start::Prefix;
    }
  }
  at = 0;
  if (size < 16) return Start::None;
  const std::uint8_t* p = in.need(0, 16);
  if (p == nullptr) return Start::None;
  const std::uint32_t little = load16(p, false), group = std::min<std::uint32_t>(little, load16(p, true));
  if (little == 2 && guess(in, 0, nullptr).run >= 3) return Start::Meta;
  if (group < 4 || group > 0x20) return Start::None;
  return guess(in, 0, nullptr).run >= 3 ? Start::Bare : Start::None;
}

class Scan {
 public:
  Scan(Source& in, const Wanted& wanted, const Options& options, Arena& arena, Result& out)
      : in_(in), options_(options), out_(out), pixels_(in, out),
        walker_(in, wanted, options, arena, out, pixels_) {}

  void run(std::uint64_t at, Start start) {
    start_ = start;
    out_.body = ~std::uint64_t{0};
    at += before_meta(at);
    walker_.meta(at, meta_encoding(at));
    out_.body = walker_.at();
    check_meta(at);
    if (walker_.stopped()) return finish();
    if (in_.size() == out_.body && out_.damage.empty()) {
      out_.damage.add(out_.body, "The file ends after its meta header; no data set follows.");
    }
    const Syntax* syntax = out_.has_syntax ? find_syntax(out_.syntax) : nullptr;
    const Encoding* declared = syntax != nullptr ? &syntax->encoding : nullptr;
    const Guess found = guess(in_, out_.body, declared);
    out_.encoding = found.encoding;
    const bool deflated = syntax != nullptr && syntax->deflated;
    const bool any = out_.has_syntax && in_.size() - out_.body > 2;
    if (!options_.as_is && !options_.inflated && any && found.run < (deflated ? 2 : 1)) {
      out_.outcome = Outcome::Deflated;
      return;
    }
    if (any && deflated != options_.inflated) {
      out_.damage.add(out_.body, 0x00020010, deflated ? "Declared deflated, but the data set is not."
                                                      : "The data set is deflated, but not declared so.");
    }
    pixels_.expect(syntax);
    check_syntax(syntax, found);
    const std::uint32_t before = out_.elements;
    walker_.data_set(found.encoding);
    read_any_ = out_.elements > before;
    finish();
  }

 private:
  Encoding meta_encoding(std::uint64_t at) {
    if (in_.size() - at < 8) return {true, false};
    const std::uint8_t* p = in_.need(at, 8);
    if (p == nullptr || vr_traits(p + 4) & kKnown) return {true, false};
    const Encoding implicit{false, false};
    return plausible_run(in_, at, in_.size(), implicit, kRun) >= 3 ? implicit : Encoding{true, false};
  }

  // How far behind `at` a meta header goes on that starts with a broken element.
  std::uint64_t before_meta(std::uint64_t at) {
    constexpr std::uint64_t kLook = 64;
    const Encoding plain{true, false};
    if (in_.size() - at < kLook || plausible_run(in_, at, in_.size(), plain, 2) == 2) return 0;
    for (std::uint64_t k = 0; k < kLook; k += 2) {
      const std::uint8_t* p = in_.size() - at - k < 2 ? nullptr : in_.need(at + k, 2);
      if (p == nullptr) break;
      if (load16(p, false) != 2 || plausible_run(in_, at + k, in_.size(), plain, kRun) < kRun) continue;
      out_.damage.add(at, 0x00020000, "The first " + count(k, "byte") + " of the meta header cannot be read.");
      return k;
    }
    return 0;
  }

  void check_meta(std::uint64_t start) {
    if (out_.body == start) return;
    if (walker_.has_meta_length && walker_.meta_length_end + walker_.meta_length != out_.body) {
      out_.damage.add(start, 0x00020000,
                      "The meta header says it is " + count(walker_.meta_length, "byte") +
                          " long; it is " + number(out_.body - walker_.meta_length_end) + ".");
    }
    if (!out_.has_syntax && !walker_.stopped()) {
      out_.damage.add(start, 0x00020010, "The meta header names no transfer syntax.");
    }
  }

  void check_syntax(const Syntax* syntax, const Guess& found) {
    if (out_.has_syntax && syntax == nullptr) {
      out_.damage.add(out_.body, 0x00020010,
                      "The transfer syntax '" + printable(out_.syntax) + "' is none of the standard's.");
    }
    if (syntax == nullptr || found.encoding == syntax->encoding) return;
    out_.damage.add(out_.body, 0x00020010,
                    std::string("Declared ") + name_of(syntax->encoding) + ", but the data set is " +
                        name_of(found.encoding) + ".");
  }

  static std::string printable(std::string text) {
    for (char& c : text) c = c > 31 && c < 127 ? c : '?';
    return text.substr(0, 64);
  }

  void finish() {
    if (out_.outcome != Outcome::Read) return;
    if (start_ == Start::Bare && !has_class() && walker_.known < kEnoughKnown) {
      out_.outcome = Outcome::NotDicom;
      return;
    }
    if (!read_any_) out_.outcome = Outcome::NothingThere;
    if (!in_.error().empty()) {
      out_.error = in_.error();
      out_.error_number = in_.error_number();
    }
    pixels_.finish(walker_.image, walker_.cut());
  }

  bool has_class() const { return walker_.has_class; }

  Source& in_;
  const Options& options_;
  Result& out_;
  PixelCheck pixels_;
  Walker walker_;
  Start start_ = Start::None;
  bool read_any_ = false;
};

}  // namespace

void scan(Source& in, const Wanted& wanted, const Options& options, Arena& arena, Result& result) {
  result.size = in.size();
  result.first_entry = arena.entries.size();
  std::uint64_t at = 0;
  const Start start = find_start(in, at);
  if (start == Start::None) {
    result.outcome = in.error().empty() ? Outcome::NotDicom : Outcome::Unreadable;
    result.error = in.error();
    result.error_number = in.error_number();
  } else {
    Scan(in, wanted, options, arena, result).run(at, start);
  }
  if (in.starved()) result.outcome = Outcome::Deflated;
  result.last_entry = arena.entries.size();
}

}  // namespace millivox
