"""What a decoding process gives up before it touches the first frame.

Limits wherever POSIX has them; on Linux also new privileges, the file system (Landlock), and
every system call that computing does not take (seccomp).  Where a system lacks one the process
goes on without it; ``millivox doctor`` says which are at work.
"""

import ctypes
import json
import os
import struct
import sys

from millivox.dicom.decoder.seccomp import restrict_calls

try:
    import resource
except ImportError:  # not POSIX
    resource = None  # type: ignore[assignment]

_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
#: Rights over files, TCP ports and other processes that Landlock knows, by its version.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
_NETWORK_FROM, _NETWORK_RIGHTS = 4, 2
_SCOPES_FROM, _SCOPES = 6, 2


def enclose(memory_bytes: int) -> dict[str, bool]:
    """Give up all that decoding does not take.

    Parameters
    ----------
    memory_bytes
        What may be mapped beyond what is mapped now.

    Returns
    -------
    dict
        ``no_new_privileges``, ``landlock``, ``limits``, ``seccomp``: what is at work now.
    """
    held = _held_bytes()  # while there are files
    linux = sys.platform == "linux"
    return {
        "no_new_privileges": linux and _no_new_privileges(),
        "landlock": linux and _no_files(),
        "limits": _limit(None if held is None else held + memory_bytes),
        "seccomp": linux and restrict_calls(),
    }


def limit_seconds(seconds: int) -> None:
    """Give up processor time beyond this much more (POSIX only)."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _limit(address_space: int | None) -> bool:
    """No core dumps, no writing of files, no new descriptors or processes, no more memory."""
    if resource is None:
        return False
    names = ("CORE", "FSIZE", "NOFILE", "NPROC")
    wanted = {getattr(resource, f"RLIMIT_{name}"): 0 for name in names}
    if address_space is not None:
        wanted[resource.RLIMIT_AS] = address_space
    for what, most in wanted.items():
        hard = resource.getrlimit(what)[1]
        ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (ceiling, ceiling))
    return True


def _held_bytes() -> int | None:
    """Address space in use now; ``None`` where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def _no_new_privileges() -> bool:
    return bool(ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), 0, 0, 0) == 0)


def _no_files() -> bool:
    """A Landlock ruleset that handles every right and grants none."""
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    files = (1 << max(count for since, count in _FILE_RIGHTS.items() if since <= version)) - 1
    network = (1 << _NETWORK_RIGHTS) - 1 if version >= _NETWORK_FROM else 0
    scopes = (1 << _SCOPES) - 1 if version >= _SCOPES_FROM else 0
    words = [files] + [network] * (version >= _NETWORK_FROM) + [scopes] * (version >= _SCOPES_FROM)
    told = struct.pack(f"={len(words)}Q", *words)
    ruleset = call(_CREATE_RULESET, told, ctypes.c_size_t(len(told)), 0)
    if ruleset < 0:
        return False
    refused = call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return bool(refused == 0)


if __name__ == "__main__":
    print(json.dumps(enclose(1 << 30)))
