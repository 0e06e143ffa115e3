"""What is to be said of one frame's millimetres, ready to print or to pass on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from millivox.decimals import plain, rounded, uncertainty
from millivox.dicom.header import Header
from millivox.dicom.problem import Problem
from millivox.provenance import Grade, Override
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.findings import Finding
from millivox.spacing.override import overridden
from millivox.spacing.related.judged import judged
from millivox.spacing.related.known import Known
from millivox.spacing.rules import decide
from millivox.spacing.words.explain import sentence

#: What a grade means, in words (rule book F.2).
GRADES = {
    Grade.A: "metric, and confirmed by something independent",
    Grade.B: "metric",
    Grade.C: "metric at the plane or under the assumption named",
    Grade.D: "a number whose meaning nobody states: not millimetres",
    Grade.E: "a ratio only: no millimetres",
    Grade.F: "no usable number: pixels only",
}


@dataclass(frozen=True, slots=True)
class SpacingReport:
    """One frame's spacing, where it came from, and one sentence that says it.

    Parameters
    ----------
    path
        The file; ``None`` for a data set in memory.
    frame
        Zero-based frame number.
    sop_class
        SOP Class UID.
    modality
        Modality as written.
    spacing
        The decision: every axis with its origin.
    sentence
        The same in words.
    problems
        Damage that its file proves, and what else was met while it was read.
    """

    path: str | None
    frame: int
    sop_class: str | None
    modality: str | None
    spacing: Spacing
    sentence: str
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(
        cls,
        header: Header,
        *,
        assume_isotropic: bool = False,
        among: Known | None = None,
        override: Override | None = None,
        problems: Iterable[Problem] = (),
    ) -> "SpacingReport":
        """Decide about one frame, beside the instances it is among, and say so."""
        spacing = decide(header, assume_isotropic=assume_isotropic)
        if among is not None:
            spacing = judged([header], spacing, among)
        if override is not None:
            spacing = overridden(spacing, override)
        return cls(
            path=header.file,
            frame=header.frame,
            sop_class=header.sop_class_uid,
            modality=header.modality,
            spacing=spacing,
            sentence=sentence(spacing, header),
            problems=tuple(problems),
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd about it."""
        return self.spacing.findings

    @property
    def has_mm(self) -> bool:
        """Whether millimetres are known in both directions of the image."""
        return self.spacing.x.mm is not None and self.spacing.y.mm is not None

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The report as ``millivox spacing --json`` prints it."""
        opted = {"accept_unverified": accept_unverified}
        held = self.spacing
        answer: dict[str, Any] = {
            "path": self.path,
            "frame": self.frame,
            "sop_class": self.sop_class,
            "modality": self.modality,
            "spacing": {
                "x": held.x.to_dict(**opted),
                "y": held.y.to_dict(**opted),
                "z": held.z.to_dict(**opted) if held.z else None,
            },
            "alternatives": [other.to_dict(**opted) for other in held.alternatives],
            "regions": [region.to_dict(**opted) for region in held.regions],
            "acquired": held.acquired.to_dict() if held.acquired else None,
            "findings": [finding.to_dict() for finding in held.findings],
            "sentence": self.sentence,
            "problems": [problem.to_dict() for problem in self.problems],
        }
        return {name: rounded(held) for name, held in answer.items()}

    def __str__(self) -> str:
        """The sentence, then the axes, the findings, and what is wrong with the file."""
        axes = [("x", self.spacing.x), ("y", self.spacing.y), ("z", self.spacing.z)]
        lines = [f"{name}: {in_words(axis)}" for name, axis in axes if axis is not None]
        codes = [f"{item.code} {item.name}: {item.text}" for item in self.findings]
        wrong = [str(problem) for problem in self.problems]
        return "\n".join([self.sentence, *lines, *codes, *wrong])


def in_words(axis: AxisSpacing) -> str:
    """One axis as a person reads it: number, uncertainty, label, grade, source."""
    origin = axis.origin
    if axis.number is None:
        return f"unknown, grade {origin.grade}"
    unit = origin.label if axis.mm is not None else "(not millimetres)"
    known = axis.u_mm and axis.mm is not None
    spread = f" ± {uncertainty(axis.u_mm, axis.number)}" if known else ""
    return f"{plain(axis.number)}{spread} {unit}, grade {origin.grade}, from {origin.source}"
