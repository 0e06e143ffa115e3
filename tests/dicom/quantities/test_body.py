"""What SUV relates activity to, against worked examples of the formulas' papers."""

from collections.abc import Callable

import pytest

from millivox.dicom.header import Header
from millivox.dicom.quantities.body import extent_of
from millivox.errors import HeaderError, MissingAttributeError

Said = Callable[..., Header]
MAN = {"PatientWeight": "80", "PatientSize": "1.80", "PatientSex": "M"}
WOMAN = {"PatientWeight": "60", "PatientSize": "1.65", "PatientSex": "F"}


@pytest.mark.parametrize(
    ("person", "kind", "extent"),
    [
        (MAN, "BW", 80_000.0),
        (MAN, "BSA", 19_964.0),  # 1.9964 m2 (Du Bois)
        (MAN, "IBW", 77_680.0),  # 48 + 1.06 x 28
        (MAN, "LBM", 64_296.3),  # 88 - 120 x (80 / 180)^2
        (MAN, "LBMJAMES128", 62_716.0),  # 88 - 128 x (80 / 180)^2
        (MAN, "LBMJANMA", 61_731.4),  # 741600 / (6680 + 5333.3)
        (WOMAN, "BSA", 16_586.0),
        (WOMAN, "IBW", 57_330.0),  # 45.5 + 0.91 x 13
        (WOMAN, "LBMJAMES128", 44_629.8),  # 64.2 - 148 x (60 / 165)^2
        (WOMAN, "LBMJANMA", 39_286.8),  # 556200 / (8780 + 244 x 22.0386)
    ],
)
def test_masses_and_surface_follow_the_formulas(
    said: Said, person: dict[str, str], kind: str, extent: float
) -> None:
    assert extent_of(said(**person), kind) == pytest.approx(extent, rel=2e-4)


@pytest.mark.parametrize(
    ("kind", "word", "tag"),
    [
        ("BW", "PatientWeight", "0010,1030"),
        ("BSA", "PatientSize", "0010,1020"),
        ("LBMJANMA", "PatientSex", "0010,0040"),
    ],
)
def test_what_is_missing_is_named(said: Said, kind: str, word: str, tag: str) -> None:
    with pytest.raises(MissingAttributeError, match=tag):
        extent_of(said(**{key: value for key, value in MAN.items() if key != word}), kind)


def test_sex_other_has_no_formula(said: Said) -> None:
    with pytest.raises(MissingAttributeError, match="it is O"):
        extent_of(said(**MAN | {"PatientSex": "O"}), "IBW")


@pytest.mark.parametrize(("word", "value"), [("PatientSize", "180"), ("PatientWeight", "80000")])
def test_numbers_in_another_unit_are_refused(said: Said, word: str, value: str) -> None:
    with pytest.raises(HeaderError, match="more than a person's"):
        extent_of(said(**MAN | {word: value}), "BSA")
