"""Captures whose positions make an even stack, and so lie where they say (rule S1)."""

from millivox.images.stacks.stack import Stack
from millivox.provenance import Check
from millivox.spacing.axes import believed
from millivox.spacing.axis import Spacing
from millivox.spacing.slices import Kind
from millivox.tolerance import RUN_GAPS

_RULE = "S1"
_NOTE = "A capture with a position in the patient; its positions make an even stack."


def consistent(pixel: Spacing, stack: Stack) -> Spacing:
    """Rule S1: captures are C only until their positions form a consistent stack; then B."""
    slices = stack.slices
    even = slices.kind is Kind.UNIFORM and slices.n_slices > RUN_GAPS
    if not even or pixel.x.origin.rule != _RULE or slices.interval_mm is None:
        return pixel
    residual, allowed = stack.regularity.residual_mm, _allowed_mm(stack)
    check = Check("evenness of the slices", 0.0, residual, allowed, passed=True)
    return believed(pixel, check, _NOTE)


def _allowed_mm(stack: Stack) -> float:
    assert stack.positions is not None
    return stack.positions.quantum.strict_mm(stack.slices.interval_mm or 0.0)
