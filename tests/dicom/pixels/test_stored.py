"""One native frame, as it was written."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset

from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame

BIG_ENDIAN = "1.2.840.10008.1.2.2"
Made = Callable[..., Dataset]
AsFile = Callable[[Dataset], io.BytesIO]
FrameOf = Callable[..., StoredFrame]
RAMP = np.arange(-100, 92, dtype=np.int16).reshape(12, 16)


def test_a_native_frame_is_read_as_it_was_written(made: Made, frame_of: FrameOf) -> None:
    assert (frame_of(made(RAMP)).pixels == RAMP).all()


def test_the_same_frame_comes_from_a_file_and_from_memory(
    made: Made, as_file: AsFile, tmp_path: Path
) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(as_file(made(RAMP)).getvalue())
    with pixel_source(path) as source:
        assert (stored_frame(source).pixels == RAMP).all()


def test_big_endian_pixels_are_turned_round(made: Made, as_file: AsFile) -> None:
    with pixel_source(as_file(made(RAMP.astype(">i2"), BIG_ENDIAN))) as source:
        assert (stored_frame(source).pixels == RAMP).all()


def test_unused_bits_above_the_stored_ones_are_no_part_of_the_value(
    made: Made, frame_of: FrameOf
) -> None:
    twelve = (RAMP.astype(np.int32) & 0x0FFF) | 0xA000
    dataset = made(twelve.astype(np.uint16), BitsStored=12, HighBit=11, PixelRepresentation=1)
    assert (frame_of(dataset).pixels == RAMP).all()


def test_stored_bits_may_sit_at_the_top_of_a_word(made: Made, frame_of: FrameOf) -> None:
    dataset = made(
        (np.arange(192, dtype=np.uint16) << 4).reshape(12, 16), BitsStored=12, HighBit=15
    )
    assert frame_of(dataset).pixels.ravel().tolist() == list(range(192))


@pytest.mark.parametrize(("rows", "columns"), [(5, 5), (7, 11), (1, 3)])
def test_frames_of_single_bits_need_not_start_on_a_byte(
    rows: int, columns: int, made: Made, frame_of: FrameOf
) -> None:
    bits = np.random.default_rng(1).integers(0, 2, (3, rows, columns), dtype=np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    dataset = made(bits[0], data=packed + b"\0", NumberOfFrames=3, BitsAllocated=1, BitsStored=1)
    dataset.HighBit = 0
    assert [(frame_of(dataset, n).pixels == bits[n]).all() for n in range(3)] == [True] * 3


def test_colour_by_plane_becomes_colour_by_pixel(made: Made, frame_of: FrameOf) -> None:
    colour = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    dataset = made(colour, data=colour.transpose(2, 0, 1).tobytes(), PlanarConfiguration=1)
    assert (frame_of(dataset).pixels == colour).all()


def test_luminance_and_chrominance_become_rgb(made: Made, frame_of: FrameOf) -> None:
    grey = np.full((4, 4, 3), (200, 128, 128), np.uint8)
    stored = frame_of(made(grey, PhotometricInterpretation="YBR_FULL"))
    assert (stored.pixels == 200).all()
    assert stored.photometric == "RGB"


def test_a_file_that_says_422_and_holds_all_samples_is_read_as_it_is(
    made: Made, frame_of: FrameOf
) -> None:
    grey = np.full((4, 4, 3), (200, 128, 128), np.uint8)
    stored = frame_of(made(grey, PhotometricInterpretation="YBR_FULL_422"))
    assert (stored.pixels == 200).all()
    assert "every sample" in stored.notes[0]


def test_float_pixels_keep_their_fractions(made: Made, frame_of: FrameOf) -> None:
    dataset = made(np.zeros((2, 2), np.float32))
    del dataset.PixelData
    del dataset.BitsStored
    dataset.FloatPixelData = np.array([0.25, 1.5, -2.0, 1e9], np.float32).tobytes()
    assert frame_of(dataset).pixels.ravel().tolist() == [0.25, 1.5, -2.0, 1e9]


def test_only_the_frame_asked_for_is_read(made: Made, as_file: AsFile) -> None:
    pixels = np.zeros((64, 64), np.uint16)
    data = bytes(pixels.nbytes * 200) + np.full((64, 64), 7, np.uint16).tobytes()
    file = as_file(made(pixels, data=data, NumberOfFrames=201))

    class Counted(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            got = super().read(size)
            Counted.taken += len(got)
            return got

    with pixel_source(Counted(file.getvalue())) as source:
        Counted.taken = 0  # of the header
        assert (stored_frame(source, 200).pixels == 7).all()
    assert Counted.taken == pixels.nbytes
