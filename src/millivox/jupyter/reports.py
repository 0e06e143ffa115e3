"""reports: cards of what check found."""

from typing import Any

from millivox.images.numbers import counted
from millivox.images.reports.report import Report
from millivox.images.reports.series import SeriesReport
from millivox.images.reports.volume import VolumeReport
from millivox.jupyter.drawing import slices_drawn
from millivox.jupyter.html import beside, folded, marked, said
from millivox.jupyter.html import card as framed
from millivox.jupyter.parts import axes, findings, problems, where_from

STRONG = "font-weight:600"
#: Volumes and series beyond these are folded.
MOST = 8


def card(value: Any) -> str:
    """The card of a report."""
    if isinstance(value, Report):
        return _report(value)
    return series(value) if isinstance(value, SeriesReport) else volume(value)


def series(report: SeriesReport, *, left: str = "") -> str:
    """A series: its verdict, its volumes with their axes and slices, what is odd."""
    body = said(report.verdict, style=STRONG)
    body += "".join(_volume(one) for one in report.volumes[:MOST])
    rest = report.volumes[MOST:]
    body += folded(f"{len(rest)} more volumes", *map(_volume, rest)) if rest else ""
    body += findings(report.findings)
    aside = counted(len(report.headers), "instance")
    inside = beside(left, body) if left else body
    return framed(_name(report), inside, aside=aside, severity=report.severity)


def _name(report: SeriesReport) -> str:
    return " · ".join(filter(None, (report.modality, report.description))) or "Series"


def volume(report: VolumeReport) -> str:
    """A volume without its pixels."""
    return framed(repr(report).strip("<>"), _volume(report), where_from(report.spacing))


def _volume(report: VolumeReport) -> str:
    label = said(report.label) if report.label else ""
    return label + axes(report.spacing) + slices_drawn(report)


def _report(report: Report) -> str:
    lines = [marked(one.severity, f"{_name(one)}: {one.verdict}") for one in report.series]
    more = [folded(one.verdict, series(one)) for one in report.series[:MOST]]
    return framed(
        f"{len(report.series)} series",
        *lines,
        folded("each in full", *more) if more else "",
        problems(report.problems),
        severity=report.severity,
    )
