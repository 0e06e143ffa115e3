"""Series: the volumes and images of one series, judged when they are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from millivox.dicom.header import Header
from millivox.errors import NotAVolumeError
from millivox.faces import ask
from millivox.images.numbers import counted
from millivox.images.reports.image import ImageReport
from millivox.images.reports.series import SeriesReport
from millivox.images.reports.volume import VolumeReport

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from millivox.dicom.reading import Instance, Progress
    from millivox.images.loading.slices import Slices
    from millivox.images.lost import Policy
    from millivox.images.volume import Volume


@dataclass(frozen=True, eq=False)
class Series:
    """One series: its instances, and its volumes and images once they are asked for."""

    headers: tuple[Header, ...]
    instances: "tuple[Instance, ...]" = ()

    @cached_property
    def report(self) -> SeriesReport:
        """What the series really is; judged when first asked for."""
        return SeriesReport.of(self.headers)

    @property
    def volumes(self) -> tuple[VolumeReport, ...]:
        """Its volumes."""
        return self.report.volumes

    @property
    def images(self) -> tuple[ImageReport, ...]:
        """What is part of no volume, with the reason."""
        return self.report.images

    @property
    def verdict(self) -> str:
        """The series in one sentence."""
        return self.report.verdict

    def volume(
        self,
        number: int | None = None,
        *,
        values: str = "modality",
        dtype: "DTypeLike | None" = None,
        chunks: str | None = None,
        lost: "Policy" = "refuse",
        progress: "Progress | None" = None,
    ) -> "Volume":
        """The values of its volume, on an exact grid and in the right units.

        Parameters
        ----------
        number
            Which of its volumes, counted from 0; needed only where it has several.
        values
            ``"modality"`` (HU and the like), ``"stored"``, ``"real-world"`` (or
            ``"real-world:LABEL"`` of several mappings), ``"suv-bw"``, ``"suv-bsa"``,
            ``"suv-ibw"``, ``"suv-lbmjames128"`` or ``"suv-lbmjanma"``.
        dtype
            Of the values; by default the smallest that holds every value the files have, or can
            have where they are read later.
        chunks
            ``"slice"`` reads no pixels now, but each slice when it is computed: the values are
            a Dask array whose chunks are slices.
        lost
            Frames that cannot be read are an error, or with ``"mark"`` holes of the volume,
            named in its ``lost`` and ``history``; see :func:`millivox.images.loading.load.load`.
        progress
            Called now and then with the number of frames read and of all.

        Raises
        ------
        NotAVolumeError
            It has no volume, or several and none was chosen, or its slices are not even.
        PixelError, HeaderError
            A frame cannot be decoded, or the file does not tell such values.
        """
        from millivox.images.loading.load import load

        return load(
            self.chosen(number),
            self.instances,
            values=values,
            dtype=dtype,
            chunks=chunks,
            lost=lost,
            progress=progress,
        )

    def slices(
        self,
        number: int | None = None,
        *,
        values: str = "modality",
        dtype: "DTypeLike | None" = None,
        lost: "Policy" = "refuse",
        progress: "Progress | None" = None,
    ) -> "Slices":
        """The slices of a stack as they lie, evenly or not; parameters as of :meth:`volume`.

        Raises
        ------
        NotAVolumeError
            It has no stack, or several and none was chosen, or the slices have no places.
        """
        from millivox.images.loading.load import load_slices

        return load_slices(
            self.chosen(number),
            self.instances,
            values=values,
            dtype=dtype,
            lost=lost,
            progress=progress,
        )

    def show(self, **how: Any) -> Any:
        """A figure with its axes in mm: :func:`millivox.plot.plot` explains the parameters."""
        return ask("show", self, **how)

    def chosen(self, number: int | None = None) -> VolumeReport:
        """The only one of its volumes, or the one of a number; errors as of :meth:`slices`."""
        if len(self.volumes) == 1 and number in (None, 0, -1):
            return self.volumes[0]
        if number is not None and -len(self.volumes) <= number < len(self.volumes):
            return self.volumes[number]
        listed = "; ".join(f"{n}: {volume}" for n, volume in enumerate(self.volumes))
        text = f"It has {counted(len(self.volumes), 'volume')}." if listed else self.verdict
        raise NotAVolumeError(text, help=f"Choose one by its number: {listed}" if listed else None)

    @property
    def uid(self) -> str | None:
        """Series Instance UID."""
        return self.headers[0].series_instance_uid

    @property
    def size(self) -> int | None:
        """Bytes of all its instances; ``None`` for data sets in memory."""
        sizes = [held.size for held in self.instances]
        return None if None in sizes or not sizes else sum(size or 0 for size in sizes)

    def to_dict(self) -> dict[str, Any]:
        """The series as it stands in the JSON of ``info``."""
        first = self.headers[0]
        return {
            "series_uid": self.uid,
            "number": first.integer("SeriesNumber"),
            "modality": first.modality,
            "description": first.text("SeriesDescription"),
            "body_part": first.text("BodyPartExamined"),
            "manufacturer": first.manufacturer,
            "sop_classes": _different(header.sop_class_uid for header in self.headers),
            "transfer_syntaxes": _different(held.transfer_syntax for held in self.instances),
            "n_instances": len(self.headers),
            "n_frames": sum(header.n_frames for header in self.headers if header.rows),
            "n_frames_claimed": sum(h.number_of_frames for h in self.headers if h.rows),
            "rows": first.rows,
            "columns": first.columns,
            "bytes": self.size,
        }

    def __repr__(self) -> str:
        """What it holds, counted."""
        first = self.headers[0]
        name = " ".join(filter(None, (first.modality, first.text("SeriesDescription"))))
        return f"<Series {name or '(unnamed)'}, {counted(len(self.headers), 'instance')}>"


def _different(values: Iterable[str | None]) -> Sequence[str]:
    return list(dict.fromkeys(value for value in values if value))
