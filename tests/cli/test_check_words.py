"""What ``check`` says to people, and what it keeps quiet about."""

import pydicom
import pytest

from millivox.cli.said import named
from millivox.decimals import uncertainty
from millivox.phantoms.series import Plan, series, write


def _findings(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if line[2:5] in ("· V", "· S", "! V", "! S")]


@pytest.fixture
def spaced(tmp_path):
    """Slices 3 mm thick, 5 mm apart: a gap, which is a note."""
    write(series(Plan("gap", thickness_mm=3.0)), tmp_path / "gap")
    return tmp_path / "gap"


@pytest.mark.parametrize("more", [[], ["--brief"]])
def test_tick_stands_only_where_there_is_nothing_to_say(invoke, eleven, spaced, more):
    assert "✓ " in invoke("check", eleven / "A", *more).stdout
    assert "! " in invoke("check", eleven / "D", *more).stdout
    printed = invoke("check", spaced, *more).stdout
    assert "✓" not in printed
    assert "  · " in printed


def test_lone_slice_is_quiet_where_the_claim_repeats_the_thickness(invoke, ct):
    printed = invoke("check", ct).stdout
    assert "Spacing Between Slices" not in printed
    assert "V02" not in printed
    assert printed.count("5.0 mm") + printed.count("5 mm") == 2  # the verdict, the thickness


def test_lone_slice_says_a_claim_that_tells_something(invoke, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.SpacingBetweenSlices = 20
    dataset.save_as(tmp_path / "one.dcm")
    printed = " ".join(invoke("check", tmp_path / "one.dcm").stdout.split())
    assert "Spacing Between Slices says 20 mm" in printed
    shown = invoke("check", tmp_path / "one.dcm", "--accept-unverified").stdout
    assert "  z " in shown


def test_note_that_the_verdict_holds_word_by_word_is_not_repeated(invoke, mr):
    assert _findings(invoke("check", mr).stdout) == []


def test_objects_without_pixels_get_no_table_of_unknowns(invoke, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    dataset.Modality = "SR"
    del dataset.Rows, dataset.Columns, dataset.PixelData
    dataset.save_as(tmp_path / "report.dcm")
    printed = invoke("check", tmp_path / "report.dcm").stdout
    assert "nothing to measure" in printed
    assert "unknown" not in printed


def test_heading_marks_a_count_of_frames_that_the_file_disproves(invoke, capture, tmp_path):
    dataset = pydicom.dcmread(capture)
    dataset.NumberOfFrames = 500
    dataset.save_as(tmp_path / "a.dcm")
    assert "1 instance, 1 frame (500 claimed)" in invoke("check", tmp_path).stdout


def test_finding_about_some_pixels_says_how_many(invoke, capture, tmp_path):
    for number, size in enumerate(["1.0", "1.0", "0.25"]):
        dataset = pydicom.dcmread(capture)
        dataset.PixelSpacing = [size, size]
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.{number}"
        dataset.save_as(tmp_path / f"{number}.dcm")
    printed = " ".join(invoke("check", tmp_path).stdout.split())
    assert "placeholder, not a measurement (2 of 3 instances)." in printed


@pytest.mark.parametrize(("written", "title"), [("None", None), ("CHEST", "CHEST"), (None, None)])
def test_a_title_is_never_the_word_none(written, title):
    assert named(written) == title


def test_uncertainty_of_a_tiny_pixel_is_smaller_than_the_pixel():
    assert uncertainty(2.9e-7, 0.000499) == "0.00000029"
    assert uncertainty(2.9e-7, 0.5) == "<0.0001"


def test_a_tilt_has_no_sign_on_any_line(invoke, tmp_path):
    write(series(Plan("tilted", tilt_deg=-18.5)), tmp_path / "tilted")
    printed = invoke("check", tmp_path / "tilted").stdout
    assert printed.count("18.50°") == 3  # the verdict, the shape line, V07
    assert "-18.50" not in printed
