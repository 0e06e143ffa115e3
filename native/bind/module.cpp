// The one Python module of the kernel.
#define PY_SSIZE_T_CLEAN
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "bind/placing.hpp"
#include "bind/resampling.hpp"
#include "bind/scanner.hpp"

NB_MODULE(_native, m) {
  // An interpreter that ends with a traceback alive keeps our functions: no fault, no message.
  nanobind::set_leak_warnings(false);
  m.doc() = "Compiled kernels of millivox.";
  millivox::bind_scanner(m);
  millivox::bind_placing(m);
  millivox::bind_resampling(m);
}
