// Walks a data set from its first element to its last, without recursion and without trust.
#pragma once

#include <cstdint>
#include <vector>

#include "scan/header.hpp"
#include "scan/image.hpp"
#include "scan/result.hpp"
#include "scan/source.hpp"
#include "scan/wanted.hpp"

namespace millivox {

constexpr unsigned kMostDepth = 128;            // sequences inside sequences
constexpr std::uint32_t kMostElements = 2000000;  // elements, items and fragments
constexpr std::uint32_t kMostValue = 16u << 20;   // bytes of one kept value

enum class Mode : std::uint8_t { Tree, Flat };

struct Options {
  Mode mode = Mode::Tree;
  std::uint32_t value_cap = 64 << 10;    // bytes of one value in the flat list
  bool fragments = false;                // list every fragment
  bool inflated = false;                 // the data set was deflated and has been inflated
  bool as_is = false;                    // do not ask for it to be inflated
};

// What the walk tells the checks of pixels as it passes them.
class PixelWatch {
 public:
  virtual ~PixelWatch() = default;
  virtual void offset_table(std::uint64_t at, std::uint32_t length) = 0;
  virtual void fragment(std::uint64_t at, std::uint32_t length) = 0;
};

class Walker {
 public:
  Walker(Source& in, const Wanted& wanted, const Options& options, Arena& arena, Result& result,
         PixelWatch& watch);

  // Reads the meta header (group 0002) from `at`, in the encoding given.
  void meta(std::uint64_t at, Encoding encoding);
  // Reads the data set from where the walk stands to the end of the file.
  void data_set(Encoding encoding);

  std::uint64_t at() const { return at_; }
  bool stopped() const { return stopped_; }
  bool cut() const { return cut_ || stopped_; }
  ImageFacts image;
  std::uint32_t known = 0;  // how many elements of the data set itself are wanted ones
  bool has_class = false;   // SOP Class UID was met
  bool has_meta_length = false;
  std::uint32_t meta_length = 0;
  std::uint64_t meta_length_end = 0;

 private:
  struct Level {
    std::uint64_t end;      // nothing inside may reach past it
    std::uint32_t tag;      // of the sequence
    std::uint32_t last;     // tag of the last element
    bool items;             // a sequence, else a data set
    bool open_ended;        // undefined length: a delimiter must close it
    bool keep;
    Encoding encoding;
  };

  void step();
  void run_plain();
  void element();
  void leftover(std::uint64_t left);
  void value(const Head& head, Want want);
  void take(const Head& head, Want want);
  void open(const Head& head, Want want, std::uint64_t end, bool open_ended, Encoding inside);
  void undefined(const Head& head, Want want);
  void item();
  void delimiter(const Head& head);
  void close_at_end();
  void pop();
  void too_long(Head head);
  void unknown_vr(Head head);
  bool recover(Head& head);
  bool impossible_group(const Head& head);
  void skip_rest(std::uint32_t tag, std::string text);
  void fragments(const Head& head);
  bool next_fragment(const Head& head, bool is_table, bool pixels);
  std::uint64_t fragment_length(std::uint32_t tag, std::uint32_t length, std::uint64_t left);
  void no_end_of_fragments(std::uint32_t tag, std::uint64_t left);
  bool sequence_inside(const Head& head, Want want, Encoding& inside);
  void keep(const Head& head, Want want, std::uint64_t from);
  void list(Kind kind, const Head& head, std::uint64_t from);
  Entry& add(Kind kind, const Head& head);
  void store(Entry& entry, std::uint64_t from, std::uint32_t n, unsigned width);
  void remember(const Head& head, std::uint64_t from, std::uint64_t there);
  bool count_one();
  void stop(std::string text);
  void unreadable();

  Level& top() { return levels_.back(); }
  unsigned depth() const { return static_cast<unsigned>(levels_.size() / 2); }

  Source& in_;
  const Wanted& wanted_;
  const Options& options_;
  Arena& arena_;
  Result& out_;
  PixelWatch& watch_;
  std::vector<Level> levels_;
  std::uint64_t at_ = 0;
  bool stopped_ = false;
  unsigned recoveries_ = 0;
  bool cut_ = false;  // the end of the file has been found missing; say so only once
};

}  // namespace millivox
