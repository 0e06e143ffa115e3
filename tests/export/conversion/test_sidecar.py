"""The side-car: what is known of a volume, and nothing of the patient."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import millivox as mv
from millivox.export.conversion.sidecar import OURS, read

Make = Callable[..., Path]


@pytest.fixture
def told_of(phantom: Make, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """The JSON beside the one file that a phantom becomes."""

    def make(*change: Any, **plan: Any) -> dict[str, Any]:
        (one,) = mv.convert(phantom(*change, **plan), tmp_path / "out").written
        return json.loads(Path(one.sidecar).read_text())

    return make


def test_it_says_the_verdict_the_axes_and_where_they_come_from(
    told_of: Callable[..., dict[str, Any]],
) -> None:
    own = told_of(tilt_deg=20.0)[OURS]
    assert "4.698 mm apart along their normal" in own["verdict"]
    assert own["source_stack"]["tilt_deg"] == pytest.approx(20.0, abs=1e-3)
    assert own["source_stack"]["gap_mm"] == pytest.approx(4.698463 - 5.0, abs=1e-5)
    assert own["spacing"]["x"]["source"] == "(0028,0030)[1]"
    assert own["spacing"]["z"]["rule"]
    assert own["unit"] == "HU"
    assert "V07" in {finding["code"] for finding in own["findings"]}
    assert own["made_with"]["form"] == "nifti"


def test_bids_facts_have_their_units(told_of: Callable[..., dict[str, Any]]) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.MagneticFieldStrength, dataset.FlipAngle = "3", "12"
        dataset.ManufacturerModelName = "Model"

    told = told_of(change, modality="MR", interval_mm=2.5, thickness_mm=2.0)
    wanted = {
        "Modality": "MR", "Manufacturer": "millivox phantom", "ManufacturersModelName": "Model",
        "EchoTime": 0.01, "RepetitionTime": 0.5, "MagneticFieldStrength": 3, "FlipAngle": 12,
        "SliceThickness": 2, "SpacingBetweenSlices": 2.5, "SeriesNumber": 1,
        "ConversionSoftware": "millivox",
    }  # fmt: skip
    assert {key: told.get(key) for key in wanted} == pytest.approx(wanted)


def test_holes_are_named_with_the_value_that_fills_them(
    told_of: Callable[..., dict[str, Any]],
) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.PixelPaddingValue = 24

    missing = told_of(change, n=8, absent=[3])[OURS]["missing"]
    assert missing == {"value": -1000, "holes_k": [3], "padding": [-1000.0, -1000.0]}


def test_nothing_of_the_patient_and_no_date_is_in_it(phantom: Make, tmp_path: Path) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.PatientName, dataset.PatientID = "Secret^Jane", "SECRET1"
        dataset.PatientBirthDate, dataset.StudyDate = "19991231", "20231231"
        dataset.SeriesDescription = "Secret brain"
        dataset.StudyDescription = dataset.AccessionNumber = "SECRET2"
        dataset.PixelSpacingCalibrationType = "FIDUCIAL"
        dataset.PixelSpacingCalibrationDescription = "SECRET3"

    folder = phantom(change, duplicates={2: 0.0})
    for path in folder.iterdir():
        path.rename(path.with_name(f"Secret_{path.name}"))
    uids = {frame.sop_instance_uid for v in mv.open(folder).volumes for frame in v.frames}
    (one,) = mv.convert(folder, tmp_path / "out").written
    text = Path(one.sidecar).read_text()
    for word in ("secret", "19991231", "20231231", one.series_uid or "?", *uids):
        assert word not in text.lower()


@pytest.mark.parametrize(
    "text", ["", "[1]", "{}", '{"millivox": 3}', '{"millivox": {"source": 1}}']
)
def test_another_json_is_none_of_ours(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert read(path) is None
