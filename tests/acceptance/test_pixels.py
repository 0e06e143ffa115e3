"""Every frame of real files is what an independent decoder makes of it, or refused by name."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from millivox.dicom.pixels.digest import pixel_digest
from millivox.dicom.pixels.source import pixel_source
from millivox.dicom.pixels.stored import StoredFrame, stored_frame
from millivox.dicom.scan import scan_files
from millivox.errors import MillivoxError

BASE = "1.2.840.10008.1.2"
Decode = Callable[[Path, str], Any]
#: Families of transfer syntaxes: who decodes them, and those of them that round.
NATIVE = ("", BASE, f"{BASE}.1", f"{BASE}.2", f"{BASE}.1.99")
JPEG = tuple(f"{BASE}.4.{process}" for process in (50, 51, 53, 55, 57, 70))
JPEG_LS = (f"{BASE}.4.80", f"{BASE}.4.81")
JPEG_2000 = (f"{BASE}.4.90", f"{BASE}.4.91")
ROUNDED = {f"{BASE}.4.{process}" for process in (50, 51, 53, 55, 81, 91)}
#: Colour that both sides turn from luminance may round one step apart, and so may an inverse
#: cosine transform.
ONE_STEP = 1
#: What is refused, and why: the file's name -> words of the reason.
REFUSED = {
    "JPEG2000-embedded-sequence-delimiter.dcm": "is not an image",  # a delimiter in its size
    "MR_truncated.dcm": "ends at byte 8,192 of the pixel data, which holds 8,130",
    "meta_missing_tsyntax.dcm": "BitsAllocated is absent",
    "nested_priv_SQ.dcm": "BitsAllocated is absent",
    "GH1146.dcm": "which holds 0",
    "GH340.dcm": "12 bits allocated cannot be decoded",
    "GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm": "cannot be read as DICOM",
}
#: What none of the others reads, or not as it is meant -> a file beside it with the same numbers.
#: (DCMTK swaps 32 bits as pairs of words; nobody else reads single bits in RLE.)
TWINS = {
    "badVR.dcm": "rtdose_1frame.dcm",
    "emri_small_jpeg_2k_lossless_too_short.dcm": "emri_small.dcm",
    "liver_rle.dcm": "liver.dcm",
    "rtdose_expb.dcm": "rtdose.dcm",
    "rtdose_expb_1frame.dcm": "rtdose_1frame.dcm",
}
#: DCMTK cannot say, GDCM and pyjpegls can: cut off, or 7 bits in JPEG-LS.
NOT_BY_DCMTK = {"SC_rgb_jpeg.dcm", "GH364.dcm", "JLSL_08_07_0_1F.dcm"}
OTHERWISE = {*TWINS, *NOT_BY_DCMTK, *REFUSED}


@pytest.fixture(scope="session", params=["pydicom", "public data"])
def images(request: pytest.FixtureRequest) -> list[tuple[Path, str]]:
    """Files with pixels and their transfer syntax."""
    if request.param == "pydicom":
        folder = Path(pydicom.__file__).parent / "data" / "test_files"
    else:
        folder = request.getfixturevalue("shared_data")
    paths = sorted(path for path in _files(folder) if "dicom-fuzzing-corpus" not in path.parts)
    scans = scan_files(paths, pixels=True)
    return [
        (path, scan.transfer_syntax or "")
        for path, scan in zip(paths, scans, strict=True)
        if scan.pixels is not None
    ]


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, but for the copy of pydicom's in the public data."""
    for root, _, names in os.walk(folder):
        if not root.endswith("pydicom/data/test_files") or folder.name == "test_files":
            yield from (Path(root, name) for name in names)


def _differs(path: Path, syntax: str, theirs: Any) -> str | None:
    """In what our frames differ from theirs."""
    frames, colour = theirs
    with pixel_source(path) as source:
        for number, frame in enumerate(frames):
            stored = stored_frame(source, number)
            expected, most = _expected(frame, colour, stored)
            if stored.pixels.shape != expected.shape:
                return f"{path}: shape {stored.pixels.shape}, theirs {expected.shape}"
            off = np.abs(stored.pixels.astype(float) - expected.astype(float)).max()
            if off > max(most, ONE_STEP if syntax in ROUNDED else 0):
                return f"{path}: frame {number} is off by {off}"
    return None


def _expected(frame: np.ndarray, colour: str, stored: StoredFrame) -> tuple[np.ndarray, int]:
    """A frame of theirs in our colour, and how far rounding may go."""
    if not colour.startswith("YBR_FULL") or stored.photometric != "RGB":
        return frame, 0
    y, cb, cr = np.moveaxis(frame.astype(float) - [0, 128, 128], -1, 0)
    rgb = [y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb]
    return np.clip(np.rint(np.stack(rgb, -1)), 0, 255), ONE_STEP


def _compare(
    images: list[tuple[Path, str]], wanted: Callable[[Path, str], bool], decode: Decode
) -> tuple[list[str], list[str]]:
    """What differs, and the files that their decoder could not read."""
    chosen = [(path, syntax) for path, syntax in images if wanted(path, syntax)]
    wrong, unread = [], []
    for path, syntax in chosen:
        theirs = decode(path, syntax)
        if theirs is None:
            unread.append(path.name)
        elif said := _differs(path, syntax, theirs):
            wrong.append(said)
    return wrong, unread


@pytest.mark.parametrize("family", [NATIVE, JPEG, JPEG_LS, (f"{BASE}.5",)],
                         ids=["native", "JPEG", "JPEG-LS", "RLE"])  # fmt: skip
def test_frames_are_those_of_dcmtk(
    images: list[tuple[Path, str]], family: tuple[str, ...], by_dcmtk: Decode
) -> None:
    def wanted(path: Path, syntax: str) -> bool:
        return syntax in family and path.name not in OTHERWISE

    wrong, unread = _compare(images, wanted, by_dcmtk)
    assert (wrong, unread) == ([], [])


def test_frames_are_those_of_gdcm_and_pyjpegls(
    images: list[tuple[Path, str]], by_peers: Decode
) -> None:
    def wanted(path: Path, syntax: str) -> bool:
        known = syntax in JPEG_2000 + JPEG_LS and path.name not in OTHERWISE
        return known or path.name in NOT_BY_DCMTK

    wrong, unread = _compare(images, wanted, by_peers)
    assert wrong == []
    assert unread == []


def test_frames_that_no_other_tool_reads_are_those_of_a_few_lines(
    images: list[tuple[Path, str]], by_hand: Decode
) -> None:
    def wanted(path: Path, syntax: str) -> bool:
        return ".4.20" in syntax or ".1.2.8" in syntax

    wrong, unread = _compare(images, wanted, by_hand)
    assert (wrong, unread) == ([], [])


def test_frames_that_nobody_else_reads_are_those_of_their_twins(
    images: list[tuple[Path, str]],
) -> None:
    for path in (path for path, _ in images if path.name in TWINS):
        own, twin = (
            pixel_digest(each, each.name) for each in (path, path.with_name(TWINS[path.name]))
        )
        assert own.sha256 == twin.sha256 is not None, path


def test_every_other_file_is_decoded_or_refused_with_its_reason(
    images: list[tuple[Path, str]],
) -> None:
    wrong = []
    for path, _ in images:
        try:
            with pixel_source(path) as source:
                stored_frame(source)
            said = ""
        except MillivoxError as error:
            said = error.text
        if REFUSED.get(path.name, "") not in said or bool(said) != (path.name in REFUSED):
            wrong.append(f"{path}: {said or 'was decoded'}")
    assert wrong == []


def test_malformed_files_are_decoded_or_refused(shared_data: Path) -> None:
    for path in sorted((shared_data / "dicom-fuzzing-corpus").rglob("*")):
        if path.is_file():
            with suppress(MillivoxError), pixel_source(path) as source:
                stored_frame(source)
