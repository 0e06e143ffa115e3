"""What became of a conversion."""

from dataclasses import dataclass
from typing import Any

from millivox.dicom.problem import Problem
from millivox.errors import PixelError
from millivox.images.lost import LostFrame, lost_said


@dataclass(frozen=True, slots=True)
class Written:
    """One file, and the side-car beside it.

    ``state`` is ``"written"``, or ``"kept"`` where the same output of the same instances was there
    already.  ``lost`` are slices that could not be read, and are holes now;
    ``of`` says whether they are slices of a volume or frames of an image.  ``bval`` and ``bvec``
    are the files of b values and gradient directions beside a diffusion scan.
    """

    path: str
    sidecar: str
    series_uid: str | None
    shape: tuple[int, ...]
    label: str | None
    state: str
    verdict: str
    lost: tuple[LostFrame, ...] = ()
    of: str = "slice"
    bval: str | None = None
    bvec: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The entry in the JSON of ``convert``; the shape is that of the file, (i, j, k[, n])."""
        return {
            "path": self.path,
            "sidecar": self.sidecar,
            "series_uid": self.series_uid,
            "shape": list(self.shape),
            "label": self.label,
            "state": self.state,
            "verdict": self.verdict,
            "lost_k": [one.k for one in self.lost],
            "bval": self.bval,
            "bvec": self.bvec,
        }

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem for every slice that could not be read."""
        return tuple(
            Problem(one.path or self.path, PixelError.__name__, lost_said([one], of=self.of)[0])
            for one in self.lost
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not converted, and why."""

    series_uid: str | None
    error: str
    text: str
    label: str | None = None
    path: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The entry in the JSON of ``convert``."""
        return {
            "series_uid": self.series_uid,
            "error": self.error,
            "text": self.text,
            "label": self.label,
            "path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Conversion:
    """Everything that was written, refused and met on the way.

    ``without_image`` counts objects that hold no image at all: reports, structures, states.
    """

    written: tuple[Written, ...]
    refused: tuple[Refused, ...]
    problems: tuple[Problem, ...] = ()
    without_image: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``millivox convert --json`` (docs/reference/json.md)."""
        return {
            "written": [one.to_dict() for one in self.written],
            "refused": [one.to_dict() for one in self.refused],
            "without_image": self.without_image,
            "problems": [one.to_dict() for one in self.problems],
        }

    def __repr__(self) -> str:
        """What came of it, counted."""
        return f"<Conversion, {len(self.written)} written, {len(self.refused)} refused>"
