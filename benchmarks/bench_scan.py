"""CPU time and memory of a header scan beside pydicom, dicomsdl and a bare read.

    python benchmarks/bench_scan.py [--files 1000] [--many 100000]

The peers live in an environment of their own, made on the first run.  The files are copies of
a CT header of about 260 elements, then of the whole slice with its pixels and what lies behind
them, warm in the page cache, each with its own UID and position.  Each way runs in a process of
its own, three times in turn; the best is told.  millivox makes its whole tree of values; a peer
that "finds" converts none.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from peers import copies_of_a_ct, machine, peer_python

READ_BYTES = 8192
ROUNDS = 15
TURNS = 3
PIXELS = 0x7FE00010

Way = Callable[[list[str]], None]


def bare(paths: list[str]) -> None:
    """Open, read 8 KiB, close: what any reader must do at least."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        os.read(handle, READ_BYTES)
        os.close(handle)


def millivox(paths: list[str]) -> None:
    from millivox.dicom.scan import scan_files

    for _ in scan_files(paths, threads=1):
        pass


def pydicom(paths: list[str]) -> None:
    from pydicom import dcmread

    for path in paths:
        dcmread(path, stop_before_pixels=True)


def dicomsdl(paths: list[str]) -> None:
    import dicomsdl as sdl

    for path in paths:
        sdl.open_file(path, load_until=PIXELS - 1)


#: What a stack of slices needs of each.
GEOMETRY = [
    "SOPClassUID",
    "SOPInstanceUID",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "FrameOfReferenceUID",
    "Modality",
    "Rows",
    "Columns",
    "PixelSpacing",
    "ImagePositionPatient",
    "ImageOrientationPatient",
    "SliceThickness",
    "InstanceNumber",
]


def dicomsdl_geometry(paths: list[str]) -> None:
    """Also what a stack of slices needs, as a caller would ask for it."""
    import dicomsdl as sdl

    for path in paths:
        header = sdl.open_file(path, load_until=PIXELS - 1)
        for word in GEOMETRY:
            getattr(header, word)


def dicomsdl_values(paths: list[str]) -> None:
    """Also the values that millivox keeps, as a caller would ask for them."""
    import dicomsdl as sdl

    fields = Path(__file__).resolve().parent.parent / "src/millivox/dicom/fields.txt"
    words = [line.split()[2] for line in fields.read_text().splitlines() if line]
    first = sdl.open_file(paths[0], load_until=PIXELS - 1)
    held = [word for word in words if getattr(first, word, None) is not None]
    for path in paths:
        header = sdl.open_file(path, load_until=PIXELS - 1)
        for word in held:
            getattr(header, word)


WAYS: dict[str, Way] = {
    "open, read 8 KiB, close": bare,
    "millivox scan_files": millivox,
    "dicomsdl, finds": dicomsdl,
    "dicomsdl, and 13 values": dicomsdl_geometry,
    "dicomsdl, and all values": dicomsdl_values,
    "pydicom, finds": pydicom,
}


def timed(name: str, folder: str) -> float:
    """CPU microseconds per file, the best of some runs."""
    paths = sorted(entry.path for entry in os.scandir(folder))
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        WAYS[name](paths)
        best = min(best, time.process_time() - start)
    return best / len(paths) * 1e6


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def remembered(keep: str, folder: str) -> dict[str, float]:
    """Peak memory of scanning many files, let go one by one or all kept."""
    from millivox.dicom.scan import scan_file, scan_files

    names = sorted(entry.path for entry in os.scandir(folder))
    scan_file(names[0])
    before, start = peak_mb(), time.perf_counter()
    scans = scan_files(names)
    held = list(scans) if keep == "all" else [sum(1 for _ in scans)]
    return {
        "before_mb": before,
        "peak_mb": peak_mb(),
        "seconds": time.perf_counter() - start,
        "held": len(held),
    }


def linked(folder: Path, count: int) -> None:
    """Many names of 1,000 header files: the page cache holds them, the scanner cannot tell."""
    headers = folder.parent / "linked"
    headers.mkdir()
    sources = copies_of_a_ct(headers, min(count, 1000), header_only=True, distinct=True)
    for number in range(count):
        os.link(sources[number % len(sources)], folder / f"{number:06d}.dcm")


def worker(python: str, *arguments: str) -> dict[str, float]:
    out = subprocess.run(
        [python, __file__, "--worker", *arguments], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(out.stdout.splitlines()[-1])
    return found


def compare(folder: Path) -> None:
    """Print CPU time per file of every way, and how often ours goes into it."""
    other = str(peer_python())
    spent = dict.fromkeys(WAYS, float("inf"))
    for _ in range(TURNS):
        for name in WAYS:
            python = other if name.startswith(("dicomsdl", "pydicom")) else sys.executable
            spent[name] = min(spent[name], worker(python, "time", name, str(folder))["us"])
    ours = spent["millivox scan_files"]
    for name, us in spent.items():
        print(f"{name:26} {us:9.2f} us CPU a file   {us / ours:7.2f} x millivox")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        what, name, where = asked.worker
        print(json.dumps({"us": timed(name, where)} if what == "time" else remembered(name, where)))
        return
    print(machine())
    with tempfile.TemporaryDirectory() as held:
        links = Path(held, "links")
        links.mkdir()
        for what in ("headers", "whole files"):
            print(f"{asked.files} {what}")
            files = Path(held, what)
            files.mkdir()
            copies_of_a_ct(files, asked.files, header_only=what == "headers", distinct=True)
            compare(files)
        linked(links, asked.many)
        for keep in ("one", "all"):
            one = worker(sys.executable, "memory", keep, str(links))
            print(
                f"{asked.many} files, {keep} kept: {one['seconds']:.2f} s, "
                f"{one['before_mb']:.0f} MB before, {one['peak_mb']:.0f} MB at most"
            )


if __name__ == "__main__":
    main()
