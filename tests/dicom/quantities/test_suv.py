"""SUV: what is divided by what, found in which attribute, refused where one is missing."""

from collections.abc import Callable
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import Dataset

import millivox as mv
from millivox.dicom.dataset import tree_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.transformation import Transformation
from millivox.dicom.quantities.suv import suv
from millivox.errors import (
    ConflictingAttributesError,
    HeaderError,
    MissingAttributeError,
    PixelError,
)
from millivox.phantoms.series import series, write

Pet = Callable[..., Header]
HALF_LIFE_S = 6586.2
#: Injected at 9:00, scanned from 10:00 on; the first bed began with the series.
PET: dict[str, Any] = {
    "Modality": "PT",
    "Units": "BQML",
    "DecayCorrection": "START",
    "CorrectedImage": ["NORM", "ATTN", "DECY"],
    "PatientWeight": "80",
    "PatientSize": "1.8",
    "PatientSex": "M",
    "SeriesDate": "20240101",
    "SeriesTime": "100000",
    "AcquisitionDate": "20240101",
    "AcquisitionTime": "100000.00",
    "RescaleSlope": "2",
    "RescaleIntercept": "0",
}
DRUG = {
    "RadionuclideTotalDose": "3.7e8",
    "RadionuclideHalfLife": str(HALF_LIFE_S),
    "RadiopharmaceuticalStartTime": "090000",
}
#: Bq of the dose that are left after an hour.
AFTER_AN_HOUR = 3.7e8 * 2 ** (-3600 / HALF_LIFE_S)


@pytest.fixture
def pet(item: Callable[..., Dataset], said: Callable[..., Header]) -> Pet:
    """A PET header; what is ``None`` is left out, ``drug`` changes the radiopharmaceutical."""

    def make(drug: dict[str, Any] | None = None, **changes: Any) -> Header:
        drugs = [item(**_kept(DRUG | (drug or {})))]
        elements = PET | {"RadiopharmaceuticalInformationSequence": drugs} | changes
        return said(**_kept(elements))

    return make


def _kept(elements: dict[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in elements.items() if value is not None}


def factor(change: Transformation) -> float:
    """What a Bq/ml is worth."""
    return change.slope / 2.0


def test_suv_is_activity_times_grams_over_the_dose_that_is_left(pet: Pet) -> None:
    change = suv(pet(), "BW")
    assert factor(change) == pytest.approx(80_000 / AFTER_AN_HOUR, rel=1e-12)
    assert change.unit == "{SUVbw}g/ml"


def test_what_went_into_it_is_said(pet: Pet) -> None:
    assert suv(pet(), "BW").note == (
        "SUV bw: 80 kg, 370 MBq injected 60.0 min before (Series Time), half-life 109.8 min"
    )
    assert "80 kg, 1.8 m, M" in suv(pet(), "LBMJANMA").note


def test_surface_is_in_square_centimetres(pet: Pet) -> None:
    change = suv(pet(), "BSA")
    surface_cm2 = 71.84 * 80**0.425 * 180**0.725
    assert factor(change) == pytest.approx(surface_cm2 / AFTER_AN_HOUR, rel=1e-9)
    assert change.unit == "{SUVbsa}cm2/ml"


def test_values_corrected_to_the_injection_need_no_decay(pet: Pet) -> None:
    header = pet({"RadionuclideHalfLife": None}, DecayCorrection="ADMIN")
    assert factor(suv(header, "BW")) == pytest.approx(80_000 / 3.7e8)


def test_a_later_bed_is_traced_back_to_the_start_of_the_series(pet: Pet) -> None:
    """Frame Reference Time is where the counts of the bed have their mean rate."""
    duration = 180.0
    rate = log(2) / HALF_LIFE_S
    middle = log(rate * duration / (1 - exp(-rate * duration))) / rate
    later = pet(
        AcquisitionTime="101000",
        FrameReferenceTime=str(round((600 + middle) * 1000, 3)),
        ActualFrameDuration="180000",
    )
    assert factor(suv(later, "BW")) == pytest.approx(80_000 / AFTER_AN_HOUR, rel=1e-7)


def test_a_vendors_own_time_comes_first(pet: Pet) -> None:
    for vendor in (_ge, _siemens):
        header = pet(SeriesTime="153000")  # when somebody processed it again
        dataset = Dataset()
        vendor(dataset)
        header.tree.update(tree_of(dataset, of="pixels"))
        assert factor(suv(header, "BW")) == pytest.approx(80_000 / AFTER_AN_HOUR, rel=1e-9)


def _ge(dataset: Dataset) -> None:
    dataset.private_block(0x0009, "GEMS_PETD_01", create=True).add_new(
        0x0D, "DT", "20240101100000.00"
    )


def _siemens(dataset: Dataset) -> None:
    dataset.private_block(0x0071, "SIEMENS MED PT", create=True).add_new(
        0x22, "DT", "20240101100000"
    )


def test_a_series_that_began_before_its_first_image_tells_the_start(pet: Pet) -> None:
    assert factor(suv(pet(AcquisitionTime="100130"), "BW")) == pytest.approx(80_000 / AFTER_AN_HOUR)


def test_a_series_made_later_with_no_other_time_is_refused(pet: Pet) -> None:
    with pytest.raises(MissingAttributeError, match="Decay Correction START"):
        suv(pet(SeriesTime="153000"), "BW")


def test_an_injection_before_midnight_was_the_day_before(pet: Pet) -> None:
    header = pet(
        {"RadiopharmaceuticalStartTime": "233000"}, SeriesTime="003000", AcquisitionTime="003000"
    )
    assert factor(suv(header, "BW")) == pytest.approx(80_000 / AFTER_AN_HOUR, rel=1e-9)


def test_the_day_of_a_long_lived_tracer_must_be_written(pet: Pet) -> None:
    zirconium = {"RadionuclideHalfLife": "282240"}
    with pytest.raises(MissingAttributeError, match="day of injection"):
        suv(pet(zirconium), "BW")
    dated = zirconium | {"RadiopharmaceuticalStartDateTime": "20231229100000"}
    left = 3.7e8 * 2 ** (-3 * 86400 / 282240)
    assert factor(suv(pet(dated), "BW")) == pytest.approx(80_000 / left, rel=1e-9)


def test_an_injection_after_the_scan_is_a_contradiction(pet: Pet) -> None:
    with pytest.raises(ConflictingAttributesError, match="after the scan"):
        suv(pet({"RadiopharmaceuticalStartDateTime": "20240105090000"}), "BW")


def test_values_without_decay_correction_relate_to_their_own_time(pet: Pet) -> None:
    header = pet(
        DecayCorrection="NONE", CorrectedImage=["ATTN"], AcquisitionTime="100000",
        ActualFrameDuration="2000",
    )  # fmt: skip
    after = 3.7e8 * 2 ** (-3601 / HALF_LIFE_S)
    assert factor(suv(header, "BW")) == pytest.approx(80_000 / after, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"PatientWeight": None}, "0010,1030"),
        ({"PatientWeight": "0"}, "0010,1030"),
        ({"Units": None}, "0054,1001"),
        ({"DecayCorrection": None}, "0054,1102"),
        ({"RadiopharmaceuticalInformationSequence": None}, "0054,0016"),
        ({"drug": {"RadionuclideTotalDose": None}}, "0018,1074"),
        ({"drug": {"RadionuclideTotalDose": "0"}}, "0018,1074"),
        ({"drug": {"RadionuclideHalfLife": None}}, "0018,1075"),
        ({"drug": {"RadiopharmaceuticalStartTime": None}}, "0018,1072"),
    ],
)
def test_what_is_missing_is_named_by_its_tag(pet: Pet, change: Any, named: str) -> None:
    with pytest.raises(MissingAttributeError, match=named):
        suv(pet(**change), "BW")


def test_a_dose_in_megabecquerel_is_no_dose(pet: Pet) -> None:
    with pytest.raises(HeaderError, match="may be MBq"):
        suv(pet({"RadionuclideTotalDose": "370"}), "BW")


@pytest.mark.parametrize("corrected", [None, ["NORM", "DECY"], ["ATTN"]])
def test_uncorrected_activity_is_refused(pet: Pet, corrected: Any) -> None:
    with pytest.raises(HeaderError, match="0028,0051"):
        suv(pet(CorrectedImage=corrected), "BW")


def test_what_is_suv_already_is_taken_as_it_is(pet: Pet) -> None:
    assert factor(suv(pet(Units="GML", PatientWeight=None), "BW")) == 1.0
    other = suv(pet(Units="GML", SUVType="LBMJAMES128"), "BW")
    assert factor(other) == pytest.approx(80_000 / 62_716.05, rel=1e-5)
    assert factor(suv(pet(Units="CM2ML"), "BSA")) == 1.0


def test_units_without_a_meaning_are_refused(pet: Pet) -> None:
    for units in ("PROPCNTS", "CPS"):
        with pytest.raises(PixelError, match=units):
            suv(pet(Units=units), "BW")
    with pytest.raises(PixelError, match="GML with SUV Type BSA"):
        suv(pet(Units="GML", SUVType="BSA"), "BW")
    with pytest.raises(PixelError, match="this is CT"):
        suv(pet(Modality="CT"), "BW")


def test_counts_of_philips_have_their_factor(pet: Pet, item: Callable[..., Dataset]) -> None:
    for low, expected in ((0x00, 0.25), (0x09, 0.25 * 80_000 / AFTER_AN_HOUR)):
        header = pet(Units="CNTS")
        dataset = Dataset()
        block = dataset.private_block(0x7053, "Philips PET Private Group", create=True)
        block.add_new(low, "DS", "0.25")
        header.tree.update(tree_of(dataset, of="pixels"))
        assert factor(suv(header, "BW")) == pytest.approx(expected, rel=1e-9)
    with pytest.raises(MissingAttributeError, match="7053,1000"):
        suv(pet(Units="CNTS"), "BW")


def test_a_volume_has_suv_from_slices_of_different_slopes(tmp_path: Path) -> None:
    datasets = series(n=3, rows=6, columns=7)
    for n, dataset in enumerate(datasets):
        for word, value in (PET | {"RescaleSlope": str(n + 1)}).items():
            setattr(dataset, word, value)
        drug = Dataset()
        for word, value in DRUG.items():
            setattr(drug, word, value)
        dataset.RadiopharmaceuticalInformationSequence = [drug]
    write(datasets, tmp_path)
    volume = mv.open(tmp_path).series[0].volume(values="suv-bw")
    held = [pydicom.dcmread(path) for path in tmp_path.iterdir()]
    held.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    truth = [one.pixel_array * float(one.RescaleSlope) * 80_000 / AFTER_AN_HOUR for one in held]
    np.testing.assert_allclose(volume.values, truth, rtol=1e-6)
    assert volume.unit == "{SUVbw}g/ml"
    assert any("370 MBq" in said for said in volume.history)
