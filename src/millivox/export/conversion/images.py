"""An image that is no slice of a volume made a picture, and what stands beside it."""

from pathlib import Path
from typing import Any

from millivox.decimals import rounded
from millivox.display.scale import PixelSize, pixel_size
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.bids import facts
from millivox.export.conversion.image_jobs import ImageJob
from millivox.export.conversion.sidecar import (
    OURS,
    bare,
    findings_told,
    source_of,
    spacing_told,
)
from millivox.export.pictures.frames import Frames, Progress, write
from millivox.images.frames import Frame
from millivox.images.loading.recipe import Recipe, recipes
from millivox.images.lost import LostFrame, lost_frames
from millivox.images.reports.in_plane import decided
from millivox.version import RULE_BOOK

Lost = tuple[LostFrame, ...]
_NO_SIZE = PixelSize(1.0, 1.0, False, "px")


def write_image(
    job: ImageJob, beside: Path, asked: Asked, progress: Progress
) -> tuple[dict[str, Any], Lost]:
    """The picture at ``beside``; what its side-car says, and the frames that were lost."""
    todo = _recipes(job, asked)
    size = _size(todo)
    mm = (size.x, size.y) if size.is_mm else None
    frames = Frames(todo, mm, asked.values, progress)
    kind = write(frames, beside, **asked.options)
    lost = lost_frames(frames.lost)
    own = bare(
        {
            "verdict": f"{job.text[:1].upper()}{job.text[1:].removesuffix('.')}.",
            "rulebook": RULE_BOOK,
            "reason": job.reason,
            "shape_kji": [len(todo), todo[0].form.rows, todo[0].form.columns],
            "frames": list(job.frames),
            "unit": _unit(frames),
            "type": str(kind),
            "spacing": spacing_told(job.spacing),
            "regions": [region.to_dict() for region in job.spacing.regions],
            "resolution": _resolution(size),
            "window": frames.window,
            "falls": _falls(todo[0]),
            "missing": {"padding": None if todo[0].padding is None else list(todo[0].padding)},
            "lost": [{"volume": 0, "k": one.k, "text": one.reason} for one in lost],
            "findings": findings_told(job.series, job.findings),
            "source": source_of(job),
            "made_with": asked.to_dict(),
        }
    )
    own["sop_classes"] = [job.header.sop_class_uid or ""]
    return rounded({**facts(job.header), OURS: own}), lost


def _recipes(job: ImageJob, asked: Asked) -> list[Recipe]:
    rows, columns = job.header.rows or 0, job.header.columns or 0
    frames = [
        Frame(job.header.at_frame(number), None, None, rows, columns) for number in job.frames
    ]
    return recipes(frames, range(len(frames)), job.series.instances, asked.values)


def _size(todo: list[Recipe]) -> PixelSize:
    """Of a pixel as ``show`` draws it, where all frames have the same."""
    found = {pixel_size(spacing, held[0]) for spacing, held in decided(r.header for r in todo)}
    return found.pop() if len(found) == 1 else _NO_SIZE


def _resolution(size: PixelSize) -> dict[str, Any] | None:
    """What the file states as its resolution."""
    if not size.is_mm:
        return None
    return {"column_mm": size.x, "row_mm": size.y, "label": size.label}


def _unit(frames: Frames) -> str | None:
    return None if frames.is_colour else frames.todo[0].change.unit or None


def _falls(one: Recipe) -> str | None:
    """Which way grey falls as stored; 8 bits are turned so that high is bright."""
    falls = {"MONOCHROME1": "bright to dark", "MONOCHROME2": "dark to bright"}
    return falls.get(one.form.photometric)
