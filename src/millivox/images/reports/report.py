"""Report: the answer to "what is the geometry of these images really?"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from millivox.decimals import rounded
from millivox.dicom.problem import Problem
from millivox.images.asked import UNASKED, Asked
from millivox.images.numbers import counted
from millivox.images.reports.series import SeriesReport
from millivox.version import RULE_BOOK, __version__


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Every series of some paths with its verdict, and what could not be read.

    Iterating gives the series; printing gives their verdicts.
    """

    series: tuple[SeriesReport, ...]
    problems: tuple[Problem, ...] = ()
    asked: Asked = UNASKED

    @property
    def severity(self) -> str:
        """The worst severity of any series."""
        order = ("ok", "info", "warning", "error")
        return max((item.severity for item in self.series), key=order.index, default="ok")

    def to_dict(self, *, accept_unverified: bool = False) -> dict[str, Any]:
        """The JSON of ``millivox check --json`` (docs/reference/json.md)."""
        series = [s.to_dict(accept_unverified=accept_unverified) for s in self.series]
        return {
            "millivox": __version__,
            "rulebook": RULE_BOOK,
            "tolerance_profile": str(self.asked.profile),
            "series": rounded(series),
            "problems": [problem.to_dict() for problem in self.problems],
        }

    def __iter__(self) -> Iterator[SeriesReport]:
        """The series."""
        return iter(self.series)

    def __len__(self) -> int:
        """How many series."""
        return len(self.series)

    def __str__(self) -> str:
        """Every verdict with its findings."""
        blocks = [str(item) for item in self.series]
        if self.problems:
            lines = [f"  {problem}" for problem in self.problems]
            blocks.append("\n".join([counted(len(self.problems), "problem"), *lines]))
        return "\n\n".join(blocks) or "No DICOM here."
