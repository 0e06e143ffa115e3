"""A codec that misbehaves ends its own process and nothing else."""

import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from millivox.dicom.pixels import isolation
from millivox.errors import PixelError

#: What a codec does instead of decoding.
MISDEEDS = {
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "aborts": "import os; os.abort()",
    "loops": "while True: pass",
    "swallows memory": "x = bytearray(10 << 30)",
    "leaves": "raise SystemExit(3)",
    "writes a file": "open('/tmp/millivox-must-not-be', 'wb').write(b'x' * 4096)",
    "opens many files": "x = [open('/dev/null') for n in range(100)]",
}
DECODER = """
import json, mmap, sys
from millivox.dicom.pixels import decoding
first = json.loads(sys.stdin.buffer.readline())
decoding.limit(64 << 20)
job = json.loads(sys.stdin.buffer.readline())
decoding.limit_seconds(job["seconds"])
{misdeed}
"""
RLE = "1.2.840.10008.1.2.5"


@pytest.fixture
def decoders() -> Iterator[isolation.Decoders]:
    with isolation.Decoders() as made:
        yield made


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts another program in the place of the decoding process."""

    def take(script: str) -> None:
        (tmp_path / "other_decoder.py").write_text(script)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(isolation, "MODULE", "other_decoder")
        monkeypatch.setattr(isolation, "SECONDS_AT_LEAST", 1)

    return take


@pytest.mark.parametrize("what", MISDEEDS)
def test_a_decoder_that(
    what: str, fake: Callable[[str], None], decoders: isolation.Decoders
) -> None:
    fake(DECODER.format(misdeed=MISDEEDS[what]))
    with pytest.raises(PixelError, match=r"died|stopped"):
        decoders.decode(b"frame", RLE, {}, 100)


def test_the_decoder_sees_nothing_of_our_environment(
    fake: Callable[[str], None], decoders: isolation.Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "print(json.dumps({'error': str('SECRET' in os.environ)}), flush=True)"
    fake(f"import os, json, sys\nsys.stdin.readline(); sys.stdin.readline()\n{said}")
    monkeypatch.setenv("SECRET", "token")
    with pytest.raises(PixelError, match="False"):
        decoders.decode(b"frame", RLE, {}, 100)


def test_a_decoder_that_claims_more_than_the_memory_holds_is_not_believed(
    fake: Callable[[str], None], decoders: isolation.Decoders
) -> None:
    claim = "{'shape': [1 << 20, 1 << 20], 'kind': '<u2', 'photometric': 'X'}"
    said = f"print(json.dumps({claim}), flush=True)"
    fake(f"import json, sys\nsys.stdin.readline(); sys.stdin.readline()\n{said}")
    with pytest.raises(PixelError, match="more than a frame"):
        decoders.decode(b"frame", RLE, {}, 100)


def _rle(value: int) -> bytes:
    """Two bytes in one segment (PS3.5 G)."""
    head = struct.pack("<16L", 1, 64, *[0] * 14)
    return head + bytes([1, value, value])


OPTIONS = {
    "rows": 1, "columns": 2, "samples_per_pixel": 1, "photometric_interpretation": "MONOCHROME2",
    "bits_allocated": 8, "bits_stored": 8, "pixel_representation": 0, "number_of_frames": 1,
    "pixel_keyword": "PixelData",
}  # fmt: skip


def test_one_process_serves_many_frames_and_is_replaced_where_it_dies(
    decoders: isolation.Decoders,
) -> None:
    for value in (3, 7):
        pixels, _ = decoders.decode(_rle(value), RLE, OPTIONS, 2)
        assert pixels.tolist() == [[value, value]]
    (worker,) = decoders.workers
    worker.end()
    pixels, _ = decoders.decode(_rle(9), RLE, OPTIONS, 2)
    assert pixels.tolist() == [[9, 9]]
    assert len(decoders.workers) == 2


def test_a_frame_larger_than_the_last_gets_a_process_that_may_take_it(
    decoders: isolation.Decoders,
) -> None:
    decoders.decode(_rle(1), RLE, OPTIONS, 2)
    wide = OPTIONS | {"columns": 128 * 200}
    runs = b"".join(bytes([129, 5]) for _ in range(200))  # 128 times 5, 200 times
    frame = struct.pack("<16L", 1, 64, *[0] * 14) + runs
    pixels, _ = decoders.decode(frame, RLE, wide, 128 * 200)
    assert pixels.shape == (1, 25_600)
    assert set(pixels.ravel().tolist()) == {5}


def test_threads_share_the_processes(decoders: isolation.Decoders) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = pool.map(lambda value: decoders.decode(_rle(value), RLE, OPTIONS, 2)[0], range(60))
    assert [pixels[0, 0] for pixels in found] == list(range(60))
    assert len(decoders.workers) <= 3
