"""choosing: which of several series is meant."""

from collections.abc import Iterator

from millivox.dicom.problem import printable
from millivox.errors import HeaderError
from millivox.images.numbers import counted
from millivox.images.series import Series
from millivox.images.studies import Studies


def chosen_series(studies: Studies, wanted: int | str | None = None) -> Series:
    """The one series there is to draw, or the one of a number or a UID.

    Parameters
    ----------
    studies
        As :func:`millivox.open` finds them.
    wanted
        Its number as ``millivox info`` lists it, or its Series Instance UID.

    Raises
    ------
    HeaderError
        There is none, or there are several; the text lists them.
    """
    every = list(_numbered(studies))
    drawable = [(number, one) for number, one in every if any(h.rows for h in one.headers)]
    if wanted is None:
        found = drawable
    else:
        found = [pair for pair in every if str(wanted) in (str(pair[0]), pair[1].uid)]
    if len(found) == 1:
        return found[0][1]
    if not drawable:
        raise HeaderError("There is no image among them.")
    shown = found or drawable
    if wanted is None:
        text = f"There are {len(drawable)} series."
    else:
        text = f"{len(found)} series are {wanted}." if found else f"There is no series {wanted}."
    by = "number" if len({number for number, _ in shown}) == len(shown) else "UID"
    listed = "; ".join(_line(number, one, by) for number, one in shown)
    raise HeaderError(text, help=f"Choose one: {listed}.")


def _numbered(studies: Studies) -> Iterator[tuple[int, Series]]:
    """Every series with its Series Number, or its place in the study where it has none."""
    for study in studies:
        for place, one in enumerate(study.series, start=1):
            number = one.headers[0].integer("SeriesNumber")
            yield place if number is None else number, one


def _line(number: int, series: Series, by: str) -> str:
    first = series.headers[0]
    name = " ".join(filter(None, (first.modality, first.text("SeriesDescription"))))
    called = series.uid if by == "UID" else str(number)
    return f"{called} ({printable(name) or 'unnamed'}, {counted(len(series.headers), 'instance')})"
