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

// Text that comes again with every file is made once.
Held again(const std::string& text) {
  PyObject* object = PyUnicode_DecodeLatin1(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr);
  if (object != nullptr) PyUnicode_InternInPlace(&object);
  return Held(object);
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

std::vector<Held> place_values(const PixelPlace& place) {
  std::vector<Held> values;
  values.reserve(6);
  values.push_back(number_of(place.tag));
  values.push_back(number_of(place.offset));
  values.push_back(number_of(place.length));
  values.push_back(held(place.encapsulated ? Py_True : Py_False));
  values.push_back(number_of(place.n_fragments));
  values.push_back(fragments_of(place));
  return values;
}

// (tag, offset, length, encapsulated, number of fragments, ((offset, length), ...))
Held place_row(const PixelPlace& place) {
  if (place.tag == 0) return none();
  std::vector<Held> values = place_values(place);
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
    Held slot(PyObject_GetAttrString(type, name));
    if (!slot) return false;
    if (Py_TYPE(slot.get()) != &PyMemberDescr_Type) {
      PyErr_Format(PyExc_TypeError, "'%s' is no slot", name);
      return false;
    }
    slots_.push_back(std::move(slot));
  }
  return true;
}

Held RecordMaker::make(std::vector<Held>& values) const {
  auto* type = reinterpret_cast<PyTypeObject*>(type_.get());
  Held object(type->tp_alloc(type, 0));
  for (std::size_t k = 0; object && k < values.size(); ++k) {
    PyObject* slot = slots_[k].get();
    if (!values[k] || Py_TYPE(slot)->tp_descr_set(slot, object.get(), values[k].get()) != 0) return Held();
  }
  return object;
}

int RecordMaker::traverse(visitproc visit, void* arg) const {
  Py_VISIT(type_.get());
  for (const Held& slot : slots_) Py_VISIT(slot.get());
  return 0;
}

void RecordMaker::clear() {
  slots_.clear();
  type_ = Held();
}

Held scan_of(TreeMaker& maker, const RecordMaker& scans, const RecordMaker& places, PyObject* path,
             const Arena& arena, const Result& result) {
  std::vector<Held> values;
  values.reserve(9);
  values.push_back(held(path));
  values.push_back(maker.tree(arena, result));
  values.push_back(Held(PyTuple_New(0)));
  values.push_back(none());
  values.push_back(number_of(result.size));
  values.push_back(result.has_syntax ? again(result.syntax) : none());
  values.push_back(again(name_of(result.encoding)));
  values.push_back(number_of(result.elements));
  if (result.pixels.tag != 0) {
    std::vector<Held> place = place_values(result.pixels);
    values.push_back(places.make(place));
  } else {
    values.push_back(none());
  }
  return scans.make(values);
}

Held row_of(TreeMaker& maker, const Arena& arena, const Result& result) {
  Held tree = result.outcome == Outcome::Read ? maker.tree(arena, result) : none();
  Held damage = damage_of(result.damage), place = place_row(result.pixels);
  if (!tree || !damage || !place) return Held();
  return Held(Py_BuildValue(
      "i(iN)NKNNsKIN", static_cast<int>(result.outcome), result.error_number,
      text_of(result.error).release(), tree.release(), static_cast<unsigned long long>(result.size),
      damage.release(), (result.has_syntax ? again(result.syntax) : none()).release(),
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
