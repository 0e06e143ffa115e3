"""check: from paths, data sets or headers to a verdict on every series."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Union

from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.dicom.problem import Problem
from millivox.images.report import Report
from millivox.images.series_report import SeriesReport

if TYPE_CHECKING:
    from pydicom import Dataset

    from millivox.dicom.reading import Instance, Progress, Reading

AnyPath = str | os.PathLike[str]
Given = Union[AnyPath, "Dataset", Header, "Instance", "Reading"]

_STUDY, _SERIES = tag_of("StudyInstanceUID"), tag_of("SeriesInstanceUID")


def check(
    things: Given | Iterable[Given],
    *,
    progress: "Progress | None" = None,
    threads: int | None = None,
) -> Report:
    """What the geometry of some images really is.

    Parameters
    ----------
    things
        Files, folders or archives; or pydicom data sets, headers or instances.
    progress
        Called now and then with the number of files read and found so far.
    threads
        Threads of the scanner; as many as there are processors by default.

    Returns
    -------
    Report
        One :class:`~millivox.images.series_report.SeriesReport` a series, each with
        its verdict, and the problems met on the way.
    """
    headers, problems = headers_of(things, progress=progress, threads=threads)
    series = tuple(SeriesReport.of(members) for members in by_series(headers))
    return Report(series, tuple(problems))


def headers_of(
    things: Given | Iterable[Given],
    *,
    progress: "Progress | None" = None,
    threads: int | None = None,
) -> tuple[list[Header], list[Problem]]:
    """The headers of everything given, one an instance, and what could not be read."""
    paths: list[AnyPath] = []
    headers: list[Header] = []
    problems: list[Problem] = []
    for thing in _each(things):
        if isinstance(thing, (str, bytes, os.PathLike)):
            paths.append(thing)  # type: ignore[arg-type]
        elif hasattr(thing, "instances"):
            headers += [instance.header for instance in thing.instances]
            problems += thing.problems
        else:
            headers.append(_header(thing))
    if paths:
        from millivox.dicom.reading import read

        found = read(paths, progress=progress, threads=threads)
        headers += [instance.header for instance in found.instances]
        problems += found.problems
    return headers, problems


def by_series(headers: Iterable[Header]) -> list[list[Header]]:
    """Headers by study and series, in the order the series were met."""
    series: dict[tuple[Any, Any], list[Header]] = {}
    for header in headers:
        tree = header.tree
        key = (_stored(tree.get(_STUDY)), _stored(tree.get(_SERIES)))
        series.setdefault(key, []).append(header)
    return list(series.values())


def _stored(value: Any) -> bytes:
    """A UID's bytes without padding; whatever else stands there counts as absent."""
    data = value[1] if isinstance(value, tuple) else value
    return data.rstrip(b"\0 ") if isinstance(data, bytes) else b""


def _each(things: Any) -> Iterable[Any]:
    """The things one by one; a data set is one thing though it can be iterated."""
    single = (str, bytes, os.PathLike, Header)
    if isinstance(things, single) or hasattr(things, "instances") or _is_one(things):
        return [things]
    return things  # type: ignore[no-any-return]


def _is_one(thing: Any) -> bool:
    return hasattr(thing, "get_item") or hasattr(thing, "transfer_syntax")


def _header(thing: Any) -> Header:
    if isinstance(thing, Header):
        return thing
    if isinstance(getattr(thing, "header", None), Header):
        return thing.header  # type: ignore[no-any-return]
    from millivox.dicom.dataset import tree_of

    file = getattr(thing, "filename", None)
    return Header(tree_of(thing), 0, file if isinstance(file, str) else None)
