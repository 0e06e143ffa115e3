// From scan results to Python objects: dicts, lists, tuples, bytes, and frozen records.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scan/result.hpp"
#include "scan/wanted.hpp"

namespace millivox {

// A reference that lets go of its object.
class Held {
 public:
  Held() = default;
  explicit Held(PyObject* owned) : object_(owned) {}
  ~Held() { Py_XDECREF(object_); }
  Held(Held&& other) noexcept : object_(other.release()) {}
  Held& operator=(Held&& other) noexcept {
    if (this != &other) {
      PyObject* old = object_;
      object_ = other.release();
      Py_XDECREF(old);
    }
    return *this;
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  PyObject* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  PyObject* release() {
    PyObject* object = object_;
    object_ = nullptr;
    return object;
  }

 private:
  PyObject* object_ = nullptr;
};

// Makes trees.  The key of each tag is made once; a value equal to the last one of its tag is
// the same object, so that a thousand slices share their thousand equal values; and a data
// set with the same attributes as the last one starts as a copy of it.
class TreeMaker {
 public:
  explicit TreeMaker(const Wanted& wanted);

  // A new dict, or nothing with a Python error set.
  Held tree(const Arena& arena, const Result& result);
  // Text that comes again with every file is made once.
  Held text(std::string_view text);

 private:
  struct Slot {
    Held key;
    Held value;  // the last one
    Vr vr = 0;   // of the last one, 0 as expected
  };
  struct Row {
    std::uint32_t tag;
    PyObject* value;  // in the pattern; borrowed
    Vr vr;
  };
  Slot& slot_of(const Entry& entry);
  PyObject* value(const Entry& entry, const std::uint8_t* blob);
  bool follows_pattern(const Arena& arena, const Result& result) const;
  bool make_pattern(const Arena& arena, const Result& result);
  bool update_pattern(const Arena& arena, const Result& result);
  bool fill_sequences(PyObject* root, const Arena& arena, const Result& result);
  Held nested(const Arena& arena, std::size_t& k);

  std::vector<Slot> slots_;
  std::unordered_map<std::uint32_t, Slot> private_;
  std::vector<std::pair<std::string, Held>> texts_;
  Held pattern_;           // the last root, None for each sequence
  std::vector<Row> rows_;  // its entries in file order
};

// Makes instances of a frozen class with slots, straight into its slots.
class RecordMaker {
 public:
  // False with a Python error set where the class lacks one of the fields.
  bool bind(PyObject* type, const std::vector<const char*>& fields);
  // One value a field, taken; nothing with a Python error set where one of them is missing.
  Held make(Held* values) const;
  // For Python's cycle collector.
  int traverse(visitproc visit, void* arg) const;
  void clear();

 private:
  Held type_;
  std::vector<Py_ssize_t> offsets_;  // of the slots in an instance
};

// The row that Python's slow way turns into a record.
Held row_of(TreeMaker& maker, const Arena& arena, const Result& result);
// The facts of a clean file as the fields of a Scan.
Held scan_of(TreeMaker& maker, const RecordMaker& scans, const RecordMaker& places, PyObject* path,
             const Arena& arena, const Result& result);
// (offset, depth, tag, VR, length or None, value, cut) of one entry of a flat list.
Held line_of(const Arena& arena, const Entry& entry);

}  // namespace millivox
