"""Whether a compiled module is all there: the system ends a process that loads half of one."""

import struct
from importlib.util import find_spec

_ELF64_LITTLE = b"\x7fELF\x02\x01"
_HEADER_BYTES = 64


def is_cut_short(module: str) -> bool:
    """Whether the file of a compiled module ends too early, as far as its format (ELF) says.

    The section headers stand last in it (System V ABI 4, ELF header: ``e_shoff``).
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return False
    with open(spec.origin, "rb") as file:
        head = file.read(_HEADER_BYTES)
        if len(head) < _HEADER_BYTES or not head.startswith(_ELF64_LITTLE):
            return False
        (sections,) = struct.unpack_from("<Q", head, 40)
        size, count = struct.unpack_from("<2H", head, 58)
        return bool(file.seek(0, 2) < sections + size * count)
