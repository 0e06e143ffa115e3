"""What the tests of the command line share: real files, a real process, a runner."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydicom.data import get_testdata_file

from millivox.cli.app import main

SRC = Path(__file__).resolve().parents[2] / "src"
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Invoke = Callable[..., Result]


def _environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    path = os.pathsep.join(filter(None, [str(SRC), kept.get("PYTHONPATH", "")]))
    return kept | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"} | changes


@pytest.fixture
def run() -> Run:
    """Run ``python -m millivox`` as a process of its own."""

    def call(*words: object, **changes: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "millivox", *map(str, words)],
            capture_output=True, text=True, encoding="utf-8", check=False,
            env=_environment(**changes), stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return call


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run a verb inside this process, without a terminal."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object, **more: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], **more)  # type: ignore[arg-type]

    return call


@pytest.fixture(scope="session")
def ct() -> Path:
    """A CT image with one frame (pydicom, MIT)."""
    return Path(str(get_testdata_file("CT_small.dcm")))


@pytest.fixture(scope="session")
def mr() -> Path:
    """An MR image with one frame (pydicom, MIT)."""
    return Path(str(get_testdata_file("MR_small.dcm")))


@pytest.fixture(scope="session")
def capture() -> Path:
    """A secondary capture that states 1.0 mm and means nothing by it (pydicom, MIT)."""
    return Path(str(get_testdata_file("SC_rgb_small_odd.dcm")))


@pytest.fixture
def broken(tmp_path: Path, ct: Path) -> Path:
    """A CT image that ends inside its pixels."""
    path = tmp_path / "broken.dcm"
    path.write_bytes(ct.read_bytes()[:20_000])
    return path


@pytest.fixture
def garbage(tmp_path: Path) -> Path:
    """A file that says it is DICOM and is not."""
    path = tmp_path / "garbage.dcm"
    path.write_bytes(b"\x01\x02\x03garbage" * 40)
    return path


@pytest.fixture(scope="session")
def eleven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The eleven series, a folder each."""
    from millivox.phantoms.series import eleven as made
    from millivox.phantoms.series import write

    root = tmp_path_factory.mktemp("eleven")
    for name, datasets in made().items():
        write(datasets, root / name)
    return root
