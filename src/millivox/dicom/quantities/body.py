"""What SUV relates activity to: a patient's weight, lean mass, ideal weight or surface.

Units of DICOM's SUV Type (0054,1006): grams, and for the surface square centimetres.
"""

from collections.abc import Callable, Mapping

from millivox import tolerance
from millivox.dicom.fields import tag_of, written_tag
from millivox.dicom.header import Header
from millivox.errors import HeaderError, MissingAttributeError

_NAMES = {
    "PatientWeight": "Patient's Weight",
    "PatientSize": "Patient's Size",
    "PatientSex": "Patient's Sex",
}
_MOST = {
    "PatientWeight": (tolerance.PATIENT_MAX_KG, "kg"),
    "PatientSize": (tolerance.PATIENT_MAX_M, "m"),
}


def extent_of(header: Header, kind: str) -> float:
    """What an SUV of this kind relates activity to, in g; in cm2 for ``BSA``.

    Raises
    ------
    MissingAttributeError
        Weight, size or sex is needed and absent.
    HeaderError
        One of them is no such quantity of a person.

    References
    ----------
    Du Bois 1916 (BSA); Sugawara 1999 (IBW); James 1976 with 128 for men (LBMJAMES128), with 120
    (LBM); Janmahasatian 2005 (LBMJANMA).
    """
    if kind == "BW":
        return 1000.0 * _number(header, "PatientWeight")
    height_cm = 100.0 * _number(header, "PatientSize")
    if kind == "BSA":
        weight_kg = _number(header, "PatientWeight")
        return float(1e4 * 0.007184 * weight_kg**0.425 * height_cm**0.725)
    sex = _sex(header)
    weight_kg = 0.0 if kind == "IBW" else _number(header, "PatientWeight")
    return 1000.0 * _MASSES[kind](sex, weight_kg, height_cm)


def said(header: Header, kind: str) -> str:
    """The numbers that went into it."""
    parts = [f"{header.number('PatientWeight'):g} kg"] if kind != "IBW" else []
    parts += [f"{header.number('PatientSize'):g} m"] if kind != "BW" else []
    return ", ".join(parts + ([_sex(header)] if kind not in ("BW", "BSA") else []))


def _number(header: Header, word: str) -> float:
    value = header.number(word)
    if not value or value < 0:
        raise MissingAttributeError(
            f"SUV needs {_NAMES[word]}, which is absent.", path=header.file, tag=_tag(word)
        )
    most, unit = _MOST[word]
    if value > most:
        text = f"{_NAMES[word]} is {value:g} {unit}, more than a person's."
        raise HeaderError(text, path=header.file, tag=_tag(word))
    return value


def _sex(header: Header) -> str:
    sex = header.text("PatientSex") or ""
    if sex not in ("M", "F"):
        raise MissingAttributeError(
            f"This SUV needs Patient's Sex as M or F; it is {sex or 'absent'}.",
            path=header.file,
            tag=_tag("PatientSex"),
        )
    return sex


def _tag(word: str) -> str:
    return written_tag(tag_of(word))


def _ideal(sex: str, weight_kg: float, height_cm: float) -> float:
    above = height_cm - 152.0
    return 48.0 + 1.06 * above if sex == "M" else 45.5 + 0.91 * above


def _james(men: float) -> Callable[[str, float, float], float]:
    def lean(sex: str, weight_kg: float, height_cm: float) -> float:
        slender = (weight_kg / height_cm) ** 2
        if sex == "M":
            return 1.10 * weight_kg - men * slender
        return 1.07 * weight_kg - 148.0 * slender

    return lean


def _janmahasatian(sex: str, weight_kg: float, height_cm: float) -> float:
    index = weight_kg / (height_cm / 100.0) ** 2
    fixed, growing = (6680.0, 216.0) if sex == "M" else (8780.0, 244.0)
    return 9270.0 * weight_kg / (fixed + growing * index)


#: Kilograms from sex, weight in kg and height in cm.
_MASSES: Mapping[str, Callable[[str, float, float], float]] = {
    "IBW": _ideal,
    "LBM": _james(120.0),
    "LBMJAMES128": _james(128.0),
    "LBMJANMA": _janmahasatian,
}
