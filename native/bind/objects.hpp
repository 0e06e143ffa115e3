// From scan results to plain Python objects: dicts, lists, tuples, bytes.
#pragma once

#include <Python.h>

#include <unordered_map>
#include <vector>

#include "scan/result.hpp"
#include "scan/wanted.hpp"

namespace millivox {

// Makes trees; the key of each tag is made once, and a value equal to the last one of its
// tag is the same object, so that a thousand slices share their thousand equal values.
class TreeMaker {
 public:
  explicit TreeMaker(const Wanted& wanted);
  ~TreeMaker();
  TreeMaker(const TreeMaker&) = delete;
  TreeMaker& operator=(const TreeMaker&) = delete;

  // A new dict, or nullptr with a Python error set.
  PyObject* tree(const Arena& arena, const Result& result);

 private:
  struct Slot {
    PyObject* key = nullptr;
    PyObject* value = nullptr;  // the last one
    Vr vr = 0;                  // of the last one, 0 as expected
  };
  Slot& slot_of(const Entry& entry);
  PyObject* value(Slot& slot, const Entry& entry, const std::uint8_t* blob);

  std::vector<Slot> slots_;
  std::unordered_map<std::uint32_t, Slot> private_;
};

// The row that scan.py turns into a Scan.
PyObject* row_of(TreeMaker& maker, const Arena& arena, const Result& result);
// ((offset, tag or None, text), ...)
PyObject* damage_of(const DamageList& damage);
// (offset, depth, tag, VR, length or None, value, cut) of one entry of a flat list.
PyObject* line_of(const Arena& arena, const Entry& entry);

}  // namespace millivox
