"""Reconstructed nuclear medicine: a first plane and a signed step (PS3.3 C.8.4.15; rule C.6)."""

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header
from millivox.geometry.cosines import normal_of
from millivox.images.frames import Frame, NotSlices, Point, Unpacked
from millivox.images.unpack import plain
from millivox.images.unpack.direction import moved, point, usable
from millivox.provenance import Method
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import POSITION_MAX_MM

SLICES = ("RECON TOMO", "RECON GATED TOMO")
FRAMES_MAX = 100_000


def unpack(header: Header) -> Unpacked:
    """The slices of a reconstruction; projections and planar images are set aside (N2, N3)."""
    kind = header.image_type[2].upper() if len(header.image_type) > 2 else ""
    if kind not in SLICES:
        text = f"nuclear medicine {kind or 'image'}: seen through the patient, not a slice"
        return _aside(header, "nuclear projection", text)
    origin, cosines = _place(header)
    if origin is None or cosines is None:
        return Unpacked([], [plain.no_positions(header)])
    step, count = header.spacing_between_slices, header.number_of_frames
    if count > FRAMES_MAX:
        return _aside(header, "frames", f"{count} frames are more than can be true")
    if count > 1 and (not step or abs(step) * count > POSITION_MAX_MM):
        text = "Spacing Between Slices is absent or absurd, so the distance of slices is unknown"
        return _aside(header, "no positions", text)
    return Unpacked(_slices(header, origin, cosines, step or 0.0, count), [])


def _slices(
    header: Header, origin: Point, cosines: tuple[float, ...], step: float, count: int
) -> list[Frame]:
    """Frame by frame: the first plane moved by the signed step along its normal."""
    normal = normal_of(cosines)
    rank = slice_ranks(header, count)
    written = header.written("SpacingBetweenSlices")
    shape = (header.rows or 0, header.columns or 0)
    source = written.path if written else None
    return [
        Frame(
            header.at_frame(number), moved(origin, normal, step * rank[number]), cosines, *shape,
            (), header.slice_thickness, method=Method.SIGNED_SBS, position_source=source,
        )
        for number in range(count)
    ]  # fmt: skip


def slice_ranks(header: Header, count: int) -> list[int]:
    """Zero-based slice number of every frame: Slice Vector, else the frame number."""
    vector = header.numbers("SliceVector")
    if len(vector) == count and None not in vector:
        return [int(value or 0) - 1 for value in vector]
    slices = header.integer("NumberOfSlices") or count
    return [number % max(slices, 1) for number in range(count)]


def _place(header: Header) -> tuple[Point | None, tuple[float, ...] | None]:
    """Position and orientation of the first plane: Detector Information, item 0, else the root."""
    detectors: list[Elements] = header.items("DetectorInformationSequence")[:1]
    for held in (*detectors, header):
        place = point(held.vector("ImagePositionPatient", 3))
        cosines = usable(held.vector("ImageOrientationPatient", 6))
        if place is not None and cosines is not None:
            return place, cosines
    return None, None


def _aside(header: Header, reason: str, text: str) -> Unpacked:
    frames = tuple(range(min(header.n_frames, 1 << 16)))
    notes: tuple[Finding, ...] = ()
    if reason == "no positions":
        notes = (finding("V01", text + ".", where=(header.sop_instance_uid or "",)),)
    return Unpacked([], [NotSlices(header, reason, text, frames, notes)])
