// Python's door to resampling.
#pragma once

#include <nanobind/nanobind.h>

namespace millivox {

void bind_resampling(nanobind::module_& m);

}  // namespace millivox
