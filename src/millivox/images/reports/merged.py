"""The findings of a series, each said once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from millivox.images.numbers import NAMED, counted
from millivox.spacing.findings import Finding


def each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings with the same words joined, the gravest first, else as they came."""
    merged: dict[tuple[str, str], Finding] = {}
    for item in _with_one_v01(list(findings)):
        key = (item.code, item.text)
        if key in merged and item.where:
            merged[key] = replace(merged[key], where=_all_of(merged[key], item))
        else:
            merged.setdefault(key, item)
    return tuple(sorted(merged.values(), key=lambda item: -item.severity.rank))


def _with_one_v01(findings: list[Finding]) -> list[Finding]:
    """V01 for several reasons is one fact: no distance is known; the reasons are counted."""
    unplaced = [item for item in findings if "because" in item.evidence]
    reasons = Counter(str(item.evidence["because"]) for item in unplaced)
    if len(reasons) < 2:
        return findings
    told = [
        f"{reason} ({counted(count, 'instance')})" for reason, count in reasons.most_common(NAMED)
    ]
    told += [f"and {len(reasons) - NAMED} other reasons"] if len(reasons) > NAMED else []
    gravest = max(unplaced, key=lambda item: item.severity.rank)
    one = replace(
        gravest,
        text=f"No distance between slices: {'; '.join(told)}.",
        where=_all_of(*unplaced),
        evidence={"because": dict(reasons)},
    )
    kept = [item for item in findings if "because" not in item.evidence]
    return [*kept, one]


def _all_of(*findings: Finding) -> tuple[str | int, ...]:
    every: Sequence[str | int] = [place for item in findings for place in item.where]
    return tuple(dict.fromkeys(every))
