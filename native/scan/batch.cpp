#include "scan/batch.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <system_error>
#include <thread>

namespace millivox {

namespace {

constexpr std::size_t kWorth = 32;  // files that are worth one more thread

struct Shared {
  const std::string* paths;
  std::size_t count;
  const Wanted& wanted;
  const Options& options;
  Batch& batch;
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> bytes{0};
};

void scan_one(Source& in, const std::string& path, const Shared& shared, Arena& arena, Result& out) {
  const std::size_t entries = arena.entries.size(), blob = arena.blob.size();
  try {
    if (in.open(path.c_str())) {
      scan(in, shared.wanted, shared.options, arena, out);
    } else {
      out.outcome = Outcome::Unreadable;
      out.error = in.error();
      out.error_number = in.error_number();
    }
  } catch (const std::bad_alloc&) {
    arena.entries.resize(entries);
    arena.blob.resize(blob);
    out = Result{};
    out.outcome = Outcome::Unreadable;
    out.error = "not enough memory";
  }
  in.close();
}

void work(Shared& shared, std::uint32_t which) {
  Source in;
  Arena& arena = shared.batch.arenas[which];
  while (shared.bytes.load(std::memory_order_relaxed) < kMostBatchBytes) {
    const std::size_t k = shared.next.fetch_add(1);
    if (k >= shared.count) break;
    const std::size_t before = arena.bytes();
    scan_one(in, shared.paths[k], shared, arena, shared.batch.results[k]);
    shared.batch.arena_of[k] = which;
    shared.bytes.fetch_add(arena.bytes() - before, std::memory_order_relaxed);
  }
}

}  // namespace

void scan_batch(const std::vector<std::string>& paths, unsigned threads, const Wanted& wanted,
                const Options& options, Batch& batch) {
  const std::size_t count = paths.size();
  threads = static_cast<unsigned>(std::min<std::size_t>(std::max(1u, threads), count / kWorth + 1));
  batch.arenas.resize(std::max<std::size_t>(threads, batch.arenas.size()));
  for (Arena& arena : batch.arenas) arena.clear();
  batch.results.clear();
  batch.results.resize(count);
  batch.arena_of.assign(count, 0);
  Shared shared{paths.data(), count, wanted, options, batch};
  std::vector<std::thread> others;
  for (std::uint32_t k = 1; k < threads; ++k) {
    try {
      others.emplace_back(work, std::ref(shared), k);
    } catch (const std::system_error&) {
      break;  // no more threads to be had; those that run do the work
    }
  }
  work(shared, 0);
  for (std::thread& other : others) other.join();
  batch.results.resize(std::min(count, shared.next.load()));
}

}  // namespace millivox
