"""Which pictures a series becomes: one an image that is no slice of a volume."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from millivox.dicom.header import Header
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.jobs import Job, jobs_of
from millivox.images.reports.volume import VolumeReport
from millivox.images.series import Series
from millivox.images.sorting.duplicates import COPY
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Finding
from millivox.spacing.slices import Kind


@dataclass(frozen=True, slots=True)
class ImageJob:
    """One picture to be made, of the frames of one instance that are no slices of a volume.

    Parameters
    ----------
    series
        Whose instance it is.
    header
        Of its first frame.
    frames
        Which of the instance's frames, counted from 0.
    reason, text
        Why they make no volume: a stable short phrase, and a sentence for people.
    spacing
        Of a pixel.
    findings
        About them.
    """

    series: Series
    header: Header
    frames: tuple[int, ...]
    reason: str
    text: str
    spacing: Spacing
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str | None:
        """The image by its instance number; by its frames where others of these are elsewhere."""
        number = self.header.instance_number
        named = [] if number is None else [f"image {number}"]
        if len(self.frames) < self.header.n_frames:
            named.append(f"frame {self.frames[0]}")
        return " ".join(named) or None

    @property
    def n_frames(self) -> int:
        """Frames to be read."""
        return len(self.frames)

    @property
    def n_volumes(self) -> int:
        """A picture has no further axis."""
        return 1

    @property
    def highest(self) -> int:
        """The greatest number of a label in the series."""
        return max(header.instance_number or 0 for header in self.series.headers)

    @property
    def interval_mm(self) -> None:
        """Images have no distance."""

    @property
    def orientation(self) -> tuple[float, ...] | None:
        """Of its rows and columns, where the file says it."""
        return self.header.image_orientation_patient

    @property
    def sources(self) -> list[tuple[str | None, int]]:
        """Every frame, by its instance and number."""
        name = self.header.sop_instance_uid or self.header.file
        return [(name, number) for number in self.frames]

    @property
    def apart(self) -> tuple[str, ...]:
        """What tells it from others of the series."""
        return ("image", self.header.sop_instance_uid or "")

    def suffix(self, asked: Asked) -> str:
        """Of its file: a PNG of one frame is a file, of several a folder."""
        return ".png" if asked.suffix == ".pngs" and self.n_frames == 1 else asked.suffix


AnyJob = Job | ImageJob


def all_jobs(series: Iterable[Series], asked: Asked) -> Iterator[AnyJob]:
    """The files of several series: volumes, and in forms of pictures the images beside them."""
    for one in series:
        volumes = jobs_of(one, joined=asked.joins)
        if not asked.draws:
            yield from volumes
            continue
        yield from (job for job in volumes if not _is_of_images(job.reports[0], asked))
        yield from _image_jobs(one, asked)


def _image_jobs(series: Series, asked: Asked) -> Iterator[ImageJob]:
    for volume in series.volumes:
        if _is_of_images(volume, asked):
            yield from _of_volume(series, volume)
    for image in series.images:
        if image.has_pixels and image.text != COPY:
            frames = image.frame_numbers or (0,)  # none is held: that is said where it is read
            header, pixel = image.header.at_frame(frames[0]), image.spacing
            yield ImageJob(series, header, frames, image.reason, image.text, pixel, pixel.findings)


def _is_of_images(volume: VolumeReport, asked: Asked) -> bool:
    """Whether its slices make no grid, and nothing was asked for that."""
    stack = volume.stack
    if stack.grid is not None:
        return False
    if stack.kind == Kind.SINGLE:
        return asked.single == "refuse"
    return asked.uneven == "refuse" or stack.positions is None


def _of_volume(series: Series, volume: VolumeReport) -> Iterator[ImageJob]:
    """A picture an instance; the tiles of a mosaic stay together."""
    members: dict[int, tuple[Header, list[int]]] = {}
    for frame in volume.frames:
        members.setdefault(id(frame.header.tree), (frame.header, []))[1].append(frame.number)
    findings = (*volume.pixel.findings, *volume.stack.findings)
    for header, numbers in members.values():
        frames = tuple(sorted(set(numbers)))
        why, said = str(volume.stack.kind), volume.sentence
        yield ImageJob(
            series, header.at_frame(frames[0]), frames, why, said, volume.spacing, findings
        )
