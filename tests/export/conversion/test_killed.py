"""A conversion that is killed leaves whole files only, and the next one goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import millivox as mv
from millivox.durable import UNFINISHED

#: Waits a little before each rename, so that the kill falls between.
SLOWLY = """
import sys, time
from millivox import durable
import millivox as mv
rename = durable._rename
def slow(beside, target):
    time.sleep(0.15)
    rename(beside, target)
durable._rename = slow
mv.convert(sys.argv[1:-1], sys.argv[-1], form="nii")
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_the_next_run_completes_what_a_kill_left(
    after: int, phantom: Callable[..., Path], tmp_path: Path
) -> None:
    folders = [str(phantom(name=name, interval_mm=n + 1.0)) for n, name in enumerate("ABC")]
    whole, out = tmp_path / "whole", tmp_path / "out"
    mv.convert(folders, whole, form="nii")
    running = subprocess.Popen([sys.executable, "-c", SLOWLY, *folders, str(out)])
    while running.poll() is None and len(_finished(out)) < after:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    left = _finished(out)
    assert after <= len(left) < 6
    for name, data in left.items():
        assert data == (whole / name).read_bytes()
    states = [one.state for one in mv.convert(folders, out, form="nii").written]
    assert states.count("kept") == len([name for name in left if name.endswith(".nii")])
    assert _finished(out) == _finished(whole)


def _finished(folder: Path) -> dict[str, bytes]:
    """What has its name already; a side-car is JSON to its end."""
    if not folder.is_dir():
        return {}
    found = {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(UNFINISHED)}
    for name, data in found.items():
        if name.endswith(".json"):
            json.loads(data)
    return found
