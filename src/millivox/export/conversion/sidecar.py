"""The JSON beside a file: what it holds, where its millimetres come from, and from what it is."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from millivox.decimals import rounded
from millivox.durable import durable
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.bids import facts
from millivox.export.conversion.contents import Content, lacking_most, missing_of
from millivox.export.conversion.image_jobs import AnyJob
from millivox.export.conversion.jobs import Job
from millivox.images.reports.volume import spacing_dict
from millivox.images.series import Series
from millivox.images.volume import Volume
from millivox.spacing.axis import Spacing
from millivox.spacing.findings import Finding
from millivox.version import RULE_BOOK

#: Of an axis: who set it and what somebody wrote about it are left out.
_OF_PEOPLE = ("override", "calibration_description")
_UID = re.compile(r"\b[0-2](\.\d+){5,}\b")
#: Keys that a sidecar of ours has, and another JSON has not.
OURS = "millivox"
Told = Mapping[str, Any]


def sidecar(job: Job, volume: Volume, contents: Sequence[Content], asked: Asked) -> dict[str, Any]:
    """What stands beside a file.

    BIDS names for what BIDS has names for; everything else under ``millivox``.  No patient, no
    dates, no UIDs of patients' objects: the source is named by a hash of its instances.

    Parameters
    ----------
    volume
        The first of the job, as it was written.
    contents
        What is known of each of its volumes.
    """
    own = bare(_own(job, volume, contents, asked))
    own["sop_classes"] = sorted({f.header.sop_class_uid or "" for f in job.reports[0].frames})
    told: dict[str, Any] = rounded({**_facts(job, volume), OURS: own})
    return told


def _facts(job: Job, volume: Volume) -> dict[str, Any]:
    found = facts(job.reports[0].frames[0].header)
    z = volume.spacing.z if volume.spacing is not None else None
    if z is not None and z.mm is not None:
        found["SpacingBetweenSlices"] = z.mm
    return found


def _own(job: Job, volume: Volume, contents: Sequence[Content], asked: Asked) -> dict[str, Any]:
    first = job.reports[0]
    stack = first.stack.slices.to_dict()
    named = ("thickness_mm", "gap_mm", "tilt_deg", "interval_mm", "regularity")
    return {
        "verdict": _verdict(job, contents),
        "rulebook": RULE_BOOK,
        "shape_kji": list(volume.shape_kji),
        "index_kji_to_lps": volume.index_kji_to_lps.tolist(),
        "unit": volume.unit or None,
        "type": str(volume.values.dtype),
        "spacing": spacing_told(volume.spacing),
        "source_stack": {name: stack.get(name) for name in named},
        "missing": missing_of(contents),
        "lost": _lost(contents),
        "findings": findings_told(job.series, job.series.report.findings),
        "history": list(volume.history),
        "volumes": _volumes(job, contents),
        "split_by": first.split_by,
        "source": source_of(job),
        "made_with": asked.to_dict(),
    }


def spacing_told(spacing: Spacing | None) -> dict[str, Any] | None:
    """The axes with their origins; nobody is named."""
    if spacing is None:
        return None
    axes = spacing_dict(spacing)
    return {
        name: axis and {key: held for key, held in axis.items() if key not in _OF_PEOPLE}
        for name, axis in axes.items()
    }


def _verdict(job: Job, contents: Sequence[Content]) -> str:
    """That of the volumes; where some lack slices, of the one that lacks most."""
    number = lacking_most(contents)
    label = job.reports[number].label if contents[number].holes_k and len(contents) > 1 else None
    return f"{label}: {contents[number].verdict}" if label else contents[number].verdict


def _lost(contents: Sequence[Content]) -> list[dict[str, Any]]:
    """The slices that could not be read, of each volume of a file; no source is named."""
    return [
        {"volume": n, "k": frame.k, "text": frame.reason}
        for n, one in enumerate(contents)
        for frame in one.lost
    ]


def findings_told(series: Series, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings, without the names of the files they speak of."""
    files = {os.path.basename(header.file) for header in series.headers if header.file}
    return [
        {
            "code": item.code,
            "name": item.name,
            "severity": str(item.severity),
            "text": _without(files, item.text),
        }
        for item in findings
    ]


def _without(names: set[str], text: str) -> str:
    for name in names:
        if name in text:
            text = text.replace(name, "(file)")
    return text


def bare(told: Any) -> Any:
    """The same without UIDs of objects."""
    if isinstance(told, str):
        return _UID.sub("(UID)", told)
    if isinstance(told, Mapping):
        return {key: bare(held) for key, held in told.items()}
    return [bare(held) for held in told] if isinstance(told, (list, tuple)) else told


def _volumes(job: Job, contents: Sequence[Content]) -> list[dict[str, Any]]:
    """What tells each volume apart, and of several what is known of each."""
    told = [_one(report.label, report.split_value) for report in job.reports]
    if len(contents) == 1:
        return told
    return [
        one | {"verdict": of.verdict, "missing": of.missing, "history": list(of.history)}
        for one, of in zip(told, contents, strict=True)
    ]


def _one(label: str | None, value: Any) -> dict[str, Any]:
    """What tells a volume apart; texts are left out, for a date is one."""
    parts = value if isinstance(value, (list, tuple)) else [value]
    is_told = value is not None and all(isinstance(part, (int, float)) for part in parts)
    return {"label": label, "value": value if is_told else None}


def source_of(job: AnyJob) -> dict[str, Any]:
    """The instances a file was made of, as hashes: alike for the same ones, and telling nobody."""
    return {
        "n_instances": len({uid for uid, _ in job.sources}),
        "sha256": _hash(f"{uid} {number}" for uid, number in sorted(job.sources, key=str)),
        "series_sha256": _hash([job.series.uid or "", job.label or "", *job.apart]),
    }


def _hash(words: Any) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def write(told: Told, path: Path) -> None:
    """Write it; whole or not at all."""
    with durable(path) as beside:
        text = json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
        beside.write_text(text + "\n", "utf-8")


def read(path: Path) -> Told | None:
    """What stands under ``millivox`` in a side-car of ours; ``None`` where there is none."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    own = told.get(OURS) if isinstance(told, dict) else None
    if not isinstance(own, dict) or not isinstance(own.get("source"), dict):
        return None
    return own if {"verdict", "shape_kji", "made_with"} <= set(own) else None


def is_of(told: Told, job: AnyJob, asked: Asked) -> bool:
    """Whether a file was made of the same instances in the same way."""
    return bool(told["source"] == source_of(job) and told["made_with"] == asked.to_dict())


def is_of_series(told: Told, job: AnyJob) -> bool:
    """Whether it was made of this series, in whatever way, of whichever instances."""
    return bool(told["source"].get("series_sha256") == source_of(job)["series_sha256"])
