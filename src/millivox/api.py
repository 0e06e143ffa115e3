"""The questions millivox answers, one function each; ``import millivox`` offers them by name."""

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Union

from millivox.errors import HeaderError, NotDicomError

if TYPE_CHECKING:
    from pydicom import Dataset

    from millivox.dicom.found import Walk
    from millivox.dicom.header import Header
    from millivox.dicom.pixels.digest import PixelDigest
    from millivox.dicom.problem import Problem
    from millivox.dicom.reading import Instance, Progress, Reading
    from millivox.images.reports.report import Report
    from millivox.images.studies import Studies
    from millivox.provenance import Override
    from millivox.spacing.related.known import Known
    from millivox.spacing.report import SpacingReport
    from millivox.spacing.words.explained import HeaderReport

AnyPath = str | os.PathLike[str]
Paths = Union[AnyPath, Iterable[AnyPath]]


def check(
    paths: Paths,
    *,
    progress: "Progress | None" = None,
    tolerance_profile: str = "strict",
    merge: str = "nothing",
) -> "Report":
    """What the geometry of some images really is: volumes, spacing, gaps, tilt, what is missing.

    Parameters
    ----------
    paths
        Files, folders, archives, DICOMDIRs, or pydicom data sets.
    progress
        Called now and then with the number of files read and found so far.
    tolerance_profile
        Whose tolerance for uneven slices to follow: "strict" is ours; "clinical"
        (1 %) and "ohif" (20 %) show what other tools would accept, graded C.
    merge
        "series" lets one volume span several series of a study.

    Returns
    -------
    Report
        Verdict, volumes and findings of each series; ``to_dict()`` is the JSON of
        ``millivox check``.

    Examples
    --------
    >>> import millivox as mv
    >>> from pydicom.data import get_testdata_file
    >>> print(mv.check(get_testdata_file("CT_small.dcm")).series[0].verdict)
    1 slice, 5.0 mm thick; a single slice has no distance to a neighbour.
    """
    from millivox.images.check import check as check_

    return check_(paths, progress=progress, tolerance_profile=tolerance_profile, merge=merge)


def open(paths: Paths, *, progress: "Progress | None" = None) -> "Studies":
    """What is at some paths: patients, studies, series, images and volumes, without their pixels.

    Parameters
    ----------
    paths
        Files, folders, archives or DICOMDIRs.
    progress
        Called now and then with the number of files read and found so far.

    Examples
    --------
    >>> import millivox as mv
    >>> from pydicom.data import get_testdata_file
    >>> mv.open(get_testdata_file("CT_small.dcm"))
    <1 study, 1 series, 1 instance>
    """
    from millivox.images.studies import open_

    return open_(paths, progress=progress)


def spacing(
    path: "AnyPath | Dataset",
    *,
    frame: int = 0,
    assume_isotropic: bool = False,
    among: "Paths | None" = None,
    override: "Override | None" = None,
) -> "SpacingReport":
    """What one pixel is in millimetres, where the number came from, and whether to trust it.

    Parameters
    ----------
    path
        A file (or an archive with one file in it), or a pydicom data set.
    frame
        Zero-based frame number.
    assume_isotropic
        Take a single written value for both directions, as a suggestion of grade D.
    among
        Where the images are that it was made from or references: a segmentation
        may have its pixels' size from them only.
    override
        A size to be used instead, with who set it, when and why
        (:class:`millivox.provenance.Override`); grade C, marked "mm (user)".

    Returns
    -------
    SpacingReport
        Both axes with their origins, other readings of the header, findings, a sentence.

    Raises
    ------
    SourceError
        Nothing there could be read.
    HeaderError
        The object has no such frame.

    Examples
    --------
    >>> import millivox as mv
    >>> from pydicom.data import get_testdata_file
    >>> print(mv.spacing(get_testdata_file("CT_small.dcm")).sentence)
    0.661468 mm between columns and rows in the patient (Pixel Spacing).
    """
    header, problems = _found(path)
    own = at_frame(header, frame)
    beside = known(reading(among)) if among is not None else None
    return report_of(
        own,
        assume_isotropic=assume_isotropic,
        among=beside,
        override=override,
        problems=problems,
    )


def header(path: "AnyPath | Dataset", *, frame: int = 0) -> "HeaderReport":
    """Every element of one file, with plain words beside what bears on millimetres.

    Parameters
    ----------
    path
        A file (or an archive with one file in it), or a pydicom data set.
    frame
        Zero-based number of the frame that the words are about.

    Raises
    ------
    SourceError
        Nothing there could be read.

    Examples
    --------
    >>> import millivox as mv
    >>> from pydicom.data import get_testdata_file
    >>> len(mv.header(get_testdata_file("CT_small.dcm")).elements)
    272
    """
    if not isinstance(path, (str, os.PathLike)):
        from millivox.dicom.written import written

        own = at_frame(_found(path)[0], frame)
        return _report_of(written(path, of="header"), own)
    return header_of(only(reading(path), path), frame=frame)


def reading(paths: Paths, *, progress: "Progress | None" = None) -> "Reading":
    """Every instance at some paths and every problem on the way, without judging any."""
    from millivox.dicom.reading import read

    return read(paths, progress=progress)


def only(found: "Reading", path: AnyPath) -> "Instance":
    """The one instance that was found.

    Raises
    ------
    SourceError
        There is none; the first problem says why.
    HeaderError
        There are several.
    """
    if len(found.instances) == 1:
        return found.instances[0]
    name = os.fspath(path)
    if found.instances:
        raise HeaderError(
            f"It holds {len(found.instances)} instances, not one.",
            path=name,
            help="Give one file, or use check.",
        )
    for problem in found.problems:
        raise problem.as_error()
    raise NotDicomError("No DICOM object was found.", path=name)


def at_frame(header: "Header", frame: int) -> "Header":
    """The header of one frame.

    Raises
    ------
    HeaderError
        The object has no such frame.
    """
    last = header.number_of_frames - 1
    if not 0 <= frame <= last:
        raise HeaderError(
            f"Frame {frame} was asked for; its frames are 0 to {last}.", path=header.file
        )
    return header.at_frame(frame) if frame else header


def header_of(instance: "Instance", *, frame: int = 0) -> "HeaderReport":
    """The header report of an instance that was read."""
    return _report_of(instance.open(), at_frame(instance.header, frame))


def report_of(
    header: "Header",
    *,
    assume_isotropic: bool = False,
    among: "Known | None" = None,
    override: "Override | None" = None,
    problems: "Iterable[Problem]" = (),
) -> "SpacingReport":
    """The spacing report of a frame that was read, among others."""
    from millivox.spacing.report import SpacingReport

    return SpacingReport.of(
        header,
        assume_isotropic=assume_isotropic,
        among=among,
        override=override,
        problems=problems,
    )


def known(found: "Reading") -> "Known":
    """Everything that was read, as what one of them may refer to."""
    from millivox.spacing.related.known import Known

    return Known(instance.header for instance in found.instances)


def walk_of(instance: "Instance") -> "Walk":
    """Every element of an instance as it stands in its file, neither named nor explained.

    Raises
    ------
    SourceError
        The file has gone since it was read, or changed.
    """
    from millivox.dicom.scan import walk

    walked = walk(instance.open(), name=instance.path)
    if walked.scan.error is not None:
        raise walked.scan.error
    return walked


def pixels_of(instance: "Instance") -> "PixelDigest":
    """Every frame of an instance, decoded into one digest; an empty one where it has no pixels."""
    from millivox.dicom.pixels.digest import pixel_digest

    return pixel_digest(instance.open(), instance.path)


def elements_of(instance: "Instance") -> Iterator[Any]:
    """Every element of an instance, named but not explained."""
    from millivox.dicom.listing.dump import elements

    return elements(walk_of(instance))


def _report_of(source: Any, header: "Header") -> "HeaderReport":
    from millivox.dicom.contradictions import proven_wrong
    from millivox.dicom.listing.dump import elements
    from millivox.dicom.scan import walk
    from millivox.spacing.rules import decide
    from millivox.spacing.words.explained import HeaderReport, words_of

    path = header.file
    walked = walk(source, name=path or "")
    scan = walked.scan
    if scan.error is not None:
        raise scan.error
    listed = tuple(elements(walked))
    told = words_of(listed, header, decide(header))
    wrong = tuple(proven_wrong(scan, header.tree, path or "-"))
    return HeaderReport(path, scan.transfer_syntax, listed, told, wrong)


def _found(path: "AnyPath | Dataset") -> "tuple[Header, list[Problem]]":
    """The header of one object, and the problems met on the way."""
    from millivox.dicom.dataset import header_of

    if isinstance(path, (str, os.PathLike)):
        found = reading(path)
        return only(found, path).header, found.problems
    return header_of(path), []
