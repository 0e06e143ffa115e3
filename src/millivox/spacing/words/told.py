"""What a sentence about an attribute may look at: its values and the object around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from millivox.decimals import millimetres
from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing.axis import AxisSpacing, Spacing
from millivox.spacing.sop_classes import family_of

#: Where a length measured with these pixels is true.
AT: Mapping[Plane, str] = {
    Plane.PATIENT: "in the patient",
    Plane.ISOCENTRE: "at the isocentre; nearer the source or the detector things measure wrong",
    Plane.OBJECT: "at the stated depth in the patient",
    Plane.OBJECT_UNSPECIFIED: "at one depth in the patient, which the file does not state",
    Plane.SUPPORT: "at the table or the breast support",
    Plane.DETECTOR: "at the detector, where the patient appears magnified",
    Plane.SID_PLANE: "at the RT image plane, not at the isocentre",
    Plane.PROJECTED: "along the projection; the depth is not known",
    Plane.FOCAL: "at the nominal focal plane of the optics",
    Plane.SPECIMEN: "on the specimen",
    Plane.REGION: "inside its ultrasound region",
    Plane.FILM: "on the film that was scanned, not in the patient",
    Plane.DISPLAY: "on the screen, not in the patient",
}

RECONSTRUCTED = frozenset(["T1", "T3", "T6", "T7", "T8", "T9", "T10"])
RADIOGRAPH = frozenset(["X1", "X2", "X3", "X4", "X5"])


@dataclass(frozen=True, slots=True)
class Told:
    """One attribute's values, the frame they stand in, and what its pixels were decided to be."""

    values: tuple[str, ...]
    header: Header
    spacing: Spacing | None = None

    @property
    def family(self) -> str:
        """The rule-book family of the object, e.g. ``X2``."""
        return family_of(self.header).id

    @property
    def what(self) -> str:
        """The object in a word or two: its modality, or just that."""
        return self.header.modality or "object"

    @property
    def is_radiograph(self) -> bool:
        """Whether it is a projection X-ray image."""
        return self.family in RADIOGRAPH

    @property
    def is_ultrasound(self) -> bool:
        """Whether millimetres belong to ultrasound regions."""
        return self.family.startswith("U1")

    @property
    def is_reconstructed(self) -> bool:
        """Whether its pixels are reconstructed in the patient's space."""
        return self.family in RECONSTRUCTED

    @property
    def numbers(self) -> tuple[float, ...]:
        """The values as numbers; empty if any is not a finite one."""
        try:
            numbers = tuple(float(value) for value in self.values)
        except ValueError:
            return ()
        return numbers if all(map(isfinite, numbers)) else ()

    @property
    def number(self) -> float | None:
        """The first value as a number."""
        return self.numbers[0] if self.numbers else None

    @property
    def x(self) -> AxisSpacing | None:
        """What was decided about the distance between columns."""
        return self.spacing.x if self.spacing else None

    def decides(self, tag: str) -> bool:
        """Whether the decision rests on this attribute, written ``(gggg,eeee)``."""
        source = self.x.origin.source if self.x else None
        return bool(source and tag in source)

    @property
    def trusted(self) -> bool:
        """Whether the decision gives millimetres (grade A, B or C)."""
        return self.x is not None and self.x.grade <= Grade.C

    @property
    def place(self) -> str | None:
        """Where the decided millimetres are true."""
        return AT.get(self.x.origin.plane) if self.x else None


def mm(number: float) -> str:
    """A length as people write it.

    Examples
    --------
    >>> mm(0.661468), mm(5.0), mm(0.000252)
    ('0.6615 mm', '5 mm', '0.000252 mm (0.252 µm)')
    """
    return millimetres(number, 4)
