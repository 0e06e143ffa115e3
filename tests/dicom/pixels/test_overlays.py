"""Overlays against pydicom's, at their place in the image, frame by frame."""

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import Dataset
from pydicom.data import get_testdata_file

from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.overlays import overlay, overlay_groups
from millivox.dicom.scan import scan_bytes
from millivox.errors import PixelError


def image(
    mask: np.ndarray, group: int = 0x6000, frame: int = 0, data: bytes | None = None, **said: Any
) -> Header:
    """An image of 6 x 5 with a mask packed into an overlay."""
    dataset = Dataset()
    dataset.Rows, dataset.Columns, dataset.NumberOfFrames = 6, 5, said.pop("image_frames", 1)
    packed = np.packbits(mask.ravel(), bitorder="little").tobytes()
    rows, columns = mask.shape[-2:]
    elements = {
        0x10: ("US", rows), 0x11: ("US", columns), 0x15: ("IS", said.get("frames")),
        0x40: ("CS", "R"), 0x50: ("SS", said.get("origin", [1, 1])),
        0x51: ("US", said.get("first")), 0x100: ("US", said.get("bits", 1)),
        0x102: ("US", 0), 0x1500: ("LO", "heart"),
        0x3000: ("OW", packed if data is None else data),
    }  # fmt: skip
    for element, (vr, value) in elements.items():
        if value is not None and value != b"":
            dataset.add_new(group << 16 | element, vr, value)
    return header_of(dataset, frame=frame, of="pixels")


RNG = np.random.default_rng(3)
MASK = RNG.random((6, 5)) > 0.5


def test_a_mask_comes_back_with_its_words() -> None:
    header = image(MASK, 0x601E)
    assert overlay_groups(header) == (0x601E,)
    found = overlay(header, 0x601E)
    assert found is not None
    np.testing.assert_array_equal(found.mask, MASK)
    assert (found.kind, found.label) == ("region of interest", "heart")


@pytest.mark.parametrize("name", ["MR-SIEMENS-DICOM-WithOverlays.dcm", "examples_overlay.dcm"])
def test_real_overlays_are_those_of_pydicom(name: str, shared_data: Path) -> None:
    local = "pydicom-data/data_store/data"
    path = shared_data / local / name if name.startswith("MR") else get_testdata_file(name)
    dataset = pydicom.dcmread(path)
    found = overlay(header_of(dataset, of="pixels"))
    assert found is not None
    assert found.mask.any()
    np.testing.assert_array_equal(found.mask, dataset.overlay_array(0x6000))


def test_a_scan_of_the_file_gives_the_same_overlay() -> None:
    path = Path(get_testdata_file("examples_overlay.dcm"))
    scan = scan_bytes(path.read_bytes(), name="-", pixels=True)
    assert scan.tree is not None
    ours = overlay(Header(scan.tree))
    theirs = overlay(header_of(pydicom.dcmread(path), of="pixels"))
    assert ours is not None
    assert theirs is not None
    np.testing.assert_array_equal(ours.mask, theirs.mask)


@pytest.mark.parametrize("origin", [[1, 1], [3, 2], [-1, 0], [6, 5], [40, 1], [-40, 1]])
def test_an_overlay_lies_at_its_origin_and_only_inside_the_image(origin: list[int]) -> None:
    found = overlay(image(MASK, origin=origin))
    assert found is not None
    wide = np.zeros((200, 200), bool)
    wide[99 + origin[0] : 105 + origin[0], 99 + origin[1] : 104 + origin[1]] = MASK
    np.testing.assert_array_equal(found.mask, wide[100:106, 100:105])


def test_each_frame_of_an_overlay_lies_over_its_frame_of_the_image() -> None:
    masks = RNG.random((2, 6, 5)) > 0.5
    said = {"image_frames": 4, "frames": 2, "first": 2}
    found = [overlay(image(masks, frame=frame, **said)) for frame in range(4)]
    assert found[0] is None
    assert found[3] is None
    for one, mask in zip(found[1:3], masks, strict=True):
        assert one is not None
        np.testing.assert_array_equal(one.mask, mask)


def test_an_overlay_of_no_frames_lies_over_all() -> None:
    found = overlay(image(MASK, frame=2, image_frames=3))
    assert found is not None
    np.testing.assert_array_equal(found.mask, MASK)


def test_what_cannot_be_an_overlay_is_refused() -> None:
    with pytest.raises(PixelError, match="2 bytes for 6 x 5"):
        overlay(image(MASK, data=b"\0\0"))
    with pytest.raises(PixelError, match="unused bits"):
        overlay(image(MASK, data=b"", bits=16))
    with pytest.raises(PixelError, match="6000 to 601E"):
        overlay(image(MASK), 0x6001)
