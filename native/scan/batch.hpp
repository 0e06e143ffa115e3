// Many files at once, on several threads, in bounded memory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scan/scan.hpp"

namespace millivox {

constexpr std::size_t kMostBatchBytes = std::size_t{64} << 20;

struct Batch {
  std::vector<Arena> arenas;             // one a thread; their memory serves the next batch too
  std::vector<Result> results;           // of the first paths, as many as fitted
  std::vector<std::uint32_t> arena_of;
};

// Scans paths in order, until all are done or the kept bytes reach the bound; at least one.
void scan_batch(const std::vector<std::string>& paths, unsigned threads, const Wanted& wanted,
                const Options& options, Batch& batch);

}  // namespace millivox
