"""Part G of the rule book: every case has a test that names it; here those that need a series."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset
from pydicom.uid import generate_uid

import millivox as mv
from millivox.images.reports.series import SeriesReport
from millivox.phantoms.series import series
from millivox.provenance import Grade, Plane
from millivox.spacing.findings import CODES

TESTS = Path(__file__).resolve().parent.parent
RULE_BOOK = TESTS.parent / "docs" / "reference" / "rule-book.md"
SOURCE = TESTS.parent / "src" / "millivox"
#: Cases about resolution measured in the image, which no room measures yet.
LATER = {"G-155", "G-157", "G-158"}


def _cases() -> list[str]:
    return re.findall(r"^\| (G-\d+b?) \|", RULE_BOOK.read_text("utf-8"), re.MULTILINE)


def _named() -> set[str]:
    text = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    written = re.findall(r"\bG-\d+b?", text)
    return {*written, *(f"G-{n}" for n in re.findall(r"def test_g(\d+b?)_", text))}


def test_every_case_of_the_rule_book_is_named_by_a_test() -> None:
    cases = _cases()
    assert len(cases) > 100
    assert sorted(set(cases) - _named() - LATER) == []


def test_every_violation_of_the_rule_book_is_named_by_a_test() -> None:
    listed = set(re.findall(r"^\| (B-\d+) \|", RULE_BOOK.read_text("utf-8"), re.MULTILINE))
    text = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    named = {
        f"B-{n}" for pair in re.findall(r"\bB-(\d+)|def test_b(\d+)_", text) for n in pair if n
    }
    assert len(listed) > 50
    assert sorted(listed - named) == []


def test_every_code_of_the_rule_book_is_given_by_some_rule() -> None:
    rules = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    assert [code for code in CODES if f'"{code}"' not in rules] == []


def _only(found: Any) -> SeriesReport:
    (one,) = mv.check(found)
    return one


def _made(**plan: Any) -> list[Dataset]:
    return series(**plan)


def _tilts(found: SeriesReport) -> list[Any]:
    return [item.evidence["tilt_deg"] for item in found.findings if item.code == "V02"]


def test_a_lone_cropped_ct_has_no_z_and_claims_a_neighbour(
    pydicom_file: Callable[[str], Path],
) -> None:
    """G-20."""
    found = _only([pydicom_file("CT_small.dcm")])
    (volume,) = found.volumes
    x, y, z = volume.spacing.x, volume.spacing.y, volume.spacing.z
    assert (x.mm, y.mm, x.label, x.origin.plane) == (0.661468, 0.661468, "mm", Plane.PATIENT)
    assert z is not None
    assert (z.mm, z.number, z.grade) == (None, 5.0, Grade.D)
    assert {"S14", "V02"} <= set(found.codes())


@pytest.fixture
def lone_ct() -> Dataset:
    """The geometry of 693_UNCI.dcm: a slice that says its neighbour is four times its width off."""
    (made,) = _made(n=1, spacing_between_slices=20.0)
    made.PixelSpacing = ["0.478516", "0.478516"]
    made.Rows = made.Columns = 512
    made.ReconstructionDiameter = "245"
    made.DistanceSourceToDetector, made.DistanceSourceToPatient = "949.147", "541"
    return made


def test_a_single_slice_takes_no_interval_from_spacing_between_slices(lone_ct: Dataset) -> None:
    """G-22, B-43."""
    (volume,) = _only([lone_ct]).volumes
    spacing = volume.spacing
    assert (spacing.x.mm, spacing.x.grade) == (0.478516, Grade.A)
    assert spacing.z is not None
    assert (spacing.z.mm, spacing.z.number, spacing.z.grade) == (None, 20.0, Grade.D)
    assert spacing.z.origin.source == "(0018,0088)"
    assert mv.spacing(lone_ct).to_dict()["spacing"]["z"] is None


def test_thickness_alone_is_never_an_interval() -> None:
    """B-44."""
    (volume,) = _only(_made(n=1)).volumes
    assert (volume.stack.slices.thickness_mm, volume.spacing.z) == (5.0, None)


def test_a_lone_tilted_slice_shows_its_tilt(pydicom_file: Callable[[str], Path]) -> None:
    """G-23, B-34."""
    found = _only([pydicom_file("J2K_pixelrep_mismatch.dcm")])
    (volume,) = found.volumes
    assert (volume.spacing.x.mm, volume.spacing.x.grade) == (0.431, Grade.A)
    assert [check.passed for check in volume.spacing.x.origin.checks] == [True]
    assert _tilts(found) == [pytest.approx(22.0, abs=0.05)]


def test_a_lone_slice_whose_header_tilt_is_not_its_own_shows_none() -> None:
    assert _tilts(_only(_made(n=1, tilt_deg=10.0, gantry_detector_tilt=20.0))) == [None]


def test_an_oblique_time_series_is_thirteen_volumes_of_forty() -> None:
    """G-127."""
    oblique = (0.999844, 0.00556822, 0.01674, 0.0, 0.948883, -0.315627)
    plan = {"n": 40, "interval_mm": 3.0, "thickness_mm": 3.0, "modality": "MR"}
    made = [item for _ in range(13) for item in _made(orientation=oblique, **plan)]
    for number, item in enumerate(made):
        item.SOPInstanceUID = generate_uid(entropy_srcs=[str(number)])
        item.TemporalPositionIdentifier = number // 40 + 1
        item.InstanceNumber = number + 1
    found = _only(made)
    assert [len(volume.frames) for volume in found.volumes] == [40] * 13
    intervals = [volume.stack.slices.interval_mm for volume in found.volumes]
    assert intervals == [pytest.approx(3.0, abs=1e-5)] * 13
    assert "V19" in found.codes()


@pytest.fixture
def head() -> SeriesReport:
    """A head CT of 4 mm, then 7 mm slices, tilted one way and labelled the other (GE)."""
    steps = [4.22] * 13 + [1.14] + [7.38] * 13
    places = [sum(steps[:n]) for n in range(28)]
    thickness = [4.0] * 14 + [7.0] * 14
    plan = {"table_mm": places, "thickness_mm": thickness, "gantry_detector_tilt": 18.5}
    return _only(_made(tilt_deg=-18.5, **plan))


def test_a_head_of_two_thicknesses_is_two_blocks(head: SeriesReport) -> None:
    """G-130."""
    (volume,) = head.volumes
    slices = volume.stack.slices
    blocks = [(block.from_k, block.to_k, block.interval_mm) for block in slices.blocks]
    assert str(slices.kind) in ("PIECEWISE", "NONUNIFORM")
    assert blocks == [
        (0, 13, pytest.approx(4.0019, abs=1e-4)),
        (14, 27, pytest.approx(6.9986, abs=1e-4)),
    ]
    assert [gap.mm for gap in volume.stack.regularity.gaps] == [pytest.approx(1.0811, abs=1e-4)]
    assert slices.tilt_deg == pytest.approx(-18.5, abs=0.005)
    assert {"V06", "V07", "V09", "V16"} <= set(head.codes())


def test_thickness_is_offered_to_split_what_it_explains(head: SeriesReport) -> None:
    """G-130."""
    (note,) = [item for item in head.findings if item.code == "V16"]
    offered = [(part["thickness_mm"], part["n"]) for part in note.evidence["parts"]]
    assert offered == [(4.0, 14), (7.0, 14)]
    assert "Split by thickness they are even" in note.text


def test_thickness_is_not_offered_where_it_explains_nothing() -> None:
    places = [0.0, 5.0, 10.0, 17.0, 22.0, 28.0, 33.0, 41.0]
    found = _only(_made(table_mm=places, thickness_mm=[4.0] * 4 + [7.0] * 4))
    (note,) = [item for item in found.findings if item.code == "V16"]
    assert note.evidence["parts"] == []


def test_plain_slices_are_even_and_surveys_at_one_place_are_no_volume() -> None:
    """G-131."""
    (volume,) = _only(_made(n=140, interval_mm=1.0, thickness_mm=1.0)).volumes
    slices = volume.stack.slices
    assert (str(slices.kind), slices.tilt_deg) == ("UNIFORM", 0.0)
    assert slices.interval_mm == pytest.approx(1.0, abs=1e-6)
    surveys = _only(_made(name="REF_SURVIEW", table_mm=[0.0, 0.0, 0.0]))
    assert (surveys.volumes, "V18" in surveys.codes()) == ((), True)
    assert [image.reason for image in surveys.images] == ["zero extent"] * 3
