"""Seeds for the fuzz target: the small DICOM files of some folders, with one option byte before.

    python native/fuzz/seeds.py OUT FOLDER...
"""

import hashlib
import sys
from pathlib import Path

MOST_BYTES = 40_000
#: Bytes kept of a file whose pixels make it longer.
HEAD_BYTES = 12_000


def seeds(folders: list[str]) -> dict[str, bytes]:
    """File name to seed, equal ones once."""
    found: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            if b"DICM" not in data[:256] and not path.name.endswith(".dcm"):
                continue
            cut = data if len(data) <= MOST_BYTES else data[:HEAD_BYTES]
            for option in (0, 1, 64, 65):
                seed = bytes([option]) + cut
                found[hashlib.sha256(seed).hexdigest()[:16]] = seed
    return found


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for name, seed in seeds(sys.argv[2:]).items():
        (out / name).write_bytes(seed)


if __name__ == "__main__":
    main()
