"""A compiled kernel that is missing, cut short, or none: said in a sentence, never a crash."""

import json
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest

import millivox
from millivox.kernel.whole import is_cut_short

CODE = """
import sys
sys.path[:0] = sys.argv.pop(1).split("|")
from millivox.cli.app import main
main(prog_name="millivox")
"""


@pytest.fixture
def native() -> Path:
    """The kernel that was built."""
    spec = find_spec("millivox.kernel._native")
    assert spec is not None
    return Path(str(spec.origin))


@pytest.fixture
def kernel_folder(tmp_path: Path) -> Path:
    """The folder of the kernel in a copy of the package, without the compiled module."""
    package = Path(millivox.__file__).parent
    copy = tmp_path / "millivox"
    copy.mkdir()
    for entry in package.iterdir():
        if entry.name not in ("kernel", "__pycache__"):
            (copy / entry.name).symlink_to(entry)
    ignored = shutil.ignore_patterns("_native*", "__pycache__")
    return Path(shutil.copytree(package / "kernel", copy / "kernel", ignore=ignored))


@pytest.fixture
def run_copy(kernel_folder: Path):
    """Run a verb of that copy."""
    places = f"{kernel_folder.parents[1]}|{sysconfig.get_path('purelib')}"

    def call(*words: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-S", "-c", CODE, places, *map(str, words)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return call


def test_a_missing_kernel_is_one_sentence_with_what_helps(run_copy, pydicom_file):
    done = run_copy("spacing", pydicom_file("CT_small.dcm"))
    assert done.returncode == 2
    assert done.stderr == (
        "millivox: The compiled kernel cannot be loaded: No module named "
        "'millivox.kernel._native'. Install millivox again; in a checkout, run 'make build'.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other formats are left to their systems")
@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_kernel_that_is_cut_short_is_not_loaded(
    run_copy, kernel_folder, native, pydicom_file, share
):
    data = native.read_bytes()
    (kernel_folder / native.name).write_bytes(data[: int(share * len(data))])
    done = run_copy("check", pydicom_file("CT_small.dcm"), "--json")
    assert (done.returncode, done.stderr) == (2, "")
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["error"] == "KernelError"


def test_a_kernel_that_is_no_module_is_said(run_copy, kernel_folder, native, pydicom_file):
    (kernel_folder / native.name).write_bytes(b"#!/bin/sh\n" * 100)
    done = run_copy("header", pydicom_file("CT_small.dcm"))
    assert done.returncode == 2
    assert "The compiled kernel cannot be loaded: " in done.stderr


def test_doctor_says_so_and_lists_the_rest(run_copy):
    done = run_copy("doctor", "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert not answer["kernel"]["available"]
    assert answer["decoders"]


def test_the_kernel_that_was_built_is_whole():
    assert not is_cut_short("millivox.kernel._native")
