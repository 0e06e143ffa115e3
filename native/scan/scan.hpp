// One file or buffer, from its first byte to its last: the whole scan, free of Python.
#pragma once

#include "scan/result.hpp"
#include "scan/source.hpp"
#include "scan/walker.hpp"
#include "scan/wanted.hpp"

namespace millivox {

// Scans what `in` shows into `arena` and `result`.  Never throws for what the bytes say.
void scan(Source& in, const Wanted& wanted, const Options& options, Arena& arena, Result& result);

}  // namespace millivox
