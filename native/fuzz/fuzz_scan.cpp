// libFuzzer target: every byte string, scanned and walked, must end in a result, within bounds.
//
// The first byte chooses the options; the rest is the file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <string>

#include "scan/scan.hpp"

namespace {

using namespace millivox;

Wanted table() {
  return Wanted(
      {{0x00020010, vr('U', 'I')}, {0x00080005, vr('C', 'S')}, {0x00080016, vr('U', 'I')},
       {0x00080018, vr('U', 'I')}, {0x00080060, vr('C', 'S')}, {0x00081140, vr('S', 'Q')},
       {0x00181310, vr('U', 'S')}, {0x00186011, vr('S', 'Q')}, {0x0018602C, vr('F', 'D')},
       {0x00189402, vr('F', 'L')}, {0x00200013, vr('I', 'S')}, {0x00209165, vr('A', 'T')},
       {0x00209113, vr('S', 'Q')}, {0x00280008, vr('I', 'S')}, {0x00280010, vr('U', 'S')},
       {0x00280011, vr('U', 'S')}, {0x00280030, vr('D', 'S')}, {0x00289110, vr('S', 'Q')},
       {0x52009229, vr('S', 'Q')}, {0x52009230, vr('S', 'Q')}},
      {{0x0029, 0x10, vr('O', 'B')}, {0x2001, 0x18, vr('S', 'L')}, {0x2005, 0x0F, vr('S', 'Q')}});
}

void require(bool holds) {
  if (!holds) std::abort();
}

// Entries stay inside their blob, and a tree closes what it opens.
void check(const Arena& arena, const Result& result, Mode mode, std::size_t size) {
  std::size_t open = 0;
  require(result.last_entry == arena.entries.size());
  require(result.damage.all().size() <= 101);
  require(arena.blob.size() <= size);
  for (const Entry& entry : arena.entries) {
    require(entry.blob + entry.kept <= arena.blob.size());
    require(entry.offset <= size);
    if (entry.kind == Kind::End) {
      require(open > 0);
      --open;
    } else if (mode == Mode::Tree && entry.kind != Kind::Value) {
      ++open;
    }
  }
  require(open == 0 || mode == Mode::Flat);
  for (const Damage& damage : result.damage.all()) require(damage.offset <= size && !damage.text.empty());
  require(result.pixels.offset <= size && result.pixels.length <= size - result.pixels.offset);
}

#ifdef __linux__
// The same bytes read from a file, through its moving window, must give the same result.
void check_file(const std::vector<std::uint8_t>& bytes, const Wanted& wanted, const Options& options,
                const Arena& arena, const Result& result) {
  const int fd = ::memfd_create("fuzz", 0);
  if (fd < 0 || ::write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) return;
  Arena again;
  Result other;
  Source in;
  if (in.open(("/proc/self/fd/" + std::to_string(fd)).c_str())) {
    scan(in, wanted, options, again, other);
    require(other.outcome == result.outcome && other.elements == result.elements);
    require(again.entries.size() == arena.entries.size() && again.blob == arena.blob);
    require(other.damage.all().size() == result.damage.all().size());
  }
  ::close(fd);
}
#endif

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Wanted wanted = table();
  if (size == 0) return 0;
  Options options;
  options.mode = data[0] & 1 ? Mode::Flat : Mode::Tree;
  options.fragments = data[0] & 2;
  options.inflated = data[0] & 4;
  options.as_is = data[0] & 8;
  options.value_cap = data[0] & 16 ? 7 : 64 << 10;
  const std::vector<std::uint8_t> bytes(data + 1, data + size);  // its own block: no over-read goes unseen
  Arena arena;
  Result result;
  Source in;
  in.use(bytes.data(), data[0] & 32 ? bytes.size() / 2 : bytes.size(), bytes.size());
  scan(in, wanted, options, arena, result);
  check(arena, result, options.mode, bytes.size());
#ifdef __linux__
  if ((data[0] & 96) == 64) check_file(bytes, wanted, options, arena, result);
#endif
  return 0;
}
