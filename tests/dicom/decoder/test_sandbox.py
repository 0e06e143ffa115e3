"""What a decoding process can no longer do: each attempt fails, and alone."""

import json
import subprocess
import sys

import pytest

from millivox.dicom.decoder import sandbox, seccomp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits only, elsewhere")

#: Every way out of the process, by what it needs.
ATTEMPTS = {
    "read a file": "open('/etc/hostname').read()",
    "write a file": "open('/tmp/millivox-must-not-be', 'w')",
    "list a folder": "os.listdir('/')",
    "look whether a file is there": "os.stat('/etc/hostname')",
    "remove a file": "os.remove('/tmp/millivox-must-not-be')",
    "open a socket": "socket.socket()",
    "open a local socket": "socket.socketpair()",
    "run a program": "os.execv('/bin/true', ['true'])",
    "spawn a program": "os.posix_spawn('/bin/true', ['true'], {})",
    "fork": "os.fork()",
    "start a thread": "threading.Thread(target=print).start()",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "make a pipe": "os.pipe()",
    "duplicate a descriptor": "os.dup(1)",
    "make shared memory": "os.memfd_create('x')",
    "change folder": "os.chdir('/')",
    "trace itself": "refused(libc.ptrace(0, 0, 0, 0))",
    "map memory that runs": "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
    "make memory that runs": "refused(libc.mprotect(page, 4096, 5))",
    "limit its parent": "resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))",
    "get privileges back": "refused(libc.prctl(22, 0, 0, 0, 0))",
    "take more memory": "bytearray(1 << 30)",
}
PROGRAM = """
import ctypes, json, mmap, os, resource, socket, sys, threading
from millivox.dicom.decoder import sandbox
libc = ctypes.CDLL(None, use_errno=True)
held = mmap.mmap(-1, 4096)
page = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(held)))
def refused(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), 'refused')
active = {enclose}
tried = {{}}
for name, attempt in json.loads(sys.argv[1]).items():
    try:
        exec(attempt)
        tried[name] = 'done'
    except (OSError, MemoryError, RuntimeError, ValueError) as error:
        tried[name] = type(error).__name__
os.write(1, json.dumps([active, tried]).encode())
"""


def _tried(enclose: str, attempts: dict[str, str]) -> tuple[dict[str, bool], dict[str, str]]:
    words = [sys.executable, "-c", PROGRAM.format(enclose=enclose), json.dumps(attempts)]
    done = subprocess.run(words, capture_output=True, check=True)
    active, tried = json.loads(done.stdout)
    return active, tried


def test_nothing_can_be_reached_from_a_decoding_process() -> None:
    active, tried = _tried("sandbox.enclose(64 << 20)", ATTEMPTS)
    if not active["seccomp"]:
        pytest.skip("this kernel has no seccomp")
    assert {name for name, end in tried.items() if end == "done"} == set()


def test_landlock_alone_keeps_files_shut() -> None:
    files = {name: ATTEMPTS[name] for name in ("read a file", "write a file", "list a folder")}
    active, tried = _tried(
        "{'landlock': sandbox._no_new_privileges() and sandbox._no_files()}", files
    )
    if not active["landlock"]:
        pytest.skip("this kernel has no Landlock")
    assert set(tried.values()) == {"PermissionError"}


def test_limits_alone_leave_no_descriptor_to_open() -> None:
    names = ("read a file", "open a socket", "make a pipe", "take more memory")
    limited = "{'limits': sandbox._limit(sandbox._held_bytes() + (64 << 20))}"
    _, tried = _tried(limited, {name: ATTEMPTS[name] for name in names})
    assert {name for name, end in tried.items() if end == "done"} == set()


def test_another_machine_goes_on_without_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "_MACHINES", {})
    assert seccomp.restrict_calls() is False


def test_a_kernel_without_landlock_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def syscall(self, *told: object) -> int:
            return -1

    monkeypatch.setattr(sandbox.ctypes, "CDLL", lambda *a, **k: Old())
    assert sandbox._no_files() is False


@pytest.mark.parametrize("machine", seccomp._MACHINES)
def test_the_filter_never_jumps_beyond_its_end_and_ends_in_an_answer(machine: str) -> None:
    code = seccomp.program(*seccomp._MACHINES[machine])
    steps = list(seccomp.struct.iter_unpack("<HBBI", code))
    assert [step[3] for step in steps[-2:]] == [seccomp._REFUSE, seccomp._ALLOW]
    for at, (kind, yes, no, _) in enumerate(steps[:-2]):
        assert at + 1 + max(yes, no) < len(steps)
        assert kind in (seccomp._LOAD, seccomp._EQUAL, seccomp._ANY_BIT)
