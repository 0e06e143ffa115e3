#include "place/numbers.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

// Compiled for several instruction sets; the machine's best is chosen when the kernel loads.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__linux__)
#define MILLIVOX_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define MILLIVOX_CLONES
#endif

namespace millivox {

namespace {

MILLIVOX_CLONES void swap_2(std::uint16_t* p, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) p[k] = static_cast<std::uint16_t>(p[k] << 8 | p[k] >> 8);
}

MILLIVOX_CLONES void swap_4(std::uint32_t* p, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t v = p[k];
    p[k] = v << 24 | (v << 8 & 0xFF0000) | (v >> 8 & 0xFF00) | v >> 24;
  }
}

void swap_8(std::uint8_t* p, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k, p += 8) {
    for (int a = 0, b = 7; a < b; ++a, --b) {
      const std::uint8_t held = p[a];
      p[a] = p[b];
      p[b] = held;
    }
  }
}

// Shifted up and down again, a cell keeps its sign and loses what is not its own.
template <typename Cell, typename Bits>
MILLIVOX_CLONES void keep_stored_bits(Cell* p, std::size_t n, unsigned up, unsigned down) {
  for (std::size_t k = 0; k < n; ++k) {
    p[k] = static_cast<Cell>(static_cast<Cell>(static_cast<Bits>(static_cast<Bits>(p[k]) << up)) >> down);
  }
}

// False where a sum does not fit: what was lost in any of them shows in `lost`.
template <typename In, typename Out>
MILLIVOX_CLONES bool add(const In* in, Out* out, std::size_t n, std::int32_t intercept) {
  using Sum = std::conditional_t<sizeof(In) < 4 && sizeof(Out) < 4, std::int32_t, std::int64_t>;
  Sum lost = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const Sum sum = static_cast<Sum>(in[k]) + intercept;
    out[k] = static_cast<Out>(sum);
    lost |= static_cast<Sum>(out[k]) ^ sum;
  }
  return lost == 0;
}

template <typename In, typename Out>
MILLIVOX_CLONES void linear(const In* in, Out* out, std::size_t n, double slope, double intercept) {
  for (std::size_t k = 0; k < n; ++k) out[k] = static_cast<Out>(in[k] * slope + intercept);
}

// False where a finite number would become infinite as a 32-bit float.
template <typename In>
bool linear_to_f32(const In* in, float* out, std::size_t n, double slope, double intercept) {
  constexpr double kMost = std::numeric_limits<float>::max();
  if constexpr (std::is_integral_v<In>) {
    const double largest = static_cast<double>(std::numeric_limits<std::uint32_t>::max());
    if (!(std::abs(slope) * largest + std::abs(intercept) <= kMost)) return false;
  } else {
    for (std::size_t k = 0; k < n; ++k) {
      const double value = std::abs(in[k] * slope + intercept);
      if (value > kMost && std::isfinite(in[k])) return false;
    }
  }
  linear(in, out, n, slope, intercept);
  return true;
}

template <typename In>
bool to_float(const In* in, Number to, std::uint8_t* out, std::size_t n, const Rescale& by) {
  if (to == Number::F32) return linear_to_f32(in, reinterpret_cast<float*>(out), n, by.slope, by.intercept);
  if (to != Number::F64) return false;
  linear(in, reinterpret_cast<double*>(out), n, by.slope, by.intercept);
  return true;
}

// Whether whole numbers stay whole: a sum with what a 32-bit integer holds.
bool is_sum(const Rescale& by) {
  return by.slope == 1.0 && std::abs(by.intercept) <= std::numeric_limits<std::int32_t>::max() &&
         by.intercept == std::trunc(by.intercept);
}

template <typename In>
bool to_any(const In* in, Number to, std::uint8_t* out, std::size_t n, const Rescale& by) {
  if (to == Number::F32 || to == Number::F64) return to_float(in, to, out, n, by);
  if (!is_sum(by)) return false;
  const auto whole = static_cast<std::int32_t>(by.intercept);
  switch (to) {
    case Number::I8: return add(in, reinterpret_cast<std::int8_t*>(out), n, whole);
    case Number::U8: return add(in, out, n, whole);
    case Number::I16: return add(in, reinterpret_cast<std::int16_t*>(out), n, whole);
    case Number::U16: return add(in, reinterpret_cast<std::uint16_t*>(out), n, whole);
    case Number::I32: return add(in, reinterpret_cast<std::int32_t*>(out), n, whole);
    case Number::U32: return add(in, reinterpret_cast<std::uint32_t*>(out), n, whole);
    default: return false;
  }
}

template <typename Cell, typename Signed>
void keep(const Stored& stored, bool is_signed, std::uint8_t* bytes, std::size_t n) {
  const unsigned up = stored.unused_above, down = stored.unused_in_all;
  if (is_signed) return keep_stored_bits<Signed, Cell>(reinterpret_cast<Signed*>(bytes), n, up, down);
  keep_stored_bits<Cell, Cell>(reinterpret_cast<Cell*>(bytes), n, up, down);
}

}  // namespace

void make_whole(const Stored& stored, std::uint8_t* p, std::size_t n) {
  const std::size_t size = bytes_of(stored.number);
  if (stored.big_endian) {
    if (size == 2) swap_2(reinterpret_cast<std::uint16_t*>(p), n);
    if (size == 4) swap_4(reinterpret_cast<std::uint32_t*>(p), n);
    if (size == 8) swap_8(p, n);
  }
  if (stored.unused_in_all == 0) return;
  switch (stored.number) {
    case Number::I8: case Number::U8:
      return keep<std::uint8_t, std::int8_t>(stored, stored.number == Number::I8, p, n);
    case Number::I16: case Number::U16:
      return keep<std::uint16_t, std::int16_t>(stored, stored.number == Number::I16, p, n);
    case Number::I32: case Number::U32:
      return keep<std::uint32_t, std::int32_t>(stored, stored.number == Number::I32, p, n);
    default: return;
  }
}

bool rescale(Number from, const std::uint8_t* in, Number to, std::uint8_t* out, std::size_t n,
             const Rescale& by) {
  switch (from) {
    case Number::I8: return to_any(reinterpret_cast<const std::int8_t*>(in), to, out, n, by);
    case Number::U8: return to_any(in, to, out, n, by);
    case Number::I16: return to_any(reinterpret_cast<const std::int16_t*>(in), to, out, n, by);
    case Number::U16: return to_any(reinterpret_cast<const std::uint16_t*>(in), to, out, n, by);
    case Number::I32: return to_any(reinterpret_cast<const std::int32_t*>(in), to, out, n, by);
    case Number::U32: return to_any(reinterpret_cast<const std::uint32_t*>(in), to, out, n, by);
    case Number::F32: return to_float(reinterpret_cast<const float*>(in), to, out, n, by);
    case Number::F64: return to_float(reinterpret_cast<const double*>(in), to, out, n, by);
  }
  return false;
}

}  // namespace millivox
