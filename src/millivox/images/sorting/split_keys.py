"""What tells repeated slices apart: the keys of rule book D.2, in the order they are tried."""

import struct
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from millivox.dicom.header import Header
from millivox.images.frames import Frame
from millivox.images.sorting.diffusion import diffusion

Value = Hashable | None
Reader = Callable[[Frame], Value]

#: Dimension index pointers that number the planes themselves.
PLANE_POINTERS = frozenset((0x00209057, 0x00200032, 0x00209301, 0x00201041, 0x0048021E, 0x0048021F))


@dataclass(frozen=True, slots=True)
class SplitKey:
    """One way to tell repeats apart: its name, what one and several parts are called."""

    name: str
    one: str
    many: str
    read: Reader


def number(keyword: str) -> Reader:
    """Reads one number."""
    return lambda frame: frame.header.number(keyword)


def text(keyword: str) -> Reader:
    """Reads one text."""
    return lambda frame: frame.header.text(keyword)


def vector(keyword: str) -> Reader:
    """Reads the frame's entry of a vector over all frames (nuclear medicine)."""

    def read(frame: Frame) -> Value:
        values = frame.header.numbers(keyword)
        return values[frame.number] if frame.number < len(values) else None

    return read


def dimension(frame: Frame) -> Value:
    """The dimension index values but for those that number the planes (PS3.3 C.7.6.17)."""
    pointers = dimension_pointers(frame.header)
    values = frame.header.numbers("DimensionIndexValues")
    if not pointers or len(pointers) != len(values):
        return None
    pairs = zip(pointers, values, strict=True)
    return tuple(value for pointer, value in pairs if pointer not in PLANE_POINTERS) or None


def dimension_pointers(header: Header) -> tuple[int, ...]:
    """The tags the dimension indices point to."""
    tags = []
    for item in header.items("DimensionIndexSequence"):
        written = item.written("DimensionIndexPointer")
        data = written.data if written else b""
        group, element = struct.unpack_from("<HH", data) if len(data) >= 4 else (0, 0)
        tags.append(group << 16 | element)
    return tuple(tags)


def component(frame: Frame) -> Value:
    """Magnitude, phase, real or imaginary."""
    kind = frame.header.image_type
    return frame.header.text("ComplexImageComponent") or (kind[2] if len(kind) > 2 else None)


def instance(frame: Frame) -> Value:
    """The object a frame came in: one volume an object is common (mosaics, enhanced series)."""
    return id(frame.header.tree)


def _first(*readers: Reader) -> Reader:
    def read(frame: Frame) -> Value:
        for reader in readers:
            value = reader(frame)
            if value is not None:
                return value
        return None

    return read


_TIME = ("time point", "time points")
#: Every key, in the order it is tried.
KEYS = (
    SplitKey("series", "series", "series", number("SeriesNumber")),
    # Numbers are given by hand: two series may have the same one, or none.
    SplitKey("series", "series", "series", text("SeriesInstanceUID")),
    SplitKey("dimension index", "part", "parts", dimension),
    SplitKey("temporal position", *_TIME, number("TemporalPositionIdentifier")),
    SplitKey("temporal position", *_TIME, number("TemporalPositionIndex")),
    SplitKey("temporal position", *_TIME, number("TemporalPositionTimeOffset")),
    SplitKey("time slot", "time slot", "time slots", vector("TimeSlotVector")),
    SplitKey("phase", "phase", "phases", vector("PhaseVector")),
    SplitKey("energy window", "energy window", "energy windows", vector("EnergyWindowVector")),
    SplitKey("R-R interval", "R-R interval", "R-R intervals", vector("RRIntervalVector")),
    SplitKey("rotation", "rotation", "rotations", vector("RotationVector")),
    SplitKey("detector", "detector", "detectors", vector("DetectorVector")),
    SplitKey("trigger time", "phase", "phases", number("TriggerTime")),
    SplitKey("cardiac phase", "phase", "phases", number("NominalPercentageOfCardiacPhase")),
    SplitKey("trigger delay", "phase", "phases", number("NominalCardiacTriggerDelayTime")),
    SplitKey("diffusion weighting", "diffusion weighting", "diffusion weightings", diffusion),
    SplitKey(
        "echo time", "echo", "echoes", _first(number("EffectiveEchoTime"), number("EchoTime"))
    ),
    SplitKey("echo number", "echo", "echoes", number("EchoNumbers")),
    SplitKey("inversion time", "inversion time", "inversion times", number("InversionTime")),
    SplitKey("flip angle", "flip angle", "flip angles", number("FlipAngle")),
    SplitKey("complex component", "component", "components", component),
    SplitKey("frame reference time", *_TIME, number("FrameReferenceTime")),
    SplitKey("time slice", *_TIME, vector("TimeSliceVector")),
    SplitKey("acquisition number", "acquisition", "acquisitions", number("AcquisitionNumber")),
    SplitKey("frame acquisition number", *_TIME, number("FrameAcquisitionNumber")),
    SplitKey(
        "acquisition time", *_TIME, _first(text("AcquisitionDateTime"), text("AcquisitionTime"))
    ),
    SplitKey("tube voltage", "tube voltage", "tube voltages", number("KVP")),
    SplitKey("reconstruction kernel", "kernel", "kernels", text("ConvolutionKernel")),
    SplitKey("reconstruction diameter", "field", "fields", number("ReconstructionDiameter")),
    SplitKey("segment", "segment", "segments", number("ReferencedSegmentNumber")),
    SplitKey("optical path", "optical path", "optical paths", text("OpticalPathIdentifier")),
    SplitKey("instance", "volume", "volumes", instance),
)
