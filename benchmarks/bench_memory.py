"""What loading a volume takes in memory beside the volume itself, decoding processes counted.

    python benchmarks/bench_memory.py [--slices 300] [--compressed 60]

Linux only.  Above what the process held before (the library imported, the headers read), its peak
less the volume; and of each decoding process the peak, pages that it shares counted as its share
of them (PSS), so that the code of a library is counted once.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_volume import SYNTAXES, make

MIB = 1 << 20
#: Of the goals: the volume and so much more beyond the imported library.
MOST = 64 * MIB


def held(process: str, file: str, key: str) -> int:
    """Bytes that the system says of a process."""
    for line in Path("/proc", process, file).read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) * 1024
    return 0


def children() -> list[str]:
    tasks = Path("/proc/self/task").iterdir()
    return [pid for task in tasks for pid in (task / "children").read_text().split()]


def more_than_the_volume(folder: str, way: str) -> dict[str, float]:
    """Bytes beyond the volume, of this process and of those that decode for it."""
    import dask.array  # noqa: F401
    import imagecodecs  # noqa: F401
    import pydicom  # noqa: F401

    import millivox as mv
    import millivox.images.loading.load

    series = mv.open(folder).series[0]
    assert series.volumes
    before = held("self", "status", "VmRSS")
    if way == "lazy":
        volume = series.volume(chunks="slice")
        for k in range(len(volume.values)):
            assert volume.values[k].compute(scheduler="synchronous").size
        size = 0
    else:
        volume = series.volume()
        size = volume.values.nbytes
    own = held("self", "status", "VmHWM") - before - size
    apart = sum(
        held(pid, "smaps_rollup", "Pss")
        + held(pid, "status", "VmHWM")
        - held(pid, "status", "VmRSS")
        for pid in children()
    )
    return {"volume": volume.values.nbytes, "own": own, "decoders": apart}


def worker(folder: Path, way: str) -> dict[str, float]:
    out = subprocess.run(
        [sys.executable, __file__, "--worker", str(folder), way],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(out.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--compressed", type=int, default=60)
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        print(json.dumps(more_than_the_volume(*asked.worker)))
        return
    print("MiB beyond the volume: of the process, of its decoding processes, together (goal 64)")
    with tempfile.TemporaryDirectory() as room:
        for name, syntax in {"uncompressed": None, **SYNTAXES}.items():
            folder = Path(room, name)
            make(folder, asked.compressed if syntax else asked.slices, syntax)
            for way in ("eager", "lazy"):
                found = worker(folder, way)
                own, apart = found["own"] / MIB, found["decoders"] / MIB
                held_mib = found["volume"] / MIB
                print(
                    f"  {name:14} {way:6} volume {held_mib:6.1f}   "
                    f"{own:6.1f} + {apart:5.1f} = {own + apart:6.1f}"
                )


if __name__ == "__main__":
    main()
