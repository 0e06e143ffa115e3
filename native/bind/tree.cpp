#include <cstring>

#include "bind/objects.hpp"

namespace millivox {

namespace {

constexpr std::size_t kMostPrivate = 4096;  // private tags whose last value is remembered

bool same_bytes(PyObject* object, const std::uint8_t* p, std::size_t n) {
  return static_cast<std::size_t>(PyBytes_GET_SIZE(object)) == n &&
         std::memcmp(PyBytes_AS_STRING(object), p, n) == 0;
}

PyObject* bytes_of(const std::uint8_t* p, std::size_t n) {
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(p), static_cast<Py_ssize_t>(n));
}

// (VR, bytes): the file says another VR than the dictionary.
PyObject* odd_value(const Entry& entry, const std::uint8_t* p) {
  const std::uint8_t code[2] = {static_cast<std::uint8_t>(entry.vr >> 8),
                                static_cast<std::uint8_t>(entry.vr & 0xFF)};
  PyObject* pair = PyTuple_New(2);
  PyObject* first = bytes_of(code, 2);
  PyObject* second = bytes_of(p, entry.kept);
  if (pair == nullptr || first == nullptr || second == nullptr) {
    Py_XDECREF(pair);
    Py_XDECREF(first);
    Py_XDECREF(second);
    return nullptr;
  }
  PyTuple_SET_ITEM(pair, 0, first);
  PyTuple_SET_ITEM(pair, 1, second);
  return pair;
}

}  // namespace

TreeMaker::TreeMaker(const Wanted& wanted) : slots_(wanted.tags().size()) {
  for (std::size_t n = 0; n < slots_.size(); ++n) {
    slots_[n].key = PyLong_FromUnsignedLong(wanted.tags()[n].tag);
  }
}

TreeMaker::~TreeMaker() {
  for (Slot& slot : slots_) {
    Py_XDECREF(slot.key);
    Py_XDECREF(slot.value);
  }
  for (auto& [tag, slot] : private_) {
    Py_XDECREF(slot.key);
    Py_XDECREF(slot.value);
  }
}

TreeMaker::Slot& TreeMaker::slot_of(const Entry& entry) {
  if (entry.slot < slots_.size()) return slots_[entry.slot];
  if (private_.size() >= kMostPrivate && private_.find(entry.tag) == private_.end()) {
    for (auto& [tag, slot] : private_) {
      Py_XDECREF(slot.key);
      Py_XDECREF(slot.value);
    }
    private_.clear();
  }
  Slot& slot = private_[entry.tag];
  if (slot.key == nullptr) slot.key = PyLong_FromUnsignedLong(entry.tag);
  return slot;
}

// A borrowed reference, kept by the slot.
PyObject* TreeMaker::value(Slot& slot, const Entry& entry, const std::uint8_t* blob) {
  const Vr odd = entry.odd_vr ? entry.vr : Vr{0};
  const std::uint8_t* p = blob + entry.blob;
  if (slot.value != nullptr && slot.vr == odd) {
    PyObject* last = odd ? PyTuple_GET_ITEM(slot.value, 1) : slot.value;
    if (same_bytes(last, p, entry.kept)) return slot.value;
  }
  PyObject* made = odd ? odd_value(entry, p) : bytes_of(p, entry.kept);
  if (made == nullptr) return nullptr;
  Py_XDECREF(slot.value);
  slot.value = made;
  slot.vr = odd;
  return made;
}

PyObject* TreeMaker::tree(const Arena& arena, const Result& result) {
  PyObject* root = PyDict_New();
  if (root == nullptr) return nullptr;
  std::vector<PyObject*> open{root};  // borrowed: each is held by what holds it
  const std::uint8_t* blob = arena.blob.data();
  for (std::size_t k = result.first_entry; k < result.last_entry; ++k) {
    const Entry& entry = arena.entries[k];
    if (entry.kind == Kind::End) {
      open.pop_back();
      continue;
    }
    int failed = 0;
    if (entry.kind == Kind::Value) {
      Slot& slot = slot_of(entry);
      PyObject* held = slot.key == nullptr ? nullptr : value(slot, entry, blob);
      failed = held == nullptr || PyDict_SetItem(open.back(), slot.key, held) != 0;
    } else {
      PyObject* made = entry.kind == Kind::Item ? PyDict_New() : PyList_New(0);
      if (made == nullptr) {
        failed = 1;
      } else if (entry.kind == Kind::Item) {
        failed = PyList_Append(open.back(), made);
      } else {
        Slot& slot = slot_of(entry);
        failed = slot.key == nullptr || PyDict_SetItem(open.back(), slot.key, made) != 0;
      }
      Py_XDECREF(made);
      open.push_back(made);
    }
    if (failed) {
      Py_DECREF(root);
      return nullptr;
    }
  }
  return root;
}

}  // namespace millivox
