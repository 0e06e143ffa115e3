"""SeriesReport: what one series really is, in one sentence and in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from millivox.dicom.header import Header
from millivox.images.asked import UNASKED, Asked
from millivox.images.numbers import counted
from millivox.images.reports.image import ImageReport, image_reports
from millivox.images.reports.in_plane import findings_of
from millivox.images.reports.merged import each_once
from millivox.images.reports.verdict import verdict
from millivox.images.reports.volume import VolumeReport
from millivox.images.volumes import assemble
from millivox.spacing.findings import Finding


@dataclass(frozen=True, eq=False)
class SeriesReport:
    """One series: its volumes, the images set aside, the findings, the verdict.

    Parameters
    ----------
    headers
        One an instance.
    volumes
        What is a volume, in the order met.
    images
        Everything else, with the reason.
    findings
        What is odd, each once, the gravest first.
    """

    headers: tuple[Header, ...]
    volumes: tuple[VolumeReport, ...]
    images: tuple[ImageReport, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, headers: Sequence[Header], asked: Asked = UNASKED) -> "SeriesReport":
        """Judge the instances of one series, or of several that were merged."""
        found = assemble(headers, asked)
        images, about_images = image_reports(found.set_aside)
        about_pictures = [(pixel, held) for pixel, held in about_images if held[0].rows]
        every = [
            *found.findings,
            *(item for volume in found.volumes for item in volume.stack.findings),
            *findings_of(found.pixels),
            *findings_of(about_pictures),
        ]
        return cls(tuple(headers), tuple(found.volumes), tuple(images), each_once(every))

    @cached_property
    def verdict(self) -> str:
        """The series in one sentence."""
        return verdict(self.volumes, self.images)

    @property
    def severity(self) -> str:
        """The worst finding's severity; ``"ok"`` where there is none."""
        return str(max((f.severity for f in self.findings), key=lambda s: s.rank, default="ok"))

    @property
    def series_uid(self) -> str | None:
        """Series Instance UID."""
        return self.headers[0].series_instance_uid

    @property
    def merged_series_uids(self) -> tuple[str, ...]:
        """The series put together here; empty where there is one only."""
        uids = tuple(dict.fromkeys(header.series_instance_uid or "" for header in self.headers))
        return uids if len(uids) > 1 else ()

    @property
    def study_uid(self) -> str | None:
        """Study Instance UID."""
        return self.headers[0].study_instance_uid

    @property
    def modality(self) -> str | None:
        """Modality as written."""
        return self.headers[0].modality

    @property
    def description(self) -> str | None:
        """Series Description."""
        return self.headers[0].text("SeriesDescription")

    @property
    def n_frames(self) -> int:
        """Frames as stored, a mosaic is one; where files disprove their claim, those there are."""
        return sum(header.n_frames for header in self.headers if header.rows)

    @property
    def n_frames_claimed(self) -> int:
        """Frames by Number of Frames alone, which damaged files may disprove."""
        return sum(header.number_of_frames for header in self.headers if header.rows)

    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, each once."""
        return tuple(dict.fromkeys(item.code for item in self.findings))

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The series as it stands in the JSON of ``check``."""
        return {
            "series_uid": self.series_uid,
            "merged_series_uids": list(self.merged_series_uids),
            "study_uid": self.study_uid,
            "modality": self.modality,
            "description": self.description,
            "manufacturer": self.headers[0].manufacturer,
            "n_instances": len(self.headers),
            "n_frames": self.n_frames,
            "n_frames_claimed": self.n_frames_claimed,
            "verdict": self.verdict,
            "severity": self.severity,
            "volumes": [v.to_dict(accept_unverified=accept_unverified) for v in self.volumes],
            "images": [i.to_dict(accept_unverified=accept_unverified) for i in self.images],
            "findings": [item.to_dict() for item in self.findings],
        }

    def __str__(self) -> str:
        """The verdict and the findings."""
        name = " ".join(filter(None, (self.modality, self.description))) or "Series"
        lines = [f"{name} ({counted(len(self.headers), 'instance')})", f"  {self.verdict}"]
        lines += [f"  {f.severity}: {f.code} {f.name}: {f.text}" for f in self.findings]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Modality, severity and verdict."""
        return f"<SeriesReport {self.modality} {self.severity}: {self.verdict}>"
