"""How much of an injected dose was left at the moment that PET values are corrected to.

Decay Correction (0054,1102): ADMIN is the injection, START a moment that the scanner chose,
NONE the frame itself.  START is found as the QIBA and IBSI recommendations say: a private element,
an acquisition that began with the series, or back from the middle of the frame's counts.
"""

from datetime import datetime, timedelta
from math import exp, log
from typing import NamedTuple

from millivox import tolerance
from millivox.dicom.elements import Elements
from millivox.dicom.fields import tag_of, written_tag
from millivox.dicom.header import Header
from millivox.dicom.quantities.moments import moment, moment_of, offset_of
from millivox.errors import ConflictingAttributesError, MissingAttributeError

_PRIVATE = {
    "Siemens decay correction time": (0x0071, "SIEMENS MED PT", 0x22),
    "GE scan time": (0x0009, "GEMS_PETD_01", 0x0D),
}
DAY_S = 86_400.0


class Decayed(NamedTuple):
    """The dose that counts, in Bq, and how it was found."""

    bq: float
    said: str


def decayed_dose(header: Header) -> Decayed:
    """The dose that the values of a frame relate to.

    Raises
    ------
    MissingAttributeError
        Something that it is computed from is absent.
    ConflictingAttributesError
        The injection lies behind the scan.
    """
    drug = _drug(header)
    dose = _positive(header, drug, "RadionuclideTotalDose", "Radionuclide Total Dose")
    if dose < tolerance.DOSE_MIN_BQ:
        text = f"Radionuclide Total Dose is {dose:g} Bq, which no scan shows; it may be MBq."
        raise ConflictingAttributesError(text, path=header.file, tag=_tag("RadionuclideTotalDose"))
    way = (header.text("DecayCorrection") or "").upper()
    if way == "ADMIN":
        return Decayed(dose, f"{dose / 1e6:.4g} MBq injected, to when values are corrected")
    if way not in ("START", "NONE"):
        raise _missing(header, "DecayCorrection", "Decay Correction", way)
    half_life = _positive(header, drug, "RadionuclideHalfLife", "Radionuclide Half Life")
    at, source = _reference(header, way, half_life)
    passed = _since_injection(header, drug, at, half_life)
    left = dose * 2.0 ** (-passed / half_life)
    said = f"{dose / 1e6:.4g} MBq injected {passed / 60:.1f} min before ({source})"
    return Decayed(left, f"{said}, half-life {half_life / 60:.4g} min")


def _drug(header: Header) -> Elements:
    drugs = header.items("RadiopharmaceuticalInformationSequence")
    if len(drugs) != 1:
        found = f"there are {len(drugs)}" if drugs else ""
        raise _missing(
            header, "RadiopharmaceuticalInformationSequence", "one radiopharmaceutical", found
        )
    return drugs[0]


def _positive(header: Header, place: Elements, word: str, name: str) -> float:
    value = place.number(word)
    if not value or value < 0:
        raise _missing(header, word, name, "" if value is None else f"it is {value:g}")
    return value


def _reference(header: Header, way: str, half_life: float) -> tuple[datetime, str]:
    """The moment that the values are corrected to, and which attribute tells it."""
    began = moment_of(header, "Acquisition")
    if way == "NONE":
        if began is None:
            raise _missing(header, "AcquisitionTime", "Acquisition Date and Time", "")
        return began + _to_mean_counts(header, half_life, needed=True), "the frame's own time"
    for name, (group, creator, low) in _PRIVATE.items():
        written = header.private_written(group, creator, low)
        at = moment(written.texts[0], offset_of(header)) if written and written.texts else None
        if at is not None:
            return at, name
    series = moment_of(header, "Series")
    if series is not None and began is not None and abs((series - began).total_seconds()) < 1:
        return series, "Series Time"
    middle = header.number("FrameReferenceTime")
    if began is not None and middle is not None and middle > 0:
        ge = (header.manufacturer or "").upper().startswith("GE")
        counts = timedelta(0) if ge else _to_mean_counts(header, half_life, needed=False)
        if ge or counts:
            return began + counts - timedelta(milliseconds=middle), "Frame Reference Time"
    if series is not None and began is not None and series < began:
        return series, "Series Time"
    raise _missing(header, "SeriesTime", "the time that Decay Correction START means", "")


def _to_mean_counts(header: Header, half_life: float, *, needed: bool) -> timedelta:
    """From the start of a frame to where its count rate is the mean one."""
    duration = (header.number("ActualFrameDuration") or 0.0) / 1000.0
    if duration <= 0:
        if needed:
            raise _missing(header, "ActualFrameDuration", "Actual Frame Duration", "")
        return timedelta(0)
    rate = log(2.0) / half_life
    during = rate * duration
    return timedelta(seconds=log(during / (1.0 - exp(-during))) / rate)


def _since_injection(header: Header, drug: Elements, at: datetime, half_life: float) -> float:
    """Seconds from the injection to a moment."""
    injected = moment(drug.text("RadiopharmaceuticalStartDateTime"), offset_of(header))
    if injected is not None:
        passed = (at - injected).total_seconds()
        if passed < -tolerance.SCAN_BEFORE_INJECTION_S:
            text = "The radiopharmaceutical was injected after the scan, as the header says it."
            tag = _tag("RadiopharmaceuticalStartDateTime")
            raise ConflictingAttributesError(text, path=header.file, tag=tag)
        return passed
    hour = (drug.text("RadiopharmaceuticalStartTime") or "").replace(":", "")
    local = moment_of_day(header, hour, at)
    if local is None:
        raise _missing(header, "RadiopharmaceuticalStartTime", "the time of injection", "")
    if half_life > tolerance.HALF_LIFE_OF_A_DAY_S:
        text = "a half-life of days, and the day of injection is"
        raise _missing(header, "RadiopharmaceuticalStartDateTime", "the day of injection", text)
    passed = (at - local).total_seconds()
    return passed if passed >= -tolerance.SCAN_BEFORE_INJECTION_S else passed + DAY_S


def moment_of_day(header: Header, hour: str, at: datetime) -> datetime | None:
    """A time of the day of ``at``."""
    return moment(f"{at:%Y%m%d}{hour}", offset_of(header))


def _missing(header: Header, word: str, name: str, found: str) -> MissingAttributeError:
    text = f"SUV needs {name}, which is absent." if not found else f"SUV needs {name}; {found}."
    return MissingAttributeError(text, path=header.file, tag=_tag(word))


def _tag(word: str) -> str:
    return written_tag(tag_of(word))
