#include <array>
#include <utility>

#include "bind/objects.hpp"
#include "scan/syntax.hpp"

namespace millivox {

namespace {

Held number_of(std::uint64_t value) { return Held(PyLong_FromUnsignedLongLong(value)); }

Held none() {
  Py_INCREF(Py_None);
  return Held(Py_None);
}

Held held(PyObject* borrowed) {
  Py_XINCREF(borrowed);
  return Held(borrowed);
}

Held latin(const std::string& text) {
  return Held(PyUnicode_DecodeLatin1(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr));
}

Held fragments_of(const PixelPlace& place) {
  Held list(PyTuple_New(static_cast<Py_ssize_t>(place.fragments.size())));
  for (std::size_t k = 0; list && k < place.fragments.size(); ++k) {
    const Fragment& one = place.fragments[k];
    PyObject* pair = Py_BuildValue("KI", static_cast<unsigned long long>(one.offset), one.length);
    if (pair == nullptr) return Held();
    PyTuple_SET_ITEM(list.get(), static_cast<Py_ssize_t>(k), pair);
  }
  return list;
}

std::array<Held, 6> place_values(const PixelPlace& place) {
  return {number_of(place.tag), number_of(place.offset), number_of(place.length),
          held(place.encapsulated ? Py_True : Py_False), number_of(place.n_fragments), fragments_of(place)};
}

// (tag, offset, length, encapsulated, number of fragments, ((offset, length), ...))
Held place_row(const PixelPlace& place) {
  if (place.tag == 0) return none();
  std::array<Held, 6> values = place_values(place);
  Held row(PyTuple_New(static_cast<Py_ssize_t>(values.size())));
  for (std::size_t k = 0; row && k < values.size(); ++k) {
    if (!values[k]) return Held();
    PyTuple_SET_ITEM(row.get(), static_cast<Py_ssize_t>(k), values[k].release());
  }
  return row;
}

Held text_of(const std::string& text) {
  return Held(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

// ((offset, tag or None, text), ...)
Held damage_of(const DamageList& damage) {
  const auto& all = damage.all();
  Held list(PyTuple_New(static_cast<Py_ssize_t>(all.size())));
  for (std::size_t k = 0; list && k < all.size(); ++k) {
    const Damage& one = all[k];
    Held tag = one.tagged ? text_of(written(one.tag)) : none();
    PyObject* row = Py_BuildValue("KNN", static_cast<unsigned long long>(one.offset), tag.release(),
                                  text_of(one.text).release());
    if (row == nullptr) return Held();
    PyTuple_SET_ITEM(list.get(), static_cast<Py_ssize_t>(k), row);
  }
  return list;
}

// Two capital letters, or nothing where the file holds no VR there.
std::string letters_of(Vr code) {
  const std::string text{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  const bool letters = text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
  return letters ? text : std::string();
}

}  // namespace

bool RecordMaker::bind(PyObject* type, const std::vector<const char*>& fields) {
  if (!PyType_Check(type)) {
    PyErr_SetString(PyExc_TypeError, "a class is expected");
    return false;
  }
  type_ = held(type);
  for (const char* name : fields) {
    const Held slot(PyObject_GetAttrString(type, name));
    if (!slot) return false;
    if (Py_TYPE(slot.get()) != &PyMemberDescr_Type) {
      PyErr_Format(PyExc_TypeError, "'%s' is no slot", name);
      return false;
    }
    offsets_.push_back(reinterpret_cast<PyMemberDescrObject*>(slot.get())->d_member->offset);
  }
  return true;
}

Held RecordMaker::make(Held* values) const {
  auto* type = reinterpret_cast<PyTypeObject*>(type_.get());
  for (std::size_t k = 0; k < offsets_.size(); ++k) {
    if (!values[k]) return Held();
  }
  Held object(type->tp_alloc(type, 0));
  if (!object) return object;
  char* start = reinterpret_cast<char*>(object.get());
  for (std::size_t k = 0; k < offsets_.size(); ++k) {
    *reinterpret_cast<PyObject**>(start + offsets_[k]) = values[k].release();
  }
  // Numbers, text and a tree of bytes hold no cycle: the collector need not look at them.
  PyObject_GC_UnTrack(object.get());
  return object;
}

int RecordMaker::traverse(visitproc visit, void* arg) const {
  Py_VISIT(type_.get());
  return 0;
}

void RecordMaker::clear() {
  offsets_.clear();
  type_ = Held();
}

Held scan_of(TreeMaker& maker, const RecordMaker& scans, const RecordMaker& places, PyObject* path,
             const Arena& arena, const Result& result) {
  Held place = none();
  if (result.pixels.tag != 0) {
    std::array<Held, 6> values = place_values(result.pixels);
    place = places.make(values.data());
  }
  std::array<Held, 9> values{held(path),
                                   maker.tree(arena, result),
                                   Held(PyTuple_New(0)),
                                   none(),
                                   number_of(result.size),
                                   result.has_syntax ? maker.text(result.syntax) : none(),
                                   maker.text(name_of(result.encoding)),
                                   number_of(result.elements),
                                   std::move(place)};
  return scans.make(values.data());
}

Held row_of(TreeMaker& maker, const Arena& arena, const Result& result) {
  Held tree = result.outcome == Outcome::Read ? maker.tree(arena, result) : none();
  Held damage = damage_of(result.damage), place = place_row(result.pixels);
  if (!tree || !damage || !place) return Held();
  return Held(Py_BuildValue(
      "i(iN)NKNNsKIN", static_cast<int>(result.outcome), result.error_number,
      text_of(result.error).release(), tree.release(), static_cast<unsigned long long>(result.size),
      damage.release(), (result.has_syntax ? latin(result.syntax) : none()).release(),
      name_of(result.encoding), static_cast<unsigned long long>(result.body), result.elements,
      place.release()));
}

Held line_of(const Arena& arena, const Entry& entry) {
  std::string code = entry.vr == 0 ? "" : letters_of(entry.vr);
  if (entry.kind == Kind::Sequence && entry.vr == 0) code = "SQ";
  const bool cut = entry.kind == Kind::Value && entry.kept < entry.length;
  Held length = entry.length == kUndefined ? none() : number_of(entry.length);
  return Held(Py_BuildValue("KiIs#Ny#O", static_cast<unsigned long long>(entry.offset),
                            static_cast<int>(entry.depth), entry.tag, code.data(),
                            static_cast<Py_ssize_t>(code.size()), length.release(),
                            reinterpret_cast<const char*>(arena.blob.data()) + entry.blob,
                            static_cast<Py_ssize_t>(entry.kept), cut ? Py_True : Py_False));
}

}  // namespace millivox
