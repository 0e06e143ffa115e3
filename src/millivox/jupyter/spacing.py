"""spacing: the card of what one pixel is."""

from millivox.jupyter.html import card as framed
from millivox.jupyter.html import folded, said
from millivox.jupyter.parts import axes, findings, problems
from millivox.spacing.report import SpacingReport, in_words


def card(report: SpacingReport) -> str:
    """The sentence, the axes with their origins, other readings, what is odd."""
    others = [
        said(f"x {in_words(one.x)}; y {in_words(one.y)}: {one.why}")
        for one in report.spacing.alternatives
    ]
    return framed(
        "Spacing",
        said(report.sentence, style="font-weight:600"),
        axes(report.spacing),
        findings(report.findings),
        folded("other readings of the header", *others) if others else "",
        problems(report.problems),
        aside=" ".join(filter(None, (report.modality, f"frame {report.frame}"))),
        severity="ok" if report.has_mm else "warning",
    )
