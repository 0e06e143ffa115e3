"""A pixel size set by a user or a site, always visible as such (rule book F.1, F.2)."""

from dataclasses import replace

from millivox.decimals import plain
from millivox.errors import HeaderError
from millivox.provenance import Calibration, Grade, Method, Origin, Override, Plane
from millivox.spacing import labels
from millivox.spacing.axis import Alternative, AxisSpacing, Spacing
from millivox.tolerance import ABSURD_MAX_MM, ABSURD_MIN_MM

RULE = "F.1.override"


def overridden(spacing: Spacing, override: Override) -> Spacing:
    """Rule F.1: the size that somebody set, graded C; what the header says stays beside it.

    Parameters
    ----------
    spacing
        What the header says.
    override
        Who set which size, when and why.

    Raises
    ------
    HeaderError
        The size is none that a pixel can have, or who set it, why or when is not said.

    Examples
    --------
    >>> from millivox.dicom.header import Header
    >>> from millivox.spacing.rules import decide
    >>> set_by_hand = Override(0.2, 0.2, "physics", "ruler in the image", "2025-01-31")
    >>> overridden(decide(Header({})), set_by_hand).x.label
    'mm (user)'
    """
    _require_answerable(override)
    as_written = Alternative(spacing.x, spacing.y, "as the header gives it")
    return replace(
        spacing,
        x=_set(override.column_mm, override),
        y=_set(override.row_mm, override),
        alternatives=(as_written, *spacing.alternatives),
        acquired=None,
    )


def _set(number: float, override: Override) -> AxisSpacing:
    origin = Origin(
        rule=RULE,
        grade=Grade.C,
        label=labels.USER,
        plane=Plane.UNKNOWN,
        calibration=Calibration.USER,
        method=Method.USER,
        note=f"Set by {override.who} on {override.when}: {override.reason}",
        override=override,
    )
    return AxisSpacing(number, origin)


def _require_answerable(override: Override) -> None:
    if not all(part.strip() for part in (override.who, override.reason, override.when)):
        text = "A pixel size that is set needs the one who sets it, the reason, and the day."
        raise HeaderError(text)
    for size in (override.row_mm, override.column_mm):
        if not ABSURD_MIN_MM <= size <= ABSURD_MAX_MM:
            least, most = plain(ABSURD_MIN_MM), plain(ABSURD_MAX_MM)
            raise HeaderError(f"A pixel size is a number from {least} to {most} mm.")
