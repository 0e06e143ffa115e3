"""A codec that misbehaves ends its own process and nothing else."""

import os
import struct
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from millivox.dicom.decoder import isolation
from millivox.errors import PixelError

#: What a codec does instead of decoding.
MISDEEDS = {
    "crashes": "import os, signal; signal.raise_signal(signal.SIGSEGV)",
    "aborts": "import os; os.abort()",
    "loops": "while True: pass",
    "sleeps": "import time; time.sleep(1000)",
    "swallows memory": "x = bytearray(10 << 30)",
    "leaves": "raise SystemExit(3)",
    "babbles": "print('x' * 100_000, flush=True)",
}
DECODER = """
import json, mmap, signal, sys, time
from millivox.dicom.decoder import sandbox
first = json.loads(sys.stdin.buffer.readline())
memory = mmap.mmap(first["memory"], first["room"])
print(json.dumps({enclose}), flush=True)
job = json.loads(sys.stdin.buffer.readline())
sandbox.limit_seconds(job["seconds"])
{misdeed}
"""
LIMITED = "{'limits': sandbox._limit(sandbox._held_bytes() + (64 << 20))}"
RLE, JPEG_LS = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.80"
Fake = Callable[..., None]


@pytest.fixture
def decoders() -> Iterator[isolation.Decoders]:
    with isolation.Decoders() as made:
        yield made


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Puts another program in the place of the decoding process."""

    def take(misdeed: str, enclose: str = LIMITED) -> None:
        script = DECODER.format(misdeed=misdeed, enclose=enclose)
        (tmp_path / "other_decoder.py").write_text(script)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(isolation, "MODULE", "other_decoder")
        monkeypatch.setattr(isolation, "SECONDS_AT_LEAST", 1)

    return take


def _descriptors() -> int:
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize("what", MISDEEDS)
def test_a_decoder_that(what: str, fake: Fake, decoders: isolation.Decoders) -> None:
    fake(MISDEEDS[what])
    before = _descriptors()
    with pytest.raises(PixelError, match=r"died|stopped|no answer"):
        decoders.decode(b"frame", RLE, {}, 100)
    assert decoders.workers == []
    assert _descriptors() == before


def test_many_bad_frames_leave_no_descriptor_behind(
    fake: Fake, decoders: isolation.Decoders
) -> None:
    fake("raise SystemExit(3)", enclose="{}")
    before = _descriptors()
    for _ in range(5):
        with pytest.raises(PixelError, match="died"):
            decoders.decode(b"frame", RLE, {}, 100)
    assert (_descriptors(), decoders.workers) == (before, [])


def test_a_process_that_does_not_start_is_said_to(fake: Fake, decoders: isolation.Decoders) -> None:
    fake("pass", enclose="exit(7)")
    with pytest.raises(PixelError, match=r"did not start \(exit status 7\)"):
        decoders.decode(b"frame", RLE, {}, 100)
    assert decoders.workers == []


def test_the_decoder_sees_nothing_of_our_environment(
    fake: Fake, decoders: isolation.Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake("import os; print(json.dumps({'error': str('SECRET' in os.environ)}), flush=True)")
    monkeypatch.setenv("SECRET", "token")
    with pytest.raises(PixelError, match="False"):
        decoders.decode(b"frame", RLE, {}, 100)


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"shape": [1 << 20, 1 << 20], "kind": "<u2", "photometric": "X"}, "more than a frame"),
        ({"shape": [-1, -2], "kind": "<u2", "photometric": "X"}, "more than a frame"),
        ({"shape": [2, 2], "kind": "O", "photometric": "X"}, "more than a frame"),
        ({"shape": "2x2", "kind": "<u2", "photometric": "X"}, "no answer"),
        ({"kind": "<u2"}, "no answer"),
        ([], "no answer"),
    ],
)
def test_a_claim_that_cannot_be_is_not_believed(
    claim: object, why: str, fake: Fake, decoders: isolation.Decoders
) -> None:
    fake(f"print(json.dumps({claim!r}), flush=True)")
    with pytest.raises(PixelError, match=why):
        decoders.decode(b"frame", RLE, {}, 100)


def test_nothing_of_a_frame_before_lies_behind_a_shorter_one(
    fake: Fake, decoders: isolation.Decoders
) -> None:
    answer = "{'shape': [100], 'kind': '|u1', 'photometric': 'X'}"
    fake(
        f"print(json.dumps({answer}), flush=True)\n"
        f"for line in sys.stdin: print(json.dumps({answer}), flush=True)"
    )
    long, _ = decoders.decode(b"a" * 60, RLE, {}, 100)
    short, _ = decoders.decode(b"b" * 5, RLE, {}, 100)
    assert (bytes(long[:60]), bytes(short)) == (b"a" * 60, b"b" * 5 + bytes(95))


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
    assert worker not in decoders.workers
    assert len(decoders.workers) == 1


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
    assert len(decoders.workers) == 1


def test_a_codestream_may_be_much_longer_than_its_pixels_but_not_without_end(
    decoders: isolation.Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.arange(16, dtype=np.uint8).reshape(4, 4)
    frame = bytes(imagecodecs.jpegls_encode(pixels))
    comment = b"\xff\xfe\xff\xff" + b"x" * (0xFFFF - 2)
    options = OPTIONS | {"rows": 4, "columns": 4}
    for comments in (0, 4):
        long = frame[:2] + comments * comment + frame[2:]
        found, _ = decoders.decode(long, JPEG_LS, options, 16)
        assert (found == pixels).all()
    monkeypatch.setattr(isolation, "LONGEST_CODESTREAM", 5000)
    with pytest.raises(PixelError, match=r"bytes is far longer than the 16"):
        decoders.decode(long, JPEG_LS, options, 16)


def test_threads_share_the_processes(decoders: isolation.Decoders) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = pool.map(lambda value: decoders.decode(_rle(value), RLE, OPTIONS, 2)[0], range(60))
    assert [pixels[0, 0] for pixels in found] == list(range(60))
    assert len(decoders.workers) <= 3


def test_processes_of_many_kinds_do_not_wait_for_ever(
    decoders: isolation.Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "MOST_WAITING", 2)
    frame = bytes(imagecodecs.jpegls_encode(np.zeros((1, 2), np.uint8)))
    decoders.decode(_rle(1), RLE, OPTIONS, 2)
    (first,) = decoders.workers
    for syntax in (JPEG_LS, "1.2.840.10008.1.2.4.81"):
        decoders.decode(frame, syntax, OPTIONS, 2)
    assert len(decoders.workers) == 2
    assert first not in decoders.workers
    assert not first.is_alive


def test_a_refused_frame_does_not_cost_the_process(decoders: isolation.Decoders) -> None:
    decoders.decode(_rle(1), RLE, OPTIONS, 2)
    (worker,) = decoders.workers
    with pytest.raises(PixelError, match="refused"):
        decoders.decode(b"no frame", RLE, OPTIONS, 2)
    assert np.all(decoders.decode(_rle(6), RLE, OPTIONS, 2)[0] == 6)
    assert decoders.workers == [worker]


@pytest.mark.skipif(sys.platform != "linux", reason="limits only, elsewhere")
def test_this_system_has_every_protection() -> None:
    assert all(isolation.protections().values())
