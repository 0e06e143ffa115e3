// What a scan finds: kept elements in file order, facts, and the damage the file proves.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scan/vr.hpp"

namespace millivox {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;

enum class Kind : std::uint8_t { Value, Sequence, Item, End };

// One step of the tree, or one line of the flat list.
struct Entry {
  std::uint64_t offset;    // of the element's tag in the file
  std::uint64_t blob;      // where its kept bytes lie
  std::uint32_t tag;
  std::uint32_t length;    // as written; kUndefined where undefined
  std::uint32_t kept;      // how many bytes were kept
  Vr vr;                   // as written, 0 in implicit VR
  std::uint16_t slot;      // row of the table of wanted tags
  Kind kind;
  std::uint8_t depth;
  bool odd_vr;             // the file says another VR than the dictionary
};

// Entries and their bytes; many files share one.
struct Arena {
  std::vector<Entry> entries;
  std::vector<std::uint8_t> blob;
  std::size_t bytes() const { return entries.size() * sizeof(Entry) + blob.size(); }
  void clear() {
    entries.clear();
    blob.clear();
    if (bytes_reserved() > kMostIdle) *this = Arena{};
  }

 private:
  static constexpr std::size_t kMostIdle = std::size_t{8} << 20;  // kept between batches
  std::size_t bytes_reserved() const { return entries.capacity() * sizeof(Entry) + blob.capacity(); }
};

struct Damage {
  std::uint64_t offset;
  std::uint32_t tag;
  bool tagged;
  std::string text;
};

// The first damages of a file; the rest is counted in one last line.
class DamageList {
 public:
  void add(std::uint64_t offset, std::string text) { put({offset, 0, false, std::move(text)}); }
  void add(std::uint64_t offset, std::uint32_t tag, std::string text) {
    put({offset, tag, true, std::move(text)});
  }
  const std::vector<Damage>& all() const { return list_; }
  bool empty() const { return list_.empty(); }

 private:
  void put(Damage damage);
  std::vector<Damage> list_;
  std::string last_;       // its text
  std::size_t alike_ = 0;  // how often that came again
};

struct Fragment {
  std::uint64_t offset;  // of its first byte
  std::uint32_t length;
};

// Where the pixels of the data set lie.
struct PixelPlace {
  std::uint32_t tag = 0;  // 0: none
  Vr vr = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // bytes really there, up to and with the delimiter
  bool encapsulated = false;
  std::uint32_t n_fragments = 0;
  std::vector<Fragment> fragments;  // only where asked for
};

struct Encoding {
  bool explicit_vr = true;
  bool big = false;
  bool operator==(const Encoding& o) const { return explicit_vr == o.explicit_vr && big == o.big; }
};

enum class Outcome : std::uint8_t { Read, Unreadable, NotDicom, NothingThere, Deflated };

struct Result {
  Outcome outcome = Outcome::Read;
  int error_number = 0;
  std::string error;
  std::uint64_t size = 0;
  bool has_syntax = false;
  std::string syntax;     // Transfer Syntax UID as declared
  Encoding encoding;      // as found
  std::uint64_t body = 0; // where the data set starts, after the meta header
  std::uint32_t elements = 0;
  DamageList damage;
  PixelPlace pixels;
  std::size_t first_entry = 0, last_entry = 0;  // its part of the arena
};

// A tag as the standard writes it.
std::string written(std::uint32_t tag);
// A number as decimal text.
std::string number(std::uint64_t value);
// "1 byte", "7 bytes", "1 element" ...
std::string count(std::uint64_t value, const char* word);
// Two letters of a VR, printable.
std::string written_vr(Vr code);

}  // namespace millivox
