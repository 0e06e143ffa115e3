"""A filter of system calls for a process that only computes (Linux, seccomp-BPF).

What is not listed here is refused with EPERM: opening, sockets, other programs, other processes.
A list of what is allowed stays true when a kernel learns new calls.
"""

import ctypes
import os
import struct
from collections.abc import Iterator

#: Reading and writing what is open, memory, time, and an end: all that decoding takes.
#: Name -> its number on x86_64 and on aarch64.
_ALLOWED = {
    "read": (0, 63), "write": (1, 64), "writev": (20, 66), "close": (3, 57), "fstat": (5, 80),
    "lseek": (8, 62), "munmap": (11, 215), "mremap": (25, 216), "brk": (12, 214),
    "madvise": (28, 233), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "futex": (202, 98),
    "membarrier": (324, 283), "rseq": (334, 293), "getpid": (39, 172), "gettid": (186, 178),
    "getrusage": (98, 165), "times": (100, 153), "sysinfo": (99, 179),
    "clock_gettime": (228, 113), "gettimeofday": (96, 169), "clock_nanosleep": (230, 115),
    "getrandom": (318, 278), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
#: Memory that may be run is refused.
_MAPPING = {"mmap": (9, 222), "mprotect": (10, 226)}
#: Only the limits of the process itself.
_LIMITS = (302, 261)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 32
_EXECUTABLE = 4
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1
_SET_SECCOMP, _FILTER = 22, 2


def restrict_calls() -> bool:
    """Give up every system call that decoding does not take; whether the kernel agreed.

    The process must have given up new privileges before.
    """
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    code = program(*machine)
    kept = ctypes.create_string_buffer(code, len(code))
    count, at = len(code) // 8, ctypes.addressof(kept)
    told = ctypes.create_string_buffer(struct.pack("@HP", count, at))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), told, 0, 0) == 0)


def program(column: int, architecture: int) -> bytes:
    """The filter as the kernel's virtual machine reads it (``struct sock_filter``)."""
    steps = [
        (_LOAD, None, None, _ARCHITECTURE),
        (_EQUAL, None, "refuse", architecture),
        (_LOAD, None, None, _NUMBER),
        *((_EQUAL, "allow", None, numbers[column]) for numbers in _ALLOWED.values()),
        *_if_called(_LIMITS[column], _FIRST_ARGUMENT, (_EQUAL, "allow", "refuse", 0)),
        *(
            step
            for numbers in _MAPPING.values()
            for step in _if_called(
                numbers[column], _THIRD_ARGUMENT, (_ANY_BIT, "refuse", "allow", _EXECUTABLE)
            )
        ),
    ]
    return b"".join(_encoded(steps))


_Step = tuple[int, str | None, str | None, int]


def _if_called(number: int, argument: int, test: _Step) -> list[_Step]:
    return [(_EQUAL, None, "behind", number), (_LOAD, None, None, argument), test]


def _encoded(steps: list[_Step]) -> Iterator[bytes]:
    """Jumps as distances; the last two steps are the answers."""
    refuse, allow = len(steps), len(steps) + 1
    for at, (code, yes, no, value) in enumerate(steps):
        where = {None: at + 1, "refuse": refuse, "allow": allow, "behind": at + 3}
        yield struct.pack("<HBBI", code, where[yes] - at - 1, where[no] - at - 1, value)
    yield struct.pack("<HBBI", _RETURN, 0, 0, _REFUSE)
    yield struct.pack("<HBBI", _RETURN, 0, 0, _ALLOW)
