// Python's door to placing frames.
#pragma once

#include <nanobind/nanobind.h>

namespace millivox {

void bind_placing(nanobind::module_& m);

}  // namespace millivox
