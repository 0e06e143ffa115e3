#define PY_SSIZE_T_CLEAN
#include "bind/objects.hpp"
#include "scan/syntax.hpp"

namespace millivox {

namespace {

PyObject* text_of(const std::string& text) {
  return PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace");
}

PyObject* latin_of(const std::string& text) {
  return PyUnicode_DecodeLatin1(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr);
}

PyObject* none() {
  Py_INCREF(Py_None);
  return Py_None;
}

// Two capital letters, or nothing where the file holds no VR there.
std::string letters_of(Vr code) {
  const std::string text{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  const bool letters = text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
  return letters ? text : std::string();
}

PyObject* fragments_of(const PixelPlace& place) {
  PyObject* list = PyTuple_New(static_cast<Py_ssize_t>(place.fragments.size()));
  for (std::size_t k = 0; list != nullptr && k < place.fragments.size(); ++k) {
    const Fragment& one = place.fragments[k];
    PyObject* pair = Py_BuildValue("KI", static_cast<unsigned long long>(one.offset), one.length);
    if (pair == nullptr) {
      Py_CLEAR(list);
    } else {
      PyTuple_SET_ITEM(list, static_cast<Py_ssize_t>(k), pair);
    }
  }
  return list;
}

// (tag, offset, length, encapsulated, number of fragments, ((offset, length), ...))
PyObject* pixels_of(const PixelPlace& place) {
  if (place.tag == 0) return none();
  PyObject* fragments = fragments_of(place);
  if (fragments == nullptr) return nullptr;
  return Py_BuildValue("IKKOIN", place.tag, static_cast<unsigned long long>(place.offset),
                       static_cast<unsigned long long>(place.length),
                       place.encapsulated ? Py_True : Py_False, place.n_fragments, fragments);
}

}  // namespace

PyObject* damage_of(const DamageList& damage) {
  const auto& all = damage.all();
  PyObject* list = PyTuple_New(static_cast<Py_ssize_t>(all.size()));
  for (std::size_t k = 0; list != nullptr && k < all.size(); ++k) {
    const Damage& one = all[k];
    PyObject* tag = one.tagged ? text_of(written(one.tag)) : none();
    PyObject* row = Py_BuildValue("KNN", static_cast<unsigned long long>(one.offset), tag,
                                  text_of(one.text));
    if (row == nullptr) {
      Py_CLEAR(list);
    } else {
      PyTuple_SET_ITEM(list, static_cast<Py_ssize_t>(k), row);
    }
  }
  return list;
}

PyObject* row_of(TreeMaker& maker, const Arena& arena, const Result& result) {
  const bool read = result.outcome == Outcome::Read;
  PyObject* tree = read ? maker.tree(arena, result) : none();
  if (tree == nullptr) return nullptr;
  return Py_BuildValue(
      "iNNKNNsKIN", static_cast<int>(result.outcome),
      Py_BuildValue("iN", result.error_number, text_of(result.error)), tree,
      static_cast<unsigned long long>(result.size), damage_of(result.damage),
      result.has_syntax ? latin_of(result.syntax) : none(), name_of(result.encoding),
      static_cast<unsigned long long>(result.body), result.elements, pixels_of(result.pixels));
}

PyObject* line_of(const Arena& arena, const Entry& entry) {
  std::string code = entry.vr == 0 ? "" : letters_of(entry.vr);
  if (entry.kind == Kind::Sequence && entry.vr == 0) code = "SQ";
  const bool cut = entry.kind == Kind::Value && entry.kept < entry.length;
  PyObject* length = entry.length == kUndefined ? none() : PyLong_FromUnsignedLong(entry.length);
  return Py_BuildValue("KiIs#Ny#O", static_cast<unsigned long long>(entry.offset),
                       static_cast<int>(entry.depth), entry.tag, code.data(),
                       static_cast<Py_ssize_t>(code.size()), length,
                       reinterpret_cast<const char*>(arena.blob.data()) + entry.blob,
                       static_cast<Py_ssize_t>(entry.kept), cut ? Py_True : Py_False);
}

}  // namespace millivox
