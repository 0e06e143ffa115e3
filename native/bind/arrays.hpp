// Arrays of numbers as Python gives them.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "place/numbers.hpp"

namespace millivox {

using Array = nanobind::ndarray<nanobind::c_contig, nanobind::device::cpu>;
using ReadOnlyArray = nanobind::ndarray<nanobind::ro, nanobind::c_contig, nanobind::device::cpu>;

// Throws std::invalid_argument for what the kernel has no loops for.
Number number_of(nanobind::dlpack::dtype type);

}  // namespace millivox
