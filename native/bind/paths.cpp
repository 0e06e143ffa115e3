#include "bind/paths.hpp"

namespace nb = nanobind;

namespace millivox {

// A name with a NUL in it names no file, just as an empty one does.
std::string path_of(nb::handle path) {
  PyObject* encoded = nullptr;
  if (!PyUnicode_FSConverter(path.ptr(), &encoded)) {
    if (!PyErr_ExceptionMatches(PyExc_ValueError)) throw nb::python_error();
    PyErr_Clear();
    return {};
  }
  std::string text(PyBytes_AS_STRING(encoded), static_cast<std::size_t>(PyBytes_GET_SIZE(encoded)));
  Py_DECREF(encoded);
  return text;
}

std::vector<std::string> paths_of(nb::sequence files) {
  std::vector<std::string> paths;
  for (nb::handle file : files) paths.push_back(path_of(file));
  return paths;
}

}  // namespace millivox
