#include <cstring>

#include "bind/objects.hpp"

namespace millivox {

namespace {

constexpr std::size_t kMostTexts = 32;  // transfer syntaxes and names of encodings
constexpr std::size_t kMostPrivate = 4096;  // private tags whose last value is remembered

Held bytes_of(const std::uint8_t* p, std::size_t n) {
  return Held(PyBytes_FromStringAndSize(reinterpret_cast<const char*>(p), static_cast<Py_ssize_t>(n)));
}

Vr odd_vr(const Entry& entry) { return entry.odd_vr ? entry.vr : Vr{0}; }

// Whether an object made earlier says the same: bytes, or (VR, bytes) where the file says
// another VR than the dictionary.
bool says(PyObject* object, Vr vr, const Entry& entry, const std::uint8_t* p) {
  if (object == nullptr || vr != odd_vr(entry)) return false;
  PyObject* bytes = vr != 0 ? PyTuple_GET_ITEM(object, 1) : object;
  return static_cast<std::uint32_t>(PyBytes_GET_SIZE(bytes)) == entry.kept &&
         std::memcmp(PyBytes_AS_STRING(bytes), p, entry.kept) == 0;
}

Held object_of(const Entry& entry, const std::uint8_t* p) {
  if (!entry.odd_vr) return bytes_of(p, entry.kept);
  const std::uint8_t code[2] = {static_cast<std::uint8_t>(entry.vr >> 8),
                                static_cast<std::uint8_t>(entry.vr & 0xFF)};
  const Held first = bytes_of(code, 2), second = bytes_of(p, entry.kept);
  if (!first || !second) return Held();
  return Held(PyTuple_Pack(2, first.get(), second.get()));
}

// The entry after a sequence that starts at k.
std::size_t after(const Arena& arena, std::size_t k) {
  std::size_t open = 0;
  do {
    const Kind kind = arena.entries[k++].kind;
    if (kind == Kind::End) {
      --open;
    } else if (kind != Kind::Value) {
      ++open;
    }
  } while (open > 0);
  return k;
}

}  // namespace

TreeMaker::TreeMaker(const Wanted& wanted) : slots_(wanted.tags().size()) {
  for (std::size_t n = 0; n < slots_.size(); ++n) {
    slots_[n].key = Held(PyLong_FromUnsignedLong(wanted.tags()[n].tag));
  }
}

TreeMaker::Slot& TreeMaker::slot_of(const Entry& entry) {
  if (entry.slot < slots_.size()) return slots_[entry.slot];
  if (private_.size() >= kMostPrivate && private_.find(entry.tag) == private_.end()) private_.clear();
  Slot& slot = private_[entry.tag];
  if (!slot.key) slot.key = Held(PyLong_FromUnsignedLong(entry.tag));
  return slot;
}

// A borrowed reference, kept by the slot.
PyObject* TreeMaker::value(const Entry& entry, const std::uint8_t* blob) {
  Slot& slot = slot_of(entry);
  const std::uint8_t* p = blob + entry.blob;
  if (says(slot.value.get(), slot.vr, entry, p)) return slot.value.get();
  slot.value = object_of(entry, p);
  slot.vr = odd_vr(entry);
  return slot.value.get();
}

Held TreeMaker::text(std::string_view text) {
  for (const auto& [known, object] : texts_) {
    if (known == text) {
      Py_INCREF(object.get());
      return Held(object.get());
    }
  }
  Held made(PyUnicode_DecodeLatin1(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr));
  if (made && texts_.size() < kMostTexts) {
    Py_INCREF(made.get());
    texts_.emplace_back(text, Held(made.get()));
  }
  return made;
}

Held TreeMaker::tree(const Arena& arena, const Result& result) {
  const bool made = follows_pattern(arena, result) ? update_pattern(arena, result)
                                                   : make_pattern(arena, result);
  if (!made) {
    pattern_ = Held();
    rows_.clear();
    return Held();
  }
  Held root(PyDict_Copy(pattern_.get()));
  if (!root || !fill_sequences(root.get(), arena, result)) return Held();
  return root;
}

// Whether the root holds the same attributes in the same order as the last one did.
bool TreeMaker::follows_pattern(const Arena& arena, const Result& result) const {
  if (!pattern_) return false;
  std::size_t row = 0;
  for (std::size_t k = result.first_entry; k < result.last_entry; ++row) {
    const Entry& entry = arena.entries[k];
    if (row == rows_.size() || rows_[row].tag != entry.tag) return false;
    const bool sequence = entry.kind != Kind::Value;
    if (sequence != (rows_[row].value == Py_None)) return false;
    k = sequence ? after(arena, k) : k + 1;
  }
  return row == rows_.size();
}

bool TreeMaker::make_pattern(const Arena& arena, const Result& result) {
  pattern_ = Held(PyDict_New());
  rows_.clear();
  if (!pattern_) return false;
  for (std::size_t k = result.first_entry; k < result.last_entry;) {
    const Entry& entry = arena.entries[k];
    const bool sequence = entry.kind != Kind::Value;
    PyObject* held = sequence ? Py_None : value(entry, arena.blob.data());
    PyObject* key = slot_of(entry).key.get();
    if (held == nullptr || key == nullptr || PyDict_SetItem(pattern_.get(), key, held) != 0) return false;
    // A tag that stands twice: the pattern holds the last one only, so it cannot be followed.
    const auto size = static_cast<std::size_t>(PyDict_GET_SIZE(pattern_.get()));
    rows_.push_back({size > rows_.size() ? entry.tag : 0, held, odd_vr(entry)});
    k = sequence ? after(arena, k) : k + 1;
  }
  return true;
}

bool TreeMaker::update_pattern(const Arena& arena, const Result& result) {
  const std::uint8_t* blob = arena.blob.data();
  std::size_t k = result.first_entry;
  for (Row& row : rows_) {
    const Entry& entry = arena.entries[k];
    if (entry.kind != Kind::Value) {
      k = after(arena, k);
      continue;
    }
    ++k;
    if (says(row.value, row.vr, entry, blob + entry.blob)) continue;
    PyObject* held = value(entry, blob);
    if (held == nullptr || PyDict_SetItem(pattern_.get(), slot_of(entry).key.get(), held) != 0) return false;
    row.value = held;
    row.vr = odd_vr(entry);
  }
  return true;
}

// Two sequences of one tag are two too many: the first one counts.
bool TreeMaker::fill_sequences(PyObject* root, const Arena& arena, const Result& result) {
  for (std::size_t k = result.first_entry; k < result.last_entry;) {
    const Entry& entry = arena.entries[k];
    if (entry.kind == Kind::Value) {
      ++k;
      continue;
    }
    PyObject* key = slot_of(entry).key.get();
    Held items = nested(arena, k);
    if (!items) return false;
    if (PyDict_GetItem(root, key) != Py_None) continue;  // the tag stands again, with a value
    if (PyDict_SetItem(root, key, items.get()) != 0) return false;
  }
  return true;
}

// The sequence that starts at k, without recursion; k is then behind it.
Held TreeMaker::nested(const Arena& arena, std::size_t& k) {
  const std::size_t stop = after(arena, k);
  Held whole(PyList_New(0));
  if (!whole) return Held();
  std::vector<PyObject*> open{whole.get()};  // borrowed: each is held by what holds it
  for (++k; k < stop; ++k) {
    const Entry& entry = arena.entries[k];
    if (entry.kind == Kind::End) {
      open.pop_back();
      continue;
    }
    bool done = false;
    if (entry.kind == Kind::Value) {
      PyObject* held = value(entry, arena.blob.data());
      done = held != nullptr && PyDict_SetItem(open.back(), slot_of(entry).key.get(), held) == 0;
    } else if (entry.kind == Kind::Item) {
      Held item(PyDict_New());
      done = item && PyList_Append(open.back(), item.get()) == 0;
      open.push_back(item.get());
    } else {
      Held items(PyList_New(0));
      done = items && PyDict_SetItem(open.back(), slot_of(entry).key.get(), items.get()) == 0;
      open.push_back(items.get());
    }
    if (!done) return Held();
  }
  return whole;
}

}  // namespace millivox
