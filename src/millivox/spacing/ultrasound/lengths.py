"""Where in an ultrasound image a length may be measured (rules A.5.2 to A.5.4)."""

from collections.abc import Sequence

from millivox.spacing.axis import Region, Spacing
from millivox.spacing.findings import Finding, finding
from millivox.spacing.ultrasound.planar import has_length, same_scale

Point = tuple[float, float]
#: Displays drawn over a scan: they scale nothing and hide nothing that could be measured.
_OVERLAYS = ("waveform", "graphics", "none")


def region_at(spacing: Spacing, x_px: float, y_px: float) -> Region | None:
    """The region a point lies in; of several the one with a length, then the smallest.

    Parameters
    ----------
    x_px, y_px
        Column and row, integers being pixel centres.
    """
    found = _containing(spacing.regions, (x_px, y_px))
    return min(found, key=lambda region: (not has_length(region), _area_px(region)), default=None)


def length_axes(
    spacing: Spacing, points_px: Sequence[Point]
) -> tuple[Region | None, tuple[Finding, ...]]:
    """The region whose axes measure between the points, or why there is none.

    Parameters
    ----------
    points_px
        The corners of what is measured, as (column, row).

    Returns
    -------
    region
        Both its axes hold for a 2-D region; an M-mode region has only ``y`` and
        is given for vertical lengths alone.
    findings
        U01 (a point outside every region), U02 (no length there) or U07 (the
        points lie in regions of different scale).
    """
    holders = [_containing(spacing.regions, point) for point in points_px]
    if not holders or not all(holders):
        text = "A point lies outside every ultrasound region; the length is in pixels."
        return None, (finding("U01", text),)
    scaled = [_scaling(found) for found in holders]
    if all(len(found) == 1 and found[0].kind == "M-mode" for found in scaled):
        return _m_mode([found[0] for found in scaled], points_px)
    if not all(any(has_length(region) for region in found) for found in scaled):
        text = "A point lies in a region without a 2-D scale; the length is in pixels."
        return None, (finding("U02", text, kinds=[[r.kind for r in found] for found in scaled]),)
    return _one_scale(scaled, spacing.regions)


def _m_mode(
    regions: list[Region], points_px: Sequence[Point]
) -> tuple[Region | None, tuple[Finding, ...]]:
    """Rule A.5.3: depth is a length, time is none."""
    first = regions[0]
    upright = all(x == points_px[0][0] for x, _ in points_px)
    if upright and first.y.mm is not None and all(region == first for region in regions):
        return first, ()
    text = "In an M-mode region only a vertical length within the region is in millimetres."
    return None, (finding("U02", text, kinds=[region.kind for region in regions]),)


def _one_scale(
    scaled: list[list[Region]], regions: tuple[Region, ...]
) -> tuple[Region | None, tuple[Finding, ...]]:
    """Rule A.5.2: one region, or regions of one scale that overlap."""
    first = next(region for region in scaled[0] if has_length(region))
    used = {region.index: region for found in scaled for region in found}.values()
    alike = [region for region in regions if has_length(region) and same_scale(region, first)]
    joined = _joined(first, alike)
    if all(region in joined for region in used):
        return first, ()
    text = "The points lie in ultrasound regions of different scale or place; no length joins them."
    return None, (finding("U07", text, regions=[region.index for region in used]),)


def _joined(first: Region, alike: list[Region]) -> list[Region]:
    """The regions that hang together with the first by overlapping."""
    joined = [first]
    for region in joined:
        joined += [other for other in alike if other not in joined and _overlap(region, other)]
    return joined


def _containing(regions: tuple[Region, ...], point: Point) -> list[Region]:
    return [region for region in regions if _holds(region, point)]


def _holds(region: Region, point: Point) -> bool:
    x0, y0, x1, y1 = region.box_px
    return x0 - 0.5 <= point[0] <= x1 + 0.5 and y0 - 0.5 <= point[1] <= y1 + 0.5


def _scaling(found: list[Region]) -> list[Region]:
    """The regions at a point that say something of its scale; all, where none does."""
    return [region for region in found if region.kind not in _OVERLAYS] or found


def _overlap(a: Region, b: Region) -> bool:
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = a.box_px, b.box_px
    return ax0 <= bx1 and bx0 <= ax1 and ay0 <= by1 and by0 <= ay1


def _area_px(region: Region) -> int:
    x0, y0, x1, y1 = region.box_px
    return (x1 - x0 + 1) * (y1 - y0 + 1)
