"""Loading takes the volume and little more: a bound far above what is needed, far below a copy."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate

from millivox.phantoms.series import series, write

BENCH = Path(__file__).parents[3] / "benchmarks" / "bench_memory.py"
MIB = 1 << 20
#: 48 slices of 512 x 512 with 16 bits.
SLICES, VOLUME = 48, 24 * MIB
JPEG_LS = "1.2.840.10008.1.2.4.80"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell memory"
)


def stored(folder: Path, *, syntax: str | None = None, brightest: int = 4095) -> Path:
    datasets = series(n=SLICES, interval_mm=1.0, rows=512, columns=512)
    noise = np.random.default_rng(1).integers(0, 64, (512, 512))
    for dataset in datasets:
        pixels = (dataset.pixel_array + noise).astype("<u2")
        pixels[-1, -1] = brightest
        dataset.PixelData = pixels.tobytes()
        if syntax is not None:
            dataset.PixelData = encapsulate([bytes(imagecodecs.jpegls_encode(pixels))])
            dataset.file_meta.TransferSyntaxUID = syntax
    write(datasets, folder)
    return folder


def more(folder: Path, way: str) -> dict[str, Any]:
    """Bytes beyond the volume, of the process itself and of its decoders."""
    command = [sys.executable, str(BENCH), "--worker", str(folder), way]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("plain"))


def test_an_uncompressed_volume_is_read_into_its_place(plain: Path) -> None:
    found = more(plain, "eager")
    assert found["volume"] == VOLUME
    assert found["own"] + found["decoders"] < VOLUME / 2


def test_a_volume_that_is_read_a_second_time_is_not_held_twice(tmp_path: Path) -> None:
    found = more(stored(tmp_path, brightest=65535), "eager")
    assert found["volume"] == 2 * VOLUME
    assert found["own"] < VOLUME / 2


def test_compressed_slices_are_decoded_into_their_place(tmp_path: Path) -> None:
    found = more(stored(tmp_path, syntax=JPEG_LS), "eager")
    assert found["own"] < VOLUME / 2
    assert found["own"] + found["decoders"] < (32 + 32 * (os.cpu_count() or 1)) * MIB


def test_going_through_a_lazy_volume_holds_a_few_slices(plain: Path) -> None:
    found = more(plain, "lazy")
    assert found["own"] < VOLUME / 2
