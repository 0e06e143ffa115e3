"""Seeds for the fuzz target: small DICOM files and some of our own, with one option byte before.

python native/fuzz/seeds.py OUT FOLDER...
"""

import hashlib
import struct
import sys
from pathlib import Path

MOST_BYTES = 40_000
#: Bytes kept of a file whose pixels make it longer.
HEAD_BYTES = 12_000
OPTIONS = (0, 1, 64, 65)


def over_a_window() -> bytes:
    """A file without preamble whose second element reaches past the first 8 KiB that are read."""
    long = struct.pack("<HH2sxxI", 2, 0x102, b"OB", 9000) + bytes(9000)
    short = [struct.pack("<HH2sH", 2, element, b"UI", 4) + b"1.2\0" for element in (2, 0x16, 0x17)]
    return short[0] + long + short[1] + short[2]


def seeds(folders: list[str]) -> dict[str, bytes]:
    """File name to seed, equal ones once."""
    found = {f"window-{option}": bytes([option]) + over_a_window() for option in OPTIONS}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            if b"DICM" not in data[:256] and not path.name.endswith(".dcm"):
                continue
            cut = data if len(data) <= MOST_BYTES else data[:HEAD_BYTES]
            for option in OPTIONS:
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
