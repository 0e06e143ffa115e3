"""A series to a volume, beside SimpleITK, pydicom and a bare read; then resampling.

    python benchmarks/bench_volume.py [--slices 300] [--compressed 60]

Wall clock, files in the page cache, each way in a process of its own, the best of five.  The
peers live in an environment of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from peers import machine, peer_python

ROUNDS = 5
SYNTAXES = {
    "JPEG 2000": "1.2.840.10008.1.2.4.90",
    "JPEG-LS": "1.2.840.10008.1.2.4.80",
    "JPEG lossless": "1.2.840.10008.1.2.4.70",
    "RLE": "1.2.840.10008.1.2.5",
}


def bare(folder: str) -> Any:
    """Every byte, into memory that stays."""
    return [Path(entry.path).read_bytes() for entry in os.scandir(folder)]


def millivox(folder: str) -> Any:
    import millivox as mv

    return mv.open(folder).series[0].volume()


def simpleitk(folder: str) -> Any:
    import SimpleITK

    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder))
    return reader.Execute()


def pydicom(folder: str) -> Any:
    import numpy as np
    import pydicom as dicom

    slices = [dicom.dcmread(entry.path) for entry in os.scandir(folder)]
    slices.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    return np.stack([one.pixel_array for one in slices])


WAYS: dict[str, Callable[[str], Any]] = {
    "bare read": bare,
    "millivox": millivox,
    "SimpleITK": simpleitk,
    "pydicom + np.stack": pydicom,
}


def isotropic(which: str) -> Callable[[], Any]:
    """150 x 512 x 512 at 2 x 0.7 x 0.7 mm onto 1 mm voxels, and one oblique slice."""
    import numpy as np

    values = np.random.default_rng(0).integers(-1000, 2000, (150, 512, 512)).astype(np.int16)
    if which == "millivox":
        from millivox import resample
        from millivox.geometry.grid import VoxelGrid
        from millivox.images.volume import Volume

        source = VoxelGrid((150, 512, 512), np.diag([0.7, 0.7, 2.0, 1.0])[:, [2, 1, 0, 3]])
        target = VoxelGrid((299, 358, 358), np.diag([1.0, 1.0, 1.0, 1.0])[:, [2, 1, 0, 3]])
        volume = Volume(values, source)
        return lambda: resample.onto(volume, target)
    import SimpleITK

    image = SimpleITK.GetImageFromArray(values)
    image.SetSpacing((0.7, 0.7, 2.0))
    grid = SimpleITK.Image((358, 358, 299), SimpleITK.sitkFloat32)
    nan = float("nan")
    return lambda: SimpleITK.Resample(
        image, grid, SimpleITK.Transform(), SimpleITK.sitkLinear, nan, SimpleITK.sitkFloat32
    )


def best(work: Callable[[], Any]) -> float:
    """Seconds of the fastest round, the first one left out."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        held = work()
        times.append(time.perf_counter() - start)
        del held
    return min(times)


def make(folder: Path, count: int, syntax: str | None = None) -> None:
    """A CT series of 512 x 512 slices with noise in it, compressed with imagecodecs if asked."""
    import imagecodecs
    import numpy as np
    from pydicom.encaps import encapsulate

    from millivox.phantoms.series import series, write

    encode = {
        SYNTAXES["JPEG 2000"]: lambda a: imagecodecs.jpeg2k_encode(
            a, level=0, codecformat="j2k", reversible=True
        ),
        SYNTAXES["JPEG-LS"]: imagecodecs.jpegls_encode,
        SYNTAXES["JPEG lossless"]: imagecodecs.ljpeg_encode,
    }
    noise = np.random.default_rng(1)
    datasets = series(n=count, interval_mm=1.0, rows=512, columns=512, row_mm=0.7, column_mm=0.7)
    for dataset in datasets:
        body = dataset.pixel_array.astype(float) + noise.normal(0.0, 30.0, (512, 512))
        pixels = np.clip(body, 0, 4095).astype("<u2")
        dataset.BitsStored, dataset.HighBit = 12, 11
        dataset.PixelData = pixels.tobytes()
        if syntax in encode:
            dataset.PixelData = encapsulate([bytes(encode[syntax](pixels))])
            dataset["PixelData"].is_undefined_length = True
            dataset.file_meta.TransferSyntaxUID = syntax
        elif syntax is not None:
            dataset.compress(syntax)
    write(datasets, folder)


def worker(*arguments: str) -> float:
    ours = arguments[1] in ("millivox", "bare read")
    python = sys.executable if ours else str(peer_python())
    out = subprocess.run(
        [python, __file__, "--worker", *arguments], check=True, capture_output=True, text=True
    )
    return float(json.loads(out.stdout.splitlines()[-1]))


def told(title: str, spent: dict[str, float]) -> None:
    print(title)
    for name, seconds in spent.items():
        print(
            f"  {name:20} {seconds * 1e3:9.1f} ms   {seconds / spent['millivox']:6.2f} x millivox"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--compressed", type=int, default=60)
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        what, name, folder = asked.worker
        work = (lambda: WAYS[name](folder)) if what == "load" else isotropic(name)
        print(json.dumps(best(work)))
        return
    print(machine())
    with tempfile.TemporaryDirectory() as held:
        plain = Path(held, "plain")
        make(plain, asked.slices)
        spent = {name: worker("load", name, str(plain)) for name in WAYS}
        told(f"{asked.slices} slices of 512 x 512, 16 bits, uncompressed, to a volume", spent)
        for name, syntax in SYNTAXES.items():
            folder = Path(held, name)
            make(folder, asked.compressed, syntax)
            ways = ("millivox", "pydicom + np.stack")
            spent = {way: worker("load", way, str(folder)) for way in ways}
            told(f"{asked.compressed} slices, {name}", spent)
    spent = {name: worker("resample", name, "-") for name in ("millivox", "SimpleITK")}
    told("150 x 512 x 512 onto voxels of 1 mm, linear", spent)


if __name__ == "__main__":
    main()
