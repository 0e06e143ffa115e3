"""How far a catheter travels from frame to frame (rule U2)."""

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Origin, Plane
from millivox.spacing import labels
from millivox.spacing.axis import AxisSpacing, unknown
from millivox.spacing.parse import Number, number

_PATH = "Along the catheter's path, which may bend; from this frame to the next."


def pullback_mm(header: Header) -> AxisSpacing | None:
    """z of a frame of a motorised or gated pullback; ``None`` where the run says nothing of one.

    Motor: rate in mm/s times the frame time; gated: rate in mm a heart beat, one
    frame a beat (PS3.3 C.8.5.6.1).  A hand-drawn run has no z.
    """
    kind = header.text("IVUSAcquisition")
    if kind is None:
        return None
    if kind not in ("MOTOR_PULLBACK", "GATED_PULLBACK"):
        return unknown("U2", note=f"{kind}: the catheter was not drawn back at a known rate.")
    gated = kind == "GATED_PULLBACK"
    rate = number(header, "IVUSGatedRate" if gated else "IVUSPullbackRate")
    beat_s = 1.0 if gated else _seconds_to_next(header)
    if rate.value is None or rate.value <= 0 or not beat_s:
        return unknown("U2", note="The pullback states no rate, or no time between frames.")
    return _within_run(header, rate, rate.value * beat_s)


def _within_run(header: Header, rate: Number, step_mm: float) -> AxisSpacing:
    """The rate holds between the start and stop frames of the pullback only."""
    start = header.integer("IVUSPullbackStartFrameNumber")
    stop = header.integer("IVUSPullbackStopFrameNumber")
    if start is None or stop is None:
        note = "When the pullback started and stopped is not stated."
        return AxisSpacing(step_mm, _origin(rate, Grade.D, labels.UNVERIFIED, note))
    if not start <= header.frame + 1 < stop:
        return unknown("U2", note=f"The catheter moved between frames {start} and {stop} only.")
    return AxisSpacing(step_mm, _origin(rate, Grade.C, labels.PULLBACK, _PATH))


def _origin(rate: Number, grade: Grade, label: str, note: str) -> Origin:
    return Origin(
        rule="U2",
        grade=grade,
        label=label,
        plane=Plane.OBJECT,
        calibration=Calibration.GEOMETRY,
        method=Method.DIRECT,
        source=rate.written.path if rate.written else None,
        raw=rate.written.raw if rate.written else (),
        note=note,
    )


def _seconds_to_next(header: Header) -> float | None:
    """Frame Time is one number of ms; the vector holds the increment before each frame."""
    following = header.numbers("FrameTimeVector")[header.frame + 1 : header.frame + 2]
    step_ms = following[0] if following else header.number("FrameTime")
    return step_ms / 1000 if step_ms is not None and step_ms > 0 else None
