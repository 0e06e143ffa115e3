"""SUV: activity in relation to the dose and to the patient (QIBA FDG-PET profile, appendix G)."""

from dataclasses import replace

from millivox.dicom.fields import tag_of, written_tag
from millivox.dicom.header import Header
from millivox.dicom.pixels.transformation import Transformation, transformation
from millivox.dicom.quantities.body import extent_of, said
from millivox.dicom.quantities.decay import decayed_dose
from millivox.errors import HeaderError, MissingAttributeError, PixelError

#: SUV Type (0054,1006) and the unit of each (CID 85).
KINDS = {
    "BW": "{SUVbw}g/ml",
    "BSA": "{SUVbsa}cm2/ml",
    "IBW": "{SUVibw}g/ml",
    "LBMJAMES128": "{SUVlbm(James128)}g/ml",
    "LBMJANMA": "{SUVlbm(Janma)}g/ml",
}
#: What GML may hold: these, and lean body mass with the factor of 120.
_IN_GML = ("BW", "IBW", "LBM", "LBMJAMES128", "LBMJANMA")
_PHILIPS = (0x7053, "Philips PET Private Group")
_SUV_FACTOR, _ACTIVITY_FACTOR = 0x00, 0x09


def suv(header: Header, kind: str) -> Transformation:
    """From the stored numbers of a PET frame to its SUV.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.

    Raises
    ------
    PixelError
        It is no PET, or in units that no SUV can be made of.
    MissingAttributeError
        Something is absent that it is computed from; the error names it.
    """
    if header.modality != "PT":
        raise PixelError(f"SUV is of PET; this is {header.modality or 'no PET'}.", path=header.file)
    change = transformation(header)
    if not change.is_linear or change.note:
        raise PixelError(f"SUV needs a rescale. {change.note}".strip(), path=header.file)
    held, factor, words = _held(header)
    if held == "activity":
        _require_corrected(header)
        dose = decayed_dose(header)
        factor *= extent_of(header, kind) / dose.bq
        words += [said(header, kind), dose.said]
    elif held != kind:
        factor *= extent_of(header, kind) / extent_of(header, held)
        words += [f"from SUV {held.lower()}", said(header, kind), said(header, held)]
    return replace(
        change,
        slope=change.slope * factor,
        intercept=change.intercept * factor,
        unit=KINDS[kind],
        note=f"SUV {kind.lower()}: " + ", ".join(dict.fromkeys(words)),
    )


def _held(header: Header) -> tuple[str, float, list[str]]:
    """What the values are (``"activity"`` in Bq/ml, or a kind of SUV), after which factor."""
    units = header.text("Units") or ""
    kind = (header.text("SUVType") or "").upper()
    if units == "BQML":
        return "activity", 1.0, []
    if units == "GML" and (kind or "BW") in _IN_GML:
        return kind or "BW", 1.0, ["the file's own"]
    if units == "CM2ML" and kind in ("", "BSA"):
        return "BSA", 1.0, ["the file's own"]
    if units == "CNTS":
        return _counts(header)
    if not units:
        raise MissingAttributeError(
            "SUV needs Units, which is absent.", path=header.file, tag=_tag("Units")
        )
    named = f"{units} with SUV Type {kind}" if kind else units
    raise PixelError(f"No SUV can be made of {named}.", path=header.file, tag=_tag("Units"))


def _counts(header: Header) -> tuple[str, float, list[str]]:
    """Counts, which mean something with a private factor of Philips only."""
    for low, held in ((_SUV_FACTOR, "BW"), (_ACTIVITY_FACTOR, "activity")):
        written = header.private_written(*_PHILIPS, low)
        factor = (written.numbers or (None,))[0] if written else None
        if factor is not None and factor > 0:
            return held, factor, [f"counts x {factor:g} (Philips)"]
    raise MissingAttributeError(
        "The values are counts, and no factor of Philips says what they are worth.",
        path=header.file,
        tag="(7053,1000)",
    )


def _require_corrected(header: Header) -> None:
    """Activity means something once attenuation and decay are corrected (QIBA)."""
    found = {text.upper() for text in header.texts("CorrectedImage")}
    needed = {"ATTN"} if header.text("DecayCorrection") == "NONE" else {"ATTN", "DECY"}
    if needed <= found:
        return
    missing = " and ".join(sorted(needed - found))
    text = f"SUV needs values corrected for {missing}; Corrected Image does not list it."
    raise HeaderError(text, path=header.file, tag=_tag("CorrectedImage"))


def _tag(word: str) -> str:
    return written_tag(tag_of(word))
