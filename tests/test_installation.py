"""What this installation says that it can do is what it does."""

from types import SimpleNamespace

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate

from millivox import installation as installation_
from millivox.dicom.decoder.isolation import Decoders
from millivox.installation import installation
from millivox.show import show

JPEG_XL = "1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.111", "1.2.840.10008.1.2.4.112"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
#: Not known to pydicom as transfer syntaxes, so files are written under this one.
HTJ2K = "1.2.840.10008.1.2.4.201"

#: Two bytes in one segment (PS3.5 G), and what they are.
RLE = bytes([1, 0, 0, 0, 64]) + bytes(59) + bytes([1, 7, 7])
TWO_PIXELS = {
    "rows": 1, "columns": 2, "samples_per_pixel": 1, "photometric_interpretation": "MONOCHROME2",
    "bits_allocated": 8, "bits_stored": 8, "pixel_representation": 0, "number_of_frames": 1,
    "pixel_keyword": "PixelData",
}  # fmt: skip


def decoders() -> dict[str, tuple[str | None, str, bool]]:
    return {
        row["uid"]: (row["name"], row["decoder"], row["available"])
        for row in installation()["decoders"]
    }


def test_every_transfer_syntax_has_a_name():
    found = decoders()
    assert [found[uid][0] for uid in (*JPEG_XL, DEFLATED_FRAME)] == [
        "JPEG XL Lossless",
        "JPEG XL JPEG Recompression",
        "JPEG XL",
        "Deflated Image Frame Compression",
    ]
    assert all(name for name, _, _ in found.values())


def test_what_is_said_to_be_kept_from_decoders_is_what_one_gave_up():
    with Decoders() as decoders:
        decoders.decode(RLE, "1.2.840.10008.1.2.5", TWO_PIXELS, 2)
        (worker,) = decoders.workers
        assert worker.protections == installation()["isolation"]


def test_the_decoder_is_the_one_that_decodes():
    found = decoders()
    assert {found[uid][1:] for uid in JPEG_XL} == {("imagecodecs", imagecodecs.JPEGXL.available)}
    assert found[DEFLATED_FRAME][1:] == ("millivox", True)


def test_a_codec_that_was_not_built_in_is_not_there(monkeypatch):
    def find(name, path):
        return None if name == "imagecodecs._jpegxl" else object()

    monkeypatch.setattr(installation_, "PathFinder", SimpleNamespace(find_spec=find))
    there = {uid for uid, (_, _, available) in decoders().items() if available}
    assert decoders().keys() - there == set(JPEG_XL)


def test_without_imagecodecs_only_what_needs_none_is_there(monkeypatch):
    monkeypatch.setattr(installation_, "find_spec", lambda name: name == "PIL" or None)
    assert {by for _, by, there in decoders().values() if there} == {"millivox", "pillow"}


def test_every_extra_that_is_there_has_a_version():
    extras = installation()["extras"]
    assert any(extra["package"] == "nrrd" and extra["installed"] for extra in extras)
    assert [one["package"] for one in extras if one["installed"] and not one["version"]] == []


def _frame(syntax: str) -> bytes:
    pixels = np.add.outer(np.arange(128), np.arange(128)).astype(np.uint8)
    if syntax == DEFLATED_FRAME:
        return bytes(imagecodecs.deflate_encode(pixels, raw=True))
    if syntax == JPEG_XL[1]:
        return bytes(imagecodecs.jpegxl_encode_jpeg(imagecodecs.jpeg8_encode(pixels, level=95)))
    return bytes(imagecodecs.jpegxl_encode(pixels, lossless=syntax == JPEG_XL[0]))


@pytest.mark.parametrize("syntax", [*JPEG_XL, DEFLATED_FRAME])
def test_files_in_the_newest_codings_are_drawn(syntax, tmp_path):
    dataset = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    dataset.file_meta.TransferSyntaxUID = HTJ2K
    dataset.PixelData = encapsulate([_frame(syntax)])
    dataset["PixelData"].VR = "OB"
    path = tmp_path / "newest.dcm"
    dataset.save_as(path)
    written = syntax.ljust(len(HTJ2K), "\0").encode()
    path.write_bytes(path.read_bytes().replace(HTJ2K.encode(), written, 1))
    drawn = show(path, window=(128 - 1024, 256))  # Rescale Intercept is -1024
    assert drawn.label == "mm"
    greys = [int(drawn.scene.rgb[at, at, 0]) for at in (20, 256, 490)]
    assert greys == pytest.approx([10, 128, 245], abs=5)
