"""The same attribute means other things in other objects, and the words say so."""

import struct

import pytest

from millivox.dicom.header import Header
from millivox.spacing.rules import decide
from millivox.spacing.words.attributes import ORDER, words

CT, DX, CR = "2", "1.1", "1"
US, SC, RT, NM = "6.1", "7", "481.1", "20"


def _header(tail, **values):
    from millivox.dicom.fields import tag_of

    tree = {0x00080016: f"1.2.840.10008.5.1.4.1.1.{tail}".encode()}
    return Header(tree | {tag_of(word): value for word, value in values.items()})


def _say(keyword, tail, **values):
    header = _header(tail, **values)
    return words(keyword, header.written(keyword).raw, header, decide(header))


def test_pixel_spacing_on_a_ct_is_in_the_patient():
    assert "in the patient" in _say("PixelSpacing", CT, PixelSpacing=b"0.7\\0.7")


def test_pixel_spacing_equal_to_imager_spacing_holds_at_the_detector():
    said = _say("PixelSpacing", DX, PixelSpacing=b"0.14\\0.14", ImagerPixelSpacing=b"0.14\\0.14")
    assert "holds at the detector" in said


def test_pixel_spacing_unlike_imager_spacing_was_corrected():
    said = _say(
        "PixelSpacing", DX, PixelSpacing=b"0.10\\0.10", ImagerPixelSpacing=b"0.14\\0.14",
        PixelSpacingCalibrationType=b"FIDUCIAL",
    )  # fmt: skip
    assert "Corrected" in said


def test_pixel_spacing_alone_on_a_radiograph_is_nobodys_millimetre():
    assert "nobody can tell" in _say("PixelSpacing", CR, PixelSpacing=b"0.14\\0.14")


def test_pixel_spacing_on_ultrasound_is_not_its_calibration():
    assert "region" in _say("PixelSpacing", US, PixelSpacing=b"0.14\\0.14")


def test_pixel_spacing_of_a_capture_is_not_taken_for_millimetres():
    assert "not to be taken" in _say("PixelSpacing", SC, PixelSpacing=b"1\\1")


def test_imager_spacing_is_at_the_detector_and_means_nothing_on_a_ct():
    assert "detector" in _say("ImagerPixelSpacing", DX, ImagerPixelSpacing=b"0.14\\0.14")
    assert "ignored" in _say("ImagerPixelSpacing", CT, ImagerPixelSpacing=b"0.14\\0.14")


def test_slice_thickness_is_not_the_distance_between_slices():
    assert "not the distance" in _say("SliceThickness", CT, SliceThickness=b"5")


def test_negative_spacing_between_slices_is_ignored_but_on_nuclear_medicine():
    assert "ignored" in _say("SpacingBetweenSlices", CT, SpacingBetweenSlices=b"-5")
    assert "signed" in _say("SpacingBetweenSlices", NM, SpacingBetweenSlices=b"-5")


def test_spacing_below_the_thickness_is_said():
    said = _say("SpacingBetweenSlices", CT, SpacingBetweenSlices=b"1", SliceThickness=b"5")
    assert "below the thickness" in said


def test_position_and_orientation_in_words():
    said = _say("ImagePositionPatient", CT, ImagePositionPatient=b"-158.1\\-179\\75.7")
    assert said.endswith("158.1 mm right, 179.0 mm front, 75.7 mm head.")
    said = _say("ImageOrientationPatient", CT, ImageOrientationPatient=b"1\\0\\0\\0\\1\\0")
    assert said == "Rows run to the left, columns to the back: axial."


def test_oblique_plane_is_said_with_its_angle():
    said = _say(
        "ImageOrientationPatient", CT,
        ImageOrientationPatient=b"1\\0\\0\\0\\0.9483237\\-0.3173047",
    )  # fmt: skip
    assert "axial, oblique by 18.5 degrees" in said


def test_image_plane_spacing_is_at_the_sid():
    said = _say(
        "ImagePlanePixelSpacing", RT, ImagePlanePixelSpacing=b"0.4\\0.4",
        RTImageSID=b"1500", RadiationMachineSAD=b"1000",
    )  # fmt: skip
    assert "1500 mm from the source" in said
    assert "multiply by 0.6667" in said


def test_rows_tell_how_far_the_image_reaches():
    said = _say("Rows", CT, Rows=struct.pack("<H", 512), PixelSpacing=b"0.5\\0.5")
    assert "512 x 0.5 mm = 256.0 mm in the patient" in said


def test_reach_of_a_tile_is_said_in_micrometres():
    said = _say("Rows", CT, Rows=struct.pack("<H", 10), PixelSpacing=b"0.0005\\0.0005")
    assert "10 x 0.0005 mm (0.5 µm) = 0.005 mm (5 µm) in the patient" in said


def test_attribute_that_does_not_bear_on_millimetres_has_no_words():
    assert words("PatientName", ("A",), _header(CT)) is None


@pytest.mark.parametrize("keyword", sorted(ORDER))
@pytest.mark.parametrize("value", ["nan", "-inf", "1e400", "0", "x", "1\\2\\3\\4\\5\\6", "-1"])
def test_words_never_fail_on_what_a_file_says(keyword, value):
    for tail in (CT, DX, US, NM, RT, SC):
        said = words(keyword, tuple(value.split("\\")), _header(tail))
        assert said is None or said.endswith(".")
