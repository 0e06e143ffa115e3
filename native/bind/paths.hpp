// Names of files as Python gives them: text, bytes or path objects.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <vector>

namespace millivox {

std::string path_of(nanobind::handle path);
std::vector<std::string> paths_of(nanobind::sequence files);

}  // namespace millivox
