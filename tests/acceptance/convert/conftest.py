"""Frames as decoders that share no code with ours make them of real files."""

import json
import runpy
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.encaps import generate_frames

Array = np.ndarray[Any, Any]
#: Frames of a file and their colour space; ``None`` where there is no telling.
Frames = tuple[Array, str] | None
BASE = "1.2.840.10008.1.2"
#: Transfer syntax -> the program of DCMTK that decodes it, and its options.
DCMTK = {
    **dict.fromkeys(("", BASE, f"{BASE}.1", f"{BASE}.2", f"{BASE}.1.99"), ("dcmconv", "+te")),
    **dict.fromkeys((f"{BASE}.4.{process}" for process in (50, 51, 53, 55, 57, 70)),
                    ("dcmdjpeg", "+cn")),
    **dict.fromkeys((f"{BASE}.4.80", f"{BASE}.4.81"), ("dcmdjpls",)),
    f"{BASE}.5": ("dcmdrle",),
}  # fmt: skip
HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def by_dcmtk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Frames]:
    """Frames as DCMTK decodes them."""
    missing = [tool[0] for tool in DCMTK.values() if not shutil.which(tool[0])]
    if missing:
        pytest.skip(f"DCMTK's {missing[0]} is not installed")
    folder = tmp_path_factory.mktemp("dcmtk")

    def decode(path: Path, syntax: str) -> Frames:
        out = folder / "plain.dcm"
        out.unlink(missing_ok=True)
        done = subprocess.run([*DCMTK[syntax], path, out], capture_output=True, check=False)
        if done.returncode or not out.exists():
            return None
        return plain_frames(dcmread(out, force=True))

    return decode


def plain_frames(dataset: Dataset) -> Frames:
    """The frames of a data set in explicit little endian, taken from its bytes."""
    try:
        bits, samples = int(dataset.BitsAllocated), int(dataset.get("SamplesPerPixel", 1))
        shape = (int(dataset.get("NumberOfFrames") or 1), int(dataset.Rows), int(dataset.Columns))
        colour = str(dataset.PhotometricInterpretation)
    except (AttributeError, ValueError):
        return None
    size = int(np.prod(shape))
    if "FloatPixelData" in dataset:
        return np.frombuffer(dataset.FloatPixelData, "<f4").reshape(shape), colour
    if bits not in (1, 8, 16, 32) or not dataset.get("PixelData"):
        return None
    if bits == 1:
        flags = np.unpackbits(np.frombuffer(dataset.PixelData, "u1"), bitorder="little")
        return flags[:size].reshape(shape), colour
    stored = np.frombuffer(dataset.PixelData, f"<u{bits // 8}")
    if samples == 3 and colour == "YBR_FULL_422" and len(stored) < size * 3:
        y0, y1, cb, cr = stored[: size * 2].reshape(-1, 4).T
        pixels = np.stack([np.stack([y, cb, cr], -1) for y in (y0, y1)], 1)
    elif samples == 3 and dataset.get("PlanarConfiguration") == 1:
        planes = stored[: size * 3].reshape(shape[0], 3, *shape[1:])
        pixels = planes.transpose(0, 2, 3, 1)
    else:
        pixels = stored[: size * samples]
    return in_stored_bits(pixels.reshape(*shape, *([3] if samples == 3 else [])), dataset), colour


def in_stored_bits(pixels: Array, dataset: Dataset) -> Array:
    """The stored bits of each word as a number, with its sign (PS3.5 8.1.1)."""
    allocated = int(dataset.BitsAllocated)
    stored = int(dataset.get("BitsStored") or allocated)
    stored = stored if stored <= allocated else allocated
    above = max(allocated - 1 - int(dataset.get("HighBit", stored - 1)), 0)
    signed = dataset.get("PixelRepresentation") == 1
    words = pixels.view(pixels.dtype.str.replace("u", "i")) if signed else pixels
    return (words << above) >> (allocated - stored)


@pytest.fixture(scope="session")
def by_peers() -> Iterator[Callable[[Path, str], Frames]]:
    """Frames as GDCM, pylibjpeg and pyjpegls decode them, in an environment of their own."""
    made = runpy.run_path(str(HERE.parents[1] / "benchmarks" / "peers.py"))
    try:
        python = made["peer_python"]()
    except (subprocess.CalledProcessError, OSError) as error:
        pytest.skip(f"the peers' environment cannot be made here ({error})")
    command = [str(python), str(HERE / "peer_frames.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as peer:
        jobs, answers = peer.stdin, peer.stdout
        assert jobs is not None
        assert answers is not None

        def decode(path: Path, syntax: str) -> Frames:
            jobs.write(json.dumps(str(path)).encode() + b"\n")
            jobs.flush()
            answer = json.loads(answers.readline())
            held = answers.read(answer["length"])
            return None if "error" in answer else (np.load(BytesIO(held)), answer["colour"])

        yield decode
        jobs.close()


@pytest.fixture(scope="session")
def by_hand() -> Callable[[Path, str], Frames]:
    """Frames of syntaxes that none of the others know, by OpenJPH and zlib."""

    def decode(path: Path, syntax: str) -> Frames:
        dataset = dcmread(path)
        colour = str(dataset.PhotometricInterpretation)
        count = int(dataset.get("NumberOfFrames", 1))
        coded = list(generate_frames(dataset.PixelData, number_of_frames=count))
        if ".4.20" in syntax:
            return np.stack([imagecodecs.htj2k_decode(frame) for frame in coded]), colour
        raw = [np.frombuffer(zlib.decompress(frame, -15), "u1") for frame in coded]
        size = dataset.Rows * dataset.Columns
        bits = [np.unpackbits(frame, bitorder="little")[:size] for frame in raw]
        return np.stack(bits).reshape(count, dataset.Rows, dataset.Columns), colour

    return decode
