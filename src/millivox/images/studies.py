"""Studies: what is at some paths, study by study, series by series; without pixels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millivox.dicom.header import Header
from millivox.dicom.problem import Problem
from millivox.images.check import Given, by_series, instances_of
from millivox.images.numbers import counted
from millivox.images.reports.volume import VolumeReport
from millivox.images.series import Series

if TYPE_CHECKING:
    from millivox.dicom.reading import Progress


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """One study of one patient."""

    series: tuple[Series, ...]

    @property
    def header(self) -> Header:
        """Its first instance's header."""
        return self.series[0].headers[0]

    @property
    def uid(self) -> str | None:
        """Study Instance UID."""
        return self.header.study_instance_uid

    @property
    def patient(self) -> dict[str, str | None]:
        """Name, identifier, birth date and sex as written."""
        words = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex")
        name, identifier, born, sex = (self.header.text(word) for word in words)
        return {"name": name, "id": identifier, "birth_date": born, "sex": sex}

    def to_dict(self) -> dict[str, Any]:
        """The study as it stands in the JSON of ``info``."""
        sizes = [series.size for series in self.series]
        return {
            "study_uid": self.uid,
            "patient": self.patient,
            "date": self.header.text("StudyDate"),
            "time": self.header.text("StudyTime"),
            "description": self.header.text("StudyDescription"),
            "accession_number": self.header.text("AccessionNumber"),
            "n_series": len(self.series),
            "n_instances": sum(len(series.headers) for series in self.series),
            "bytes": None if None in sizes else sum(size or 0 for size in sizes),
            "series": [series.to_dict() for series in self.series],
        }

    def __iter__(self) -> Iterator[Series]:
        """The parts, in the order met."""
        return iter(self.series)

    def __len__(self) -> int:
        """How many parts."""
        return len(self.series)

    def __repr__(self) -> str:
        """What it holds, counted."""
        when = self.header.text("StudyDate") or "undated"
        return f"<Study {when}, {len(self.series)} series>"


@dataclass(frozen=True, slots=True, eq=False)
class Studies:
    """Everything that was found at some paths; iterating gives the studies."""

    studies: tuple[Study, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def series(self) -> tuple[Series, ...]:
        """The series of all studies."""
        return tuple(series for study in self.studies for series in study.series)

    @property
    def volumes(self) -> tuple[VolumeReport, ...]:
        """The volumes of all series."""
        return tuple(volume for series in self.series for volume in series.volumes)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``millivox info --json``."""
        return {
            "studies": [study.to_dict() for study in self.studies],
            "problems": [problem.to_dict() for problem in self.problems],
        }

    def __iter__(self) -> Iterator[Study]:
        """The parts, in the order met."""
        return iter(self.studies)

    def __len__(self) -> int:
        """How many parts."""
        return len(self.studies)

    def __repr__(self) -> str:
        """What it holds, counted."""
        series = sum(len(study.series) for study in self.studies)
        images = sum(len(item.headers) for item in self.series)
        studies = counted(len(self.studies), "study", "studies")
        return f"<{studies}, {series} series, {counted(images, 'instance')}>"


def open_(
    things: Given | Iterable[Given],
    *,
    progress: "Progress | None" = None,
    threads: int | None = None,
) -> Studies:
    """What is at some paths: studies, series, volumes and images, without their pixels.

    Parameters
    ----------
    things
        Files, folders or archives; or pydicom data sets, headers or instances.
    progress
        Called now and then with the number of files read and found so far.
    threads
        Threads of the scanner; as many as there are processors by default.
    """
    found, problems = instances_of(things, progress=progress, threads=threads)
    by_header = {id(header): instance for header, instance in found}
    studies: dict[str | None, list[Series]] = {}
    for members in by_series([header for header, _ in found]):
        instances = (by_header[id(header)] for header in members)
        held = tuple(instance for instance in instances if instance is not None)
        series = Series(tuple(members), held)
        studies.setdefault(members[0].study_instance_uid, []).append(series)
    return Studies(tuple(Study(tuple(held)) for held in studies.values()), tuple(problems))
