"""series: cards of what is at a path, with a picture of each series' middle."""

from typing import Any

from millivox.images.numbers import counted
from millivox.images.series import Series
from millivox.images.studies import Studies
from millivox.jupyter import reports
from millivox.jupyter.html import card as framed
from millivox.jupyter.html import table
from millivox.jupyter.parts import problems, thumbnail

#: Series beyond this are counted only.
MOST = 50
LISTED = ("number", "series", "instances", "matrix")


def card(value: Any) -> str:
    """The card of a series, or the list of many."""
    if isinstance(value, Series):
        return _series(value)
    return _studies(value)


def _series(series: Series) -> str:
    """A series with its thumbnail; of several volumes, that of the first."""
    first = {"volume": 0} if len(series.volumes) > 1 else {}
    return reports.series(series.report, left=thumbnail(series, **first))


def _studies(found: Any) -> str:
    """A line a series; no pixels are read and nobody is named."""
    every = list(found.series)
    rows = [_row(one.to_dict()) for one in every[:MOST]]
    rows += [(f"and {len(every) - MOST} more", "", "", "")] if len(every) > MOST else []
    met = problems(found.problems) if isinstance(found, Studies) else ""
    title = counted(len(every), "series", "series")
    return framed(title, table(LISTED, rows, whole=(0, 2, 3)), met)


def _row(one: dict[str, Any]) -> tuple[str, str, str, str]:
    name = " · ".join(filter(None, (one["modality"], one["description"]))) or "(unnamed)"
    matrix = f"{one['columns']} × {one['rows']}" if one["rows"] and one["columns"] else ""
    number = "" if one["number"] is None else str(one["number"])
    return number, name, str(one["n_instances"]), matrix
