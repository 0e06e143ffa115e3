"""A CT series to uncompressed NIfTI, beside dcm2niix.

    python benchmarks/bench_convert.py [--slices 300]

Wall clock, files in the page cache, each way several times in turn, the best of them.  dcm2niix is
a program of its own; millivox is measured as a program too (Python starts and imports, every time),
and as what a program that is running pays.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_volume import make
from peers import machine

ROUNDS = 7


def of_python(source: Path, out: Path) -> None:
    import millivox as mv

    made = mv.convert(source, out, form="nii")
    assert len(made.written) == 1


def of_command(source: Path, out: Path) -> None:
    command = [sys.executable, "-m", "millivox", "convert", source, out, "--form", "nii"]
    subprocess.run(command, check=True, capture_output=True)


def of_dcm2niix(source: Path, out: Path) -> None:
    out.mkdir()
    command = ["dcm2niix", "-z", "n", "-b", "y", "-o", out, source]
    subprocess.run(command, check=True, capture_output=True)


def seconds(way: Callable[[Path, Path], None], source: Path, out: Path) -> float:
    start = time.perf_counter()
    way(source, out)
    spent = time.perf_counter() - start
    shutil.rmtree(out)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=300)
    asked = parser.parse_args()
    if shutil.which("dcm2niix") is None:
        sys.exit("dcm2niix is not installed: nothing to compare with")
    ways = {
        "millivox, mv.convert": of_python,
        "millivox convert": of_command,
        "dcm2niix -z n -b y": of_dcm2niix,
    }
    print(machine())
    with tempfile.TemporaryDirectory() as held:
        source = Path(held, "series")
        make(source, asked.slices)
        spent = {name: float("inf") for name in ways}
        for _ in range(ROUNDS + 1):  # in turn, so that a busy moment meets them all
            for name, way in ways.items():
                spent[name] = min(spent[name], seconds(way, source, Path(held, "out")))
    print(f"{asked.slices} slices of 512 x 512, 16 bits, to uncompressed NIfTI with a side-car")
    for name, best in spent.items():
        ratio = spent["dcm2niix -z n -b y"] / best
        print(f"  {name:22} {best * 1e3:8.1f} ms   {ratio:5.2f} x the speed of dcm2niix")


if __name__ == "__main__":
    main()
