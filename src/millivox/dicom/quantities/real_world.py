"""Real-world value mappings: a line or a table over a range of stored numbers.

PS3.3 C.7.6.16.2.11.  Stored numbers outside the range have no real-world value: they become NaN.
"""

from collections.abc import Sequence

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.tables import LookUp
from millivox.dicom.pixels.transformation import Transformation
from millivox.errors import PixelError

_SEQUENCE, _TAG = "RealWorldValueMappingSequence", "(0040,9096)"
#: How UCUM writes what has no unit, and Hounsfield units.
_UNITS = {"1": "", "[hnsf'U]": "HU"}


def real_world(header: Header, form: PixelFormat, label: str | None = None) -> Transformation:
    """The real-world value mapping of a frame.

    Parameters
    ----------
    label
        Which one, where there are several: its label, explanation or unit, in any case.

    Raises
    ------
    PixelError
        There is none, none of that label, or several and none was chosen.
    """
    items = header.items(_SEQUENCE)
    if not items:
        text = "There is no Real World Value Mapping Sequence."
        raise PixelError(text, path=header.file, tag=_TAG)
    item = _chosen(items, label, header.file)
    ends = _range(item, form)
    low, high = form.stored_range
    whole = form.keyword == "PixelData" and ends[0] <= low and high <= ends[1]
    slope, intercept = item.number("RealWorldValueSlope"), item.number("RealWorldValueIntercept")
    table = _table(item, ends)
    if table is None and (slope is None or intercept is None):
        text = f"The real-world value mapping {_name(item)} has neither a line nor a table."
        raise PixelError(text, path=header.file, tag=_TAG)
    return Transformation(
        1.0 if slope is None else slope,
        intercept or 0.0,
        _unit(item),
        table,
        f"real-world values: {_name(item)}",
        covers=None if whole else ends,
    )


def _chosen(items: Sequence[Elements], label: str | None, file: str | None) -> Elements:
    wanted = (label or "").casefold()
    fits = [item for item in items if label is None or wanted in _names(item)]
    if len(fits) == 1:
        return fits[0]
    listed = "; ".join(_name(item) for item in items)
    what = f"{len(items)} real-world value mappings" if len(items) > 1 else "one real-world mapping"
    asked = f", {len(fits)} called {label!r}" if label else ""
    raise PixelError(
        f"There are {what}{asked}: {listed}.",
        path=file,
        tag=_TAG,
        help=f"Choose by label or unit, as in real-world:{_label(items[0]) or 'LABEL'}.",
    )


def _names(item: Elements) -> set[str]:
    """What it may be called, in small letters."""
    units = item.items("MeasurementUnitsCodeSequence")
    said = [_label(item), item.text("LUTExplanation")]
    said += [each.text(word) for each in units for word in ("CodeValue", "CodeMeaning")]
    return {text.casefold() for text in said if text}


def _label(item: Elements) -> str:
    return item.text("LUTLabel") or ""


def _unit(item: Elements) -> str:
    units = item.items("MeasurementUnitsCodeSequence")
    code = (units[0].text("CodeValue") or "") if units else ""
    return _UNITS.get(code, code)


def _name(item: Elements) -> str:
    unit = _unit(item)
    return (_label(item) or "(no label)") + (f" ({unit})" if unit else "")


def _range(item: Elements, form: PixelFormat) -> tuple[float, float]:
    """First and last stored number mapped; both ends included."""
    ends = []
    for end in ("First", "Last"):
        value = item.number(f"DoubleFloatRealWorldValue{end}ValueMapped")
        if value is None:
            value = item.number(f"RealWorldValue{end}ValueMapped")
            if value is not None and form.signed and value >= 1 << 15:
                value -= 1 << 16  # written as US
        ends.append(value)
    first, last = ends
    if first is None or last is None or first > last:
        text = f"The real-world value mapping {_name(item)} does not say what it maps."
        raise PixelError(text, tag=_TAG)
    return first, last


def _table(item: Elements, ends: tuple[float, float]) -> LookUp | None:
    import numpy as np

    written = item.written("RealWorldValueLUTData")
    if written is None:
        return None
    entries = np.frombuffer(written.data[: len(written.data) // 8 * 8], "<f8")
    if len(entries) != ends[1] - ends[0] + 1:
        text = f"The table of {_name(item)} has {len(entries)} entries"
        raise PixelError(f"{text} for {ends[1] - ends[0] + 1:g} values.", tag=_TAG)
    return LookUp(int(ends[0]), entries, 64)
