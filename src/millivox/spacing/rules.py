"""Which rule decides about which object, and what every object is checked for afterwards."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from millivox.decimals import plain
from millivox.dicom.header import Header
from millivox.provenance import Grade
from millivox.spacing import captured, nuclear, presentation, tomographic
from millivox.spacing.acquired import pixel
from millivox.spacing.axes import with_findings
from millivox.spacing.axis import AxisSpacing, Spacing, unknown
from millivox.spacing.checks import (
    aspect,
    per_frame,
    plausible,
    private,
    recon_centre,
    swapped,
)
from millivox.spacing.checks.image_type import is_distorted, is_localizer, is_projection, is_stale
from millivox.spacing.findings import finding
from millivox.spacing.optics import optical
from millivox.spacing.sop_classes import family_of
from millivox.spacing.ultrasound import endovascular, planar, volume
from millivox.spacing.xray import enhanced_xa, projection, rtimage

Rule = Callable[[Header, bool], Spacing]
Condition = Callable[[Header], bool]
Step = Callable[[Header, Spacing], Spacing]


class Case(NamedTuple):
    """A rule, the families it is for, and what must hold of the header for it to apply."""

    rule: Rule
    families: frozenset[str]
    applies: Condition = lambda header: True


def _for(*families: str) -> frozenset[str]:
    return frozenset(families)


_RECONSTRUCTED = _for("T1", "T3", "T6", "T8")

#: The rule book's part A.3 in order: the first case that applies decides.
CASES: tuple[Case, ...] = (
    Case(nuclear.rule, _for("T1", "T3"), nuclear.is_reprojection),
    Case(tomographic.localizer, _for("T1", "T3"), is_localizer),
    Case(tomographic.distorted, _RECONSTRUCTED, is_distorted),
    Case(tomographic.projection_through_volume, _RECONSTRUCTED, is_projection),
    Case(tomographic.reconstruction, _for("T1")),
    Case(tomographic.enhanced, _for("T3")),
    Case(tomographic.three_dimensional, _for("T6")),
    Case(volume.rule, _for("T7")),
    Case(tomographic.derived_objects, _for("T8")),
    Case(tomographic.dose, _for("T9")),
    Case(tomographic.spectroscopy, _for("T10")),
    Case(nuclear.rule, _for("N")),
    Case(projection.projection, _for("X1", "X2", "X3", "X5")),
    Case(enhanced_xa.enhanced_angiography, _for("X4")),
    Case(rtimage.radiotherapy_image, _for("X6")),
    Case(rtimage.enhanced_radiotherapy_image, _for("X7")),
    Case(endovascular.rule, _for("U1"), endovascular.is_intravascular_ultrasound),
    Case(planar.rule, _for("U1")),
    Case(endovascular.rule, _for("U3", "U4")),
    Case(optical.rule, _for("O1", "O3", "O4", "O5", "O6", "O7", "O8", "O9")),
    Case(captured.captured, _for("S2")),
    Case(captured.hardcopy, _for("S4")),
    Case(presentation.rule, _for("P")),
)


def without_pixels(header: Header, spacing: Spacing) -> Spacing:
    """Reports, plans and structures have no pixels; nothing is missing in them."""
    if spacing.x.number is not None or spacing.regions or header.rows or header.columns:
        return spacing
    if spacing.codes() != ("S06",):
        return spacing
    note = "This object holds no pixels."
    if header.holds_pixels:
        note = "There are pixels, but nobody says how many rows and columns."
    axis = unknown(spacing.x.origin.rule, note=note)
    return replace(spacing, x=axis, y=axis)


def non_square(header: Header, spacing: Spacing) -> Spacing:
    """P13: the two axes differ; legal, and the classic place for a swap."""
    x, y = spacing.x.number, spacing.y.number
    if x is None or y is None or x == y or "U05" in spacing.codes():
        return spacing
    text = f"The pixels are not square: {plain(x)} mm between columns, {plain(y)} mm between rows."
    return with_findings(spacing, finding("P13", text))


def stale_acquisition(header: Header, spacing: Spacing) -> Spacing:
    """R03, A.9: attributes of the acquisition describe other pixels than these."""
    if not is_stale(header) or not any(header.written(word) is not None for word in _ACQUISITION):
        return spacing
    text = "Derived pixels: attributes of the acquisition may describe others, and were not used."
    return with_findings(spacing, finding("R03", text))


_ACQUISITION = (
    "AcquisitionMatrix",
    "ReconstructionDiameter",
    "FieldOfViewDimensions",
    "DetectorElementSpacing",
    "ReconstructionTargetCenterPatient",
)

#: What every object is checked for once its own rule has spoken, in this order.
STEPS: tuple[Step, ...] = (
    without_pixels,
    private.private_only,
    plausible.window,
    plausible.placeholder,
    aspect.alone,
    aspect.conflict,
    swapped.suspicion,
    per_frame.varies,
    stale_acquisition,
    recon_centre.centred,
    non_square,
)


def decide(header: Header, *, assume_isotropic: bool = False) -> Spacing:
    """What a pixel of this frame is in millimetres, and where the numbers come from.

    Parameters
    ----------
    header
        One frame of any object.
    assume_isotropic
        Take a single written value for both axes, as a suggestion of grade D (P01).

    Returns
    -------
    Spacing
        Every axis with its origin and uncertainty, other readings of the header as
        alternatives, findings, and the pixel as acquired.  ``z`` is ``None``: one
        frame does not know its neighbours.

    Examples
    --------
    >>> ct = {0x00080016: b"1.2.840.10008.5.1.4.1.1.2", 0x00280030: b"0.7\\\\0.5"}
    >>> spacing = decide(Header(ct))
    >>> spacing.x.mm, spacing.y.mm, spacing.x.label
    (0.5, 0.7, 'mm')
    """
    family = family_of(header)
    spacing = _rule_of(header, family.id)(header, assume_isotropic)
    for step in STEPS:
        spacing = step(header, spacing)
    if family.note:
        spacing = _noted(spacing, family.note)
    return _with_acquired(header, spacing)


def _rule_of(header: Header, family: str) -> Rule:
    fitting = (case.rule for case in CASES if family in case.families and case.applies(header))
    return next(fitting, captured.captured)


def _with_acquired(header: Header, spacing: Spacing) -> Spacing:
    acquired, findings = pixel.acquired(header, spacing)
    return with_findings(replace(spacing, acquired=acquired), *findings)


def _noted(spacing: Spacing, note: str) -> Spacing:
    """Say in both origins that the family was guessed; a guess is never graded A."""

    def told(axis: AxisSpacing) -> AxisSpacing:
        origin = axis.origin
        if axis.number is None:
            return axis
        grade = Grade.B if origin.grade is Grade.A else origin.grade
        return axis.regraded(grade, note=" ".join(filter(None, (origin.note, note))))

    return replace(spacing, x=told(spacing.x), y=told(spacing.y))
