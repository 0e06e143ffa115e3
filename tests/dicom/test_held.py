"""How many frames a file has pixels for, where Number of Frames says something else."""

from typing import Any

import pytest

from millivox.dicom.held import frames_held
from millivox.dicom.scan import scan_bytes
from millivox.images.check import check

FRAME = bytes(16)  # 4 x 4 pixels of a byte


def _held(data: bytes) -> int | None:
    scan = scan_bytes(data, name="a.dcm")
    assert scan.tree is not None
    return frames_held(scan, scan.tree)


def _native(parts: Any, count: bytes | None, size: int, **more: Any) -> bytes:
    pixels = parts.element(0x7FE00010, "OW", bytes(size))
    data: bytes = parts.image(pixels, frames=count, **more)
    return data


@pytest.mark.parametrize(
    ("count", "size", "held"),
    [
        (b"3 ", 48, None),  # as claimed
        (None, 16, None),
        (b"10", 64, 4),  # fewer
        (b"10", 70, 4),  # the fifth is cut
        (b"999999", 16, 1),
        (b"1 ", 10, None),  # the only one is cut
        (b"1 ", 0, 0),
        (b"0 ", 48, 3),  # no count at all
        (b"1 ", 48, None),  # more pixels than claimed disprove no frame
    ],
)
def test_native_pixels_count_their_frames(
    parts: Any, count: bytes | None, size: int, held: int | None
) -> None:
    assert _held(_native(parts, count, size)) == held


def test_halved_chrominance_takes_two_thirds(parts: Any) -> None:
    colours = {"samples": 3, "photometric": b"YBR_FULL_422"}
    assert _held(_native(parts, b"3 ", 64, **colours)) == 2


def test_a_frame_takes_a_fragment_at_least(parts: Any) -> None:
    data = parts.image(
        parts.fragments(b"\xff\xd8one.", b"\xff\xd8two."),
        frames=b"7 ",
        syntax="1.2.840.10008.1.2.4.50",
    )
    assert _held(data) == 2


def test_check_counts_what_is_there_beside_what_is_claimed(parts: Any, tmp_path: Any) -> None:
    (tmp_path / "a.dcm").write_bytes(_native(parts, b"999999", 16))
    (series,) = check(tmp_path).to_dict()["series"]
    assert (series["n_frames"], series["n_frames_claimed"]) == (1, 999999)
    assert "999999" not in series["verdict"]


def test_slice_that_claims_more_frames_than_it_has_stays_a_slice(parts: Any, tmp_path: Any) -> None:
    placed = [
        parts.element(0x00200032, "DS", b"0\\0\\5 "),
        parts.element(0x00200037, "DS", b"1\\0\\0\\0\\1\\0 "),
    ]
    (tmp_path / "a.dcm").write_bytes(_native(parts, b"50", 16, more=b"".join(placed)))
    (series,) = check(tmp_path)
    assert [len(volume.frames) for volume in series.volumes] == [1]
