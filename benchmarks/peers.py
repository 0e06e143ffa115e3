"""The named peers in an environment of their own, and the files every benchmark reads."""

import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / "build" / "peers"
PEERS = (
    "pydicom==3.0.2",
    "dicomsdl==0.109.4",
    "numpy==2.4.6",
    "SimpleITK==2.5.7",
    "python-gdcm==3.2.6",
    "pylibjpeg-openjpeg==2.6.0",
    "pyjpegls==1.5.1",
)


def peer_python() -> Path:
    """The interpreter of the peers' environment, made the first time it is asked for."""
    python = ENVIRONMENT / "bin" / "python"
    held = ENVIRONMENT / "peers.txt"
    if not held.exists() or held.read_text() != "\n".join(PEERS):
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS], check=True)
        held.write_text("\n".join(PEERS))
    return python


def copies_of_a_ct(
    folder: Path, count: int, *, header_only: bool = False, distinct: bool = False
) -> list[Path]:
    """Copies of pydicom's CT_small.dcm, a CT header of about 260 elements.

    ``distinct`` gives every copy its own instance UID, number and position, so
    that nothing is a duplicate.
    """
    import pydicom
    from pydicom.data import get_testdata_file

    source = Path(str(get_testdata_file("CT_small.dcm")))
    data = source.read_bytes()
    if header_only:
        data = data[: data.rindex(b"\xe0\x7f\x10\x00OW")]
    dataset = pydicom.dcmread(source, stop_before_pixels=True)
    uid = str(dataset.SOPInstanceUID).encode()
    place = b"\\-75.699997"
    assert data.count(place) == 1
    paths = []
    for n in range(count):
        own = data
        if distinct:
            own = own.replace(uid, uid[:-7] + f"{n:07d}".encode())
            own = own.replace(place, b"\\" + f"{n * 0.5:<10.1f}".encode())
        path = folder / f"{n:06d}.dcm"
        path.write_bytes(own)
        paths.append(path)
    return paths


def machine() -> str:
    """The machine in a line."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":")[1].strip()
            break
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{cpu}, {os.cpu_count()} cores, {system}"
