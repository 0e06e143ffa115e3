"""Which files a series becomes: one a volume, or one for volumes that follow each other in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from millivox.dicom.header import Header
from millivox.export.conversion.asked import Asked
from millivox.export.gradients import averages
from millivox.images.reports.volume import VolumeReport
from millivox.images.series import Series

#: Volumes that differ in these only are one scan over time, or one diffusion scan: what dcm2niix
#: writes as one file of four dimensions.  Echoes, phase and magnitude, kernels stay apart.
_OVER_TIME = frozenset(
    ("temporal position", "time slot", "phase", "trigger time", "cardiac phase", "trigger delay",
     "R-R interval", "frame reference time", "time slice", "acquisition number",
     "frame acquisition number", "acquisition time", "order of the instances", "instance",
     "diffusion weighting", "diffusion direction", "diffusion directionality")
)  # fmt: skip
_AND, _COMMA = " and ", ", "
#: Corners of volumes that go into one file lie no further apart.
_SAME_GRID_MM = 1e-3


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be made.

    Parameters
    ----------
    series
        Whose volumes they are.
    numbers
        Which of its volumes, in their order.
    label
        What tells this file's volumes from others of the series, in words.
    """

    series: Series
    numbers: tuple[int, ...]
    label: str | None = None

    @property
    def reports(self) -> tuple[VolumeReport, ...]:
        """Its volumes."""
        return tuple(self.series.volumes[number] for number in self.numbers)

    @property
    def header(self) -> Header:
        """Of its first slice."""
        return self.reports[0].frames[0].header

    @property
    def n_frames(self) -> int:
        """Slices to be read."""
        return sum(len(report.frames) for report in self.reports)

    @property
    def n_volumes(self) -> int:
        """How many follow each other in the file."""
        return len(self.numbers)

    @property
    def highest(self) -> int:
        """The greatest number that a label of the series may end with."""
        return len(self.series.volumes)

    @property
    def interval_mm(self) -> float | None:
        """Distance between slices."""
        return self.reports[0].stack.slices.interval_mm

    @property
    def orientation(self) -> tuple[float, ...] | None:
        """Of rows and columns."""
        return self.reports[0].frames[0].orientation

    @property
    def sources(self) -> list[tuple[str | None, int]]:
        """Every slice, by its instance and frame number."""
        return [(f.sop_instance_uid or f.path, f.number) for r in self.reports for f in r.frames]

    @property
    def apart(self) -> tuple[str, ...]:
        """What tells it from others of the series."""
        return tuple(map(str, self.numbers))

    def suffix(self, asked: Asked) -> str:
        """Of its file."""
        return asked.suffix


def jobs_of(series: Series, *, joined: bool) -> list[Job]:
    """The files of a series, in the order of its volumes."""
    numbered = list(enumerate(series.volumes))
    jobs: list[Job] = []
    for _, members in groupby(numbered, key=lambda one: one[1].group):
        jobs += _of_group(series, list(members), joined)
    return jobs


def _of_group(series: Series, members: list[tuple[int, VolumeReport]], joined: bool) -> list[Job]:
    jobs: list[Job] = []
    parts = _parts(members) if joined and len(members) > 1 else None
    whole = [piece for part in parts or () for piece in _without_averages(series, *part)]
    for label, numbers in whole:
        if _is_one_grid([series.volumes[number] for number in numbers]):
            jobs.append(Job(series, numbers, label))
        else:
            jobs += [_alone(series, number) for number in numbers]
    return jobs if parts else [_alone(series, number) for number, _ in members]


def _without_averages(
    series: Series, label: str | None, numbers: tuple[int, ...]
) -> list[tuple[str | None, tuple[int, ...]]]:
    """What a scanner made of a diffusion scan is no part of it, but a file of its own."""
    reports = [series.volumes[number] for number in numbers]
    found = averages([report.frames for report in reports]) if _is_one_grid(reports) else []
    aside = tuple(numbers[place] for place in found)
    if not aside:
        return [(label, numbers)]
    named = ", ".join(filter(None, (label, "average of directions")))
    return [(label, tuple(n for n in numbers if n not in aside)), (named, aside)]


def _alone(series: Series, number: int) -> Job:
    return Job(series, (number,), series.volumes[number].label)


def _parts(
    members: Sequence[tuple[int, VolumeReport]],
) -> list[tuple[str | None, tuple[int, ...]]] | None:
    """Members that differ over time only, with what the others differ in; ``None`` if none do."""
    keys = (members[0][1].split_by or "").split(_AND)
    apart = [place for place, key in enumerate(keys) if key not in _OVER_TIME]
    if not apart:
        return [(None, tuple(number for number, _ in members))]
    if len(apart) == len(keys) or len(keys) != 2:
        return None
    (place,) = apart
    parts: dict[Any, list[tuple[int, VolumeReport]]] = {}
    for number, report in members:
        values = report.split_value
        if not isinstance(values, (list, tuple)) or len(values) != 2:
            return None
        parts.setdefault(str(values[place]), []).append((number, report))
    return [(_piece(held[0][1], place), tuple(n for n, _ in held)) for held in parts.values()]


def _piece(report: VolumeReport, place: int) -> str | None:
    """The words for one of two keys."""
    words = (report.label or "").split(_COMMA)
    return words[place] if len(words) == 2 else report.label


def _is_one_grid(reports: Sequence[VolumeReport]) -> bool:
    first = reports[0].stack.grid
    return first is not None and all(
        report.stack.grid is not None and first.is_close(report.stack.grid, within_mm=_SAME_GRID_MM)
        for report in reports
    )


def step_s(job: Job) -> float | None:
    """Time between the volumes of a file, where it is known: of a 2-D echo-planar scan."""
    header = job.reports[0].frames[0].header
    is_echo_planar = (
        "EP" in header.texts("ScanningSequence") and header.text("MRAcquisitionType") == "2D"
    )
    time_ms = header.number("RepetitionTime")
    return time_ms / 1000.0 if time_ms and is_echo_planar and len(job.numbers) > 1 else None
