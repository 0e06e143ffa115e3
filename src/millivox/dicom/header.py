"""Header: the typed view of one frame of one instance; what is absent is ``None``.

Functional groups are resolved for the frame: per-frame first, then shared, then
the data set itself (PS3.3 C.7.6.16).
"""

from typing import Any, Generic, TypeVar, overload

from millivox.dicom.elements import Elements, Tree, Value
from millivox.dicom.fields import tag_of, written_tag

T = TypeVar("T")
SHARED = tag_of("SharedFunctionalGroupsSequence")
PER_FRAME = tag_of("PerFrameFunctionalGroupsSequence")
Found = tuple[Value, str]
#: The largest number of an Integer String (PS3.5 6.2).
MOST_INTEGER = 2**31 - 1


class _Attribute(Generic[T]):
    """A typed attribute of a header, named as the standard's keyword."""

    def __init__(self, keyword: str) -> None:
        self.keyword = keyword

    @overload
    def __get__(self, header: None, owner: type) -> "_Attribute[T]": ...
    @overload
    def __get__(self, header: "Header", owner: type) -> T: ...
    def __get__(self, header: "Header | None", owner: type) -> Any:
        return self if header is None else self.read(header)

    def read(self, header: "Header") -> T:
        raise NotImplementedError


class _Text(_Attribute[str | None]):
    def read(self, header: "Header") -> str | None:
        return header.text(self.keyword)


class _Texts(_Attribute[tuple[str, ...]]):
    def read(self, header: "Header") -> tuple[str, ...]:
        return header.texts(self.keyword)


class _Number(_Attribute[float | None]):
    def read(self, header: "Header") -> float | None:
        return header.number(self.keyword)


class _Integer(_Attribute[int | None]):
    def read(self, header: "Header") -> int | None:
        return header.integer(self.keyword)


class _Vector(_Attribute[tuple[float, ...] | None]):
    def __init__(self, keyword: str, length: int) -> None:
        super().__init__(keyword)
        self.length = length

    def read(self, header: "Header") -> tuple[float, ...] | None:
        return header.vector(self.keyword, self.length)


class Header(Elements):
    """What the file says about one frame.

    Parameters
    ----------
    tree
        The data set, pruned to what geometry needs (:mod:`millivox.dicom.fields`).
    frame
        Zero-based frame number.
    file
        Where it came from, for messages; ``None`` for a data set in memory.
    frames_held
        How many frames there are pixels for, where that disproves Number of Frames.
    holds_pixels
        Whether there is pixel data, as far as that is known; its size is another matter.

    Examples
    --------
    >>> Header({0x00280010: b"\\x00\\x02"}).rows
    512
    """

    __slots__ = ("_own", "_shared", "file", "frame", "frames_held", "has_groups", "holds_pixels")

    sop_class_uid = _Text("SOPClassUID")
    sop_instance_uid = _Text("SOPInstanceUID")
    study_instance_uid = _Text("StudyInstanceUID")
    series_instance_uid = _Text("SeriesInstanceUID")
    frame_of_reference_uid = _Text("FrameOfReferenceUID")
    modality = _Text("Modality")
    manufacturer = _Text("Manufacturer")
    image_type = _Texts("ImageType")
    frame_type = _Texts("FrameType")
    rows = _Integer("Rows")
    columns = _Integer("Columns")
    instance_number = _Integer("InstanceNumber")
    image_position_patient = _Vector("ImagePositionPatient", 3)
    image_orientation_patient = _Vector("ImageOrientationPatient", 6)
    slice_thickness = _Number("SliceThickness")
    spacing_between_slices = _Number("SpacingBetweenSlices")
    slice_location = _Number("SliceLocation")
    gantry_detector_tilt = _Number("GantryDetectorTilt")

    def __init__(
        self,
        tree: Tree,
        frame: int = 0,
        file: str | None = None,
        *,
        frames_held: int | None = None,
        holds_pixels: bool = False,
    ) -> None:
        super().__init__(tree)
        self.frame = frame
        self.file = file
        self.frames_held = frames_held
        self.holds_pixels = holds_pixels
        #: Whether the object keeps its geometry in functional groups.
        self.has_groups = SHARED in tree or PER_FRAME in tree
        self._shared: dict[int, Found] | None = None
        self._own: dict[int, Found] | None = None

    @property
    def number_of_frames(self) -> int:
        """Number of Frames as claimed; one where it is absent or no count that an IS can hold."""
        count = self.integer("NumberOfFrames")
        return count if count and 0 < count <= MOST_INTEGER else 1

    @property
    def n_frames(self) -> int:
        """Frames that are there: as many as the header says, unless the file disproves it."""
        return self.number_of_frames if self.frames_held is None else self.frames_held

    def at_frame(self, frame: int) -> "Header":
        """The header of another frame of the same instance."""
        other = Header(
            self.tree,
            frame,
            self.file,
            frames_held=self.frames_held,
            holds_pixels=self.holds_pixels,
        )
        other._shared = self._shared_groups()
        return other

    def find(self, tag: int) -> Found | None:
        """The value that holds for this frame: per-frame, then shared, then root."""
        if not self.has_groups:
            value = self.tree.get(tag)
            return None if value is None else (value, self.path)
        return self._own_groups().get(tag) or self._shared_groups().get(tag) or super().find(tag)

    def places(self, keyword: str) -> list[str]:
        """Every place the attribute is written in for this frame, the one that counts first."""
        tag = tag_of(keyword)
        root = super().find(tag)
        hits = [self._own_groups().get(tag), self._shared_groups().get(tag), root]
        return [hit[1] + written_tag(tag) for hit in hits if hit is not None]

    def _shared_groups(self) -> dict[int, Found]:
        if self._shared is None:
            self._shared = self._flatten(SHARED, 0)
        return self._shared

    def _own_groups(self) -> dict[int, Found]:
        if self._own is None:
            self._own = self._flatten(PER_FRAME, self.frame)
        return self._own

    def _flatten(self, tag: int, number: int) -> dict[int, Found]:
        """Tag to (value, path) over the macros of one functional group item."""
        items = self.tree.get(tag)
        if not isinstance(items, list) or number >= len(items):
            return {}
        flat: dict[int, Found] = {}
        for macro, value in items[number].items():
            place = f"{written_tag(tag)}[{number}]."
            flat[macro] = (value, place)
            # A private macro may repeat public attributes with other values (Philips, B-51).
            if isinstance(value, list) and value and not macro >> 16 & 1:
                inside = f"{place}{written_tag(macro)}[0]."
                flat |= {key: (held, inside) for key, held in value[0].items()}
        return flat
