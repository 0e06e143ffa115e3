#include "bind/arrays.hpp"

#include <stdexcept>

namespace millivox {

Number number_of(nanobind::dlpack::dtype type) {
  using Code = nanobind::dlpack::dtype_code;
  const auto code = static_cast<Code>(type.code);
  if (type.lanes == 1 && code == Code::Float && type.bits == 32) return Number::F32;
  if (type.lanes == 1 && code == Code::Float && type.bits == 64) return Number::F64;
  const bool is_signed = code == Code::Int;
  if (type.lanes == 1 && (is_signed || code == Code::UInt)) {
    if (type.bits == 8) return is_signed ? Number::I8 : Number::U8;
    if (type.bits == 16) return is_signed ? Number::I16 : Number::U16;
    if (type.bits == 32) return is_signed ? Number::I32 : Number::U32;
  }
  throw std::invalid_argument("numbers of 8, 16 or 32 bits or floats are expected");
}

}  // namespace millivox
