"""check: from paths, data sets or headers to a verdict on every series."""

import os
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, Union

from millivox.dicom.dataset import InMemory, each, header_of
from millivox.dicom.fields import tag_of
from millivox.dicom.header import Header
from millivox.dicom.problem import Problem
from millivox.images.asked import Asked, Merge, Profile
from millivox.images.presented import with_states
from millivox.images.related import with_relations
from millivox.images.reports.report import Report
from millivox.images.reports.series import SeriesReport
from millivox.images.sorting.grouping import frame_of_reference, kind_of

if TYPE_CHECKING:
    from pydicom import Dataset

    from millivox.dicom.reading import Instance, Progress, Reading

AnyPath = str | os.PathLike[str]
Given = Union[AnyPath, "Dataset", Header, "Instance", "Reading"]

Found = tuple[Header, "Instance | None"]

_STUDY, _SERIES = tag_of("StudyInstanceUID"), tag_of("SeriesInstanceUID")


def check(
    things: Given | Iterable[Given],
    *,
    progress: "Progress | None" = None,
    threads: int | None = None,
    tolerance_profile: str = Profile.STRICT,
    merge: str = Merge.NOTHING,
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
    tolerance_profile
        Whose tolerance for uneven slices to follow: "strict" (the rule book's), or
        "clinical" (1 %) or "ohif" (20 %), to compare with other tools.
    merge
        "series" lets a volume span the series of a study whose images could belong
        to one: same space, kind, matrix and pixel.

    Returns
    -------
    Report
        One :class:`~millivox.images.reports.series.SeriesReport` a series, each with
        its verdict, and the problems met on the way.
    """
    found, problems = instances_of(things, progress=progress, threads=threads)
    headers = [header for header, _ in found]
    asked = Asked(Profile(tolerance_profile), Merge(merge))
    held = by_series(headers)
    if asked.merge is Merge.SERIES:
        held = merged(held)
    series = tuple(SeriesReport.of(members, asked) for members in held)
    return Report(with_states(with_relations(series)), tuple(problems), asked)


def instances_of(
    things: Given | Iterable[Given],
    *,
    progress: "Progress | None" = None,
    threads: int | None = None,
) -> tuple[list[Found], list[Problem]]:
    """Everything given, one header an instance (with the instance, if read), and the problems."""
    paths: list[AnyPath] = []
    found: list[Found] = []
    problems: list[Problem] = []
    for thing in _each(things):
        if isinstance(thing, (str, os.PathLike)):
            paths.append(thing)
        elif hasattr(thing, "instances"):
            found += [(instance.header, instance) for instance in thing.instances]
            problems += thing.problems
        else:
            found.append(_given(thing))
    if paths:
        from millivox.dicom.reading import read

        reading = read(paths, progress=progress, threads=threads)
        found += [(instance.header, instance) for instance in reading.instances]
        problems += reading.problems
    return found, problems


def by_series(headers: Iterable[Header]) -> list[list[Header]]:
    """Headers by study and series, in the order the series were met."""
    series: dict[tuple[Any, Any], list[Header]] = {}
    for header in headers:
        tree = header.tree
        key = (_stored(tree.get(_STUDY)), _stored(tree.get(_SERIES)))
        series.setdefault(key, []).append(header)
    return list(series.values())


def merged(series: list[list[Header]]) -> list[list[Header]]:
    """Series of one study whose images could be of one volume, put together (D.1, step 2)."""
    found: dict[Hashable, list[Header]] = {}
    for members in series:
        found.setdefault(_may_share(members[0]), []).extend(members)
    return list(found.values())


def _may_share(header: Header) -> Hashable:
    """What all images of a volume have in common, as far as a first image tells."""
    space = frame_of_reference(header)
    if space is None or not header.rows:
        return header.series_instance_uid  # in no space, or no image: nothing to join
    return (
        header.study_instance_uid,
        space,
        header.sop_class_uid,
        header.modality,
        header.rows,
        header.columns,
        header.numbers("PixelSpacing"),
        kind_of(header),
    )


def _stored(value: Any) -> bytes:
    """A UID's bytes without padding; whatever else stands there counts as absent."""
    data = value[1] if isinstance(value, tuple) else value
    return data.rstrip(b"\0 ") if isinstance(data, bytes) else b""


def _each(things: Any) -> Iterable[Any]:
    """The things one by one; a data set is one thing though it can be iterated."""
    single = (str, bytes, os.PathLike, Header)
    if isinstance(things, single) or hasattr(things, "instances") or _is_one(things):
        return [things]
    return each(things)


def _is_one(thing: Any) -> bool:
    return hasattr(thing, "get_item") or hasattr(thing, "transfer_syntax")


def _given(thing: Any) -> Found:
    if isinstance(thing, Header):
        return thing, None
    if isinstance(getattr(thing, "header", None), Header):
        return thing.header, thing
    from millivox.dicom.reading import Instance

    file = getattr(thing, "filename", None)
    header = header_of(thing, file if isinstance(file, str) else None)
    syntax = header.text("TransferSyntaxUID")
    return header, Instance(header, header.file or "-", None, syntax, InMemory(thing))
