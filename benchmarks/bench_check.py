"""`check` end to end over a CT series beside a pydicom loop that reads the same fields.

CPU time of one process (user + system, all threads), best of five, files in the page cache.
Then memory: the headers of 100,000 files, read in one call.

    python benchmarks/bench_check.py [--files 1000] [--many 100000]
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from peers import copies_of_a_ct, machine, peer_python

#: What the loop reads: the fields `check` needs of a plain CT.
PYDICOM_LOOP = """
import json, os, sys, time, pydicom
FIELDS = '''SOPClassUID SOPInstanceUID StudyInstanceUID SeriesInstanceUID FrameOfReferenceUID
Modality ImageType Rows Columns SamplesPerPixel PhotometricInterpretation PixelSpacing
ImagePositionPatient
ImageOrientationPatient SliceThickness SpacingBetweenSlices SliceLocation GantryDetectorTilt
InstanceNumber AcquisitionNumber EchoTime TriggerTime ReconstructionDiameter Manufacturer
SeriesDescription'''.split()
def loop(folder):
    rows = []
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        ds = pydicom.dcmread(entry.path, stop_before_pixels=True)
        rows.append([getattr(ds, name, None) for name in FIELDS])
    return rows
best = 1e9
for _ in range(3):
    start = time.process_time(); loop(sys.argv[1]); best = min(best, time.process_time() - start)
print(json.dumps({"seconds": best, "version": pydicom.__version__}))
"""


def best_cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU time of several rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--many", type=int, default=100_000)
    wanted = parser.parse_args()
    import millivox as mv

    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copies_of_a_ct(folder, wanted.files, distinct=True)
        ours = best_cpu(lambda: mv.check(folder).to_dict())
        command = [str(peer_python()), "-c", PYDICOM_LOOP, str(folder)]
        theirs = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    each = 1e6 / wanted.files
    print(f"check, {wanted.files} CT files: {ours * each:.1f} us a file (CPU time of all threads)")
    print(f"pydicom {theirs['version']} loop:  {theirs['seconds'] * each:.1f} us a file")
    print(f"ratio: {theirs['seconds'] / ours:.1f} times pydicom's loop")
    if wanted.many:
        memory(wanted.many)


def memory(count: int) -> None:
    """Peak memory of `check` over many distinct header files, in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        copies_of_a_ct(Path(name), count, header_only=True, distinct=True)
        code = (
            "import sys, resource, time, millivox as mv\n"
            "start = time.process_time(); report = mv.check(sys.argv[1])\n"
            "counts = [s['n_instances'] for s in report.to_dict()['series']]\n"
            "print(sum(counts), time.process_time() - start,\n"
            "      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        command = [sys.executable, "-c", code, name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    files, seconds, mib = done.stdout.split()
    print(f"check, {files} header files: {float(seconds):.1f} s CPU, peak {mib} MiB resident")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
