"""Ultrasound: millimetres per region, and for the whole image only where one scale exists."""

from dataclasses import replace

from millivox.decimals import plain
from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.provenance import Check, Grade
from millivox.spacing import labels
from millivox.spacing.axes import undetermined
from millivox.spacing.axis import Alternative, AxisSpacing, Region, Spacing, unknown
from millivox.spacing.findings import Finding, Severity, finding
from millivox.spacing.parse import Pair, pair
from millivox.spacing.ultrasound.regions import ReadRegion, read_region
from millivox.tolerance import EQUAL_RELATIVE, US_DEPTH_ABOVE_RELATIVE, US_DEPTH_BELOW_RELATIVE

#: An image has some dozen regions at most; comparing each with each must end.
MOST_REGIONS = 1000


def rule(header: Header, assume_isotropic: bool = False) -> Spacing:
    """Rule U1: the regions of an ultrasound frame, and one spacing where they all agree.

    Parameters
    ----------
    header
        A frame of an ultrasound image (PS3.3 C.8.5.5).
    assume_isotropic
        Take a single-valued Pixel Spacing for both axes, as a suggestion (P01).

    Returns
    -------
    Spacing
        ``regions`` holds every region; ``x`` and ``y`` a scale only if exactly one exists.
    """
    items = header.items("SequenceOfUltrasoundRegions")
    read, unplaced = _read(header, items[:MOST_REGIONS])
    regions = _trusted(read, _DepthCheck.of(header), _doubt(read, len(items)))
    stored = pair(header, "PixelSpacing", assume_isotropic=assume_isotropic)
    scales = distinct_scales(regions)
    findings = [*_too_many(len(items)), *unplaced, *_quieted(read, bool(scales))]
    if len(scales) == 1:
        x, y = _whole_image(scales[0])
        return Spacing(x, y, None, (), regions, (*findings, *_beside_regions(stored, scales[0])))
    findings += _why_none(regions, scales)
    x, y, told = _without_regions(stored, regions)
    return Spacing(x, y, None, _scale_alternatives(scales), regions, (*findings, *told))


def has_length(region: Region) -> bool:
    """Whether both axes of a region hold millimetres: a 2-D region with a scale."""
    return region.x.mm is not None and region.y.mm is not None


def same_scale(first: Region, second: Region) -> bool:
    """Whether two regions have the same x and y scale."""
    pairs = ((first.x.number, second.x.number), (first.y.number, second.y.number))
    return all(
        a is not None and b is not None and abs(a - b) <= EQUAL_RELATIVE * max(a, b)
        for a, b in pairs
    )


def distinct_scales(regions: tuple[Region, ...]) -> list[Region]:
    """One region for each distinct 2-D scale, in order."""
    found: list[Region] = []
    for region in regions:
        if has_length(region) and not any(same_scale(region, other) for other in found):
            found.append(region)
    return found


def _read(header: Header, items: list[Elements]) -> tuple[list[ReadRegion], list[Finding]]:
    columns, rows = header.columns, header.rows
    size_px = (columns, rows) if columns and rows else None
    read: list[ReadRegion] = []
    unplaced: list[Finding] = []
    for index, item in enumerate(items):
        one = read_region(item, index, size_px)
        if one is None:
            text = f"Region {index} does not say where in the image it lies; it was left out."
            unplaced.append(finding("U03", text))
        else:
            read.append(one)
    return read, unplaced


class _DepthCheck:
    """Rule A.5.8: the height of a region against the depth that the scanner states."""

    def __init__(self, depth_mm: float | None) -> None:
        self.depth_mm = depth_mm

    @classmethod
    def of(cls, header: Header) -> "_DepthCheck":
        depth = header.number("DepthOfScanField")
        return cls(depth if depth and depth > 0 else None)

    def __call__(self, region: Region) -> Check | None:
        """The check, or ``None`` where it would prove nothing (no depth, or the box was cut)."""
        if self.depth_mm is None or region.y.number is None or region.kind != "2D":
            return None
        height_mm = (region.box_px[3] - region.box_px[1] + 1) * region.y.number
        if height_mm < self.depth_mm * (1 - US_DEPTH_BELOW_RELATIVE):
            return None
        passed = height_mm <= self.depth_mm * (1 + US_DEPTH_ABOVE_RELATIVE)
        tolerance = self.depth_mm * US_DEPTH_ABOVE_RELATIVE
        return Check("depth of scan field", self.depth_mm, height_mm, tolerance, passed)


def _too_many(n_written: int) -> tuple[Finding, ...]:
    if n_written <= MOST_REGIONS:
        return ()
    text = (
        f"{n_written} ultrasound regions are written, more than any image has: "
        f"{n_written - MOST_REGIONS} of them were not looked at, so none is trusted."
    )
    return (finding("U04", text, n_regions=n_written),)


def _doubt(read: list[ReadRegion], n_written: int) -> str | None:
    """Why no region can be trusted (rule A.5.6), if so."""
    if n_written > MOST_REGIONS:
        return "There are too many regions to look at all of them."
    if any(not one.inside for one in read):
        return (
            "Another region does not fit the image, so all may have been written for other pixels."
        )
    return None


def _trusted(read: list[ReadRegion], check: _DepthCheck, doubt: str | None) -> tuple[Region, ...]:
    """The regions with their grades."""
    return tuple(
        _checked(one.region, check) if doubt is None else _doubted(one.region, doubt)
        for one in read
    )


def _doubted(region: Region, note: str) -> Region:
    return replace(region, x=_lowered(region.x, note), y=_lowered(region.y, note))


def _lowered(axis: AxisSpacing, note: str) -> AxisSpacing:
    if axis.number is None:
        return axis
    return axis.regraded(Grade.D, label=labels.UNVERIFIED, rule="U.A5.6", note=note)


def _checked(region: Region, check: _DepthCheck) -> Region:
    made = check(region)
    if made is None:
        return region
    grade = Grade.A if made.passed else Grade.C
    return replace(
        region,
        x=region.x.regraded(grade, checks=(made,)),
        y=region.y.regraded(grade, checks=(made,)),
    )


def _quieted(read: list[ReadRegion], measurable: bool) -> list[Finding]:
    """The findings of the regions; one without a length is no trouble where another has one."""
    findings = [item for one in read for item in one.findings]
    if not measurable:
        return findings
    return [replace(f, severity=Severity.INFO) if f.code == "U02" else f for f in findings]


def _whole_image(region: Region) -> tuple[AxisSpacing, AxisSpacing]:
    """Rule A.5.5: the one scale there is, for those who must have one for the image."""
    note = f"Holds inside ultrasound region {region.index} only. {region.x.origin.note}"
    return (
        region.x.regraded(region.x.grade, rule="U.A5.5", note=note),
        region.y.regraded(region.y.grade, rule="U.A5.5", note=note),
    )


def _why_none(regions: tuple[Region, ...], scales: list[Region]) -> list[Finding]:
    if len(scales) > 1:
        text = f"{len(scales)} regions with different scales: each has its own millimetres."
        sizes = [[region.x.number, region.y.number] for region in scales]
        return [finding("U04", text, scales_mm=sizes)]
    if not regions:
        return [finding("U01", "No ultrasound region says what a pixel is; lengths are in pixels.")]
    return []


def _scale_alternatives(scales: list[Region]) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(region.x, region.y, f"inside ultrasound region {region.index}")
        for region in scales
    )


def _without_regions(
    stored: Pair, regions: tuple[Region, ...]
) -> tuple[AxisSpacing, AxisSpacing, tuple[Finding, ...]]:
    """Rule B-30: a Pixel Spacing of the whole image is foreign here; it counts as a claim."""
    rule_id = "U.A5.5" if regions else "U.A5.4"
    if stored.column_mm is None and stored.row_mm is None:
        return unknown(rule_id), unknown(rule_id), stored.findings
    text = "Pixel Spacing does not belong in an ultrasound image; it is only a claim."
    claim = finding("U06", text, raw=list(stored.raw))
    note = "Ultrasound images have no Pixel Spacing; what this one means is not known."
    claimed = undetermined(stored, "U1", claim, note=note)
    return claimed.x, claimed.y, claimed.findings


def _beside_regions(stored: Pair, region: Region) -> tuple[Finding, ...]:
    """Rule B-30: the regions win over a Pixel Spacing; the finding holds both."""
    if stored.written is None:
        return ()
    agrees = _fit(stored.column_mm, stored.row_mm, region)
    claim, scale = "\\".join(stored.raw)[:80], f"{plain(region.y.number)}\\{plain(region.x.number)}"
    text = (
        f"Pixel Spacing {claim} does not belong in an ultrasound image; the region's {scale} mm "
        + ("says the same." if agrees else "says otherwise and was used.")
    )
    severity = Severity.INFO if agrees else None
    region_mm = [region.y.number, region.x.number]
    told = finding("U06", text, severity=severity, raw=list(stored.raw), region_mm=region_mm)
    if agrees or not _fit(stored.row_mm, stored.column_mm, region):
        return (told,)
    text = f"Pixel Spacing {claim} is the region's {scale} mm with rows and columns swapped."
    return told, finding("P14", text)


def _fit(column_mm: float | None, row_mm: float | None, region: Region) -> bool:
    """Whether two sizes are those of a region."""
    return all(
        a is not None and b is not None and abs(a - b) <= EQUAL_RELATIVE * max(a, b)
        for a, b in ((column_mm, region.x.number), (row_mm, region.y.number))
    )
