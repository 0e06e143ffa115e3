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
from resampled import TARGETS, resampling

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


def make(folder: Path, count: int, syntax: str | None = None, **plan: Any) -> None:
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
    size = {"rows": 512, "columns": 512, "row_mm": 0.7, "column_mm": 0.7}
    datasets = series(n=count, interval_mm=1.0, **size, **plan)
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


def worker(*arguments: str) -> Any:
    ours = arguments[1] in ("millivox", "bare read")
    python = sys.executable if ours else str(peer_python())
    out = subprocess.run(
        [python, __file__, "--worker", *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(out.stdout.splitlines()[-1])


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
        if what == "load":
            print(json.dumps(best(lambda: WAYS[name](folder))))
            return
        work, error = resampling(name, what)
        print(json.dumps([best(work), error]))
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
    for title in TARGETS:
        found = {name: worker(title, name, "-") for name in ("millivox", "SimpleITK")}
        told(title, {name: seconds for name, (seconds, _) in found.items()})
        for name, (_, error) in found.items():
            print(f"  {name:20} off by {error:.3f} on average, of a peak of 1,000")


if __name__ == "__main__":
    main()
