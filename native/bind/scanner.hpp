// Python's door to the scanner.
#pragma once

#include <nanobind/nanobind.h>

namespace millivox {

void bind_scanner(nanobind::module_& m);

}  // namespace millivox
