"""CT series to uncompressed NIfTI, beside dcm2niix: one, and a study of several.

    python benchmarks/bench_convert.py [--slices 300] [--series 4]

Wall clock, files in the page cache, each way several times in turn, the best of them.  dcm2niix is
a program of its own; millivox is measured as a program too (Python starts and imports, every time,
its bytecode at hand as an installation has it), and as what a program that is running pays.
millivox flushes its files to the disk, dcm2niix does not.
"""

import argparse
import os
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

    assert not mv.convert(source, out, form="nii").refused


def of_command(source: Path, out: Path) -> None:
    command = [sys.executable, "-m", "millivox", "convert", source, out, "--form", "nii"]
    installed = {key: word for key, word in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=installed)


def of_dcm2niix(source: Path, out: Path) -> None:
    out.mkdir()
    command = ["dcm2niix", "-z", "n", "-b", "y", "-f", "%s", "-o", out, source]
    subprocess.run(command, check=True, capture_output=True)


WAYS = {
    "millivox, mv.convert": of_python,
    "millivox convert": of_command,
    "dcm2niix -z n -b y": of_dcm2niix,
}


def seconds(way: Callable[[Path, Path], None], source: Path, out: Path) -> float:
    start = time.perf_counter()
    way(source, out)
    spent = time.perf_counter() - start
    shutil.rmtree(out)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--series", type=int, default=4)
    asked = parser.parse_args()
    if shutil.which("dcm2niix") is None:
        sys.exit("dcm2niix is not installed: nothing to compare with")
    print(machine())
    for count in (1, asked.series):
        with tempfile.TemporaryDirectory() as held:
            for n in range(count):
                make(Path(held, "study", str(n)), asked.slices, name=f"S{n}")
            told(f"{count} x {asked.slices} slices", timed(Path(held)))


def timed(held: Path) -> dict[str, float]:
    """Seconds of the fastest round of each way; in turn, so that a busy moment meets them all."""
    spent = dict.fromkeys(WAYS, float("inf"))
    for _ in range(ROUNDS + 1):
        for name, way in WAYS.items():
            spent[name] = min(spent[name], seconds(way, held / "study", held / "out"))
    return spent


def told(what: str, spent: dict[str, float]) -> None:
    print(f"{what} of 512 x 512, 16 bits, to uncompressed NIfTI with a side-car")
    for name, best in spent.items():
        ratio = spent["dcm2niix -z n -b y"] / best
        print(f"  {name:22} {best * 1e3:8.1f} ms   {ratio:5.2f} x the speed of dcm2niix")


if __name__ == "__main__":
    main()
