"""The ICC profile that says which colours an image's numbers are (PS3.3 C.11.15)."""

from millivox.dicom.elements import Elements
from millivox.dicom.header import Header

#: An ICC profile begins with its size and has this word at byte 36 (ISO 15076-1, 7.2).
_SIGNATURE = slice(36, 40)


def icc_profile(header: Header, optical_path: int = 0) -> bytes | None:
    """The bytes of the profile; ``None`` where there is none.

    Parameters
    ----------
    header
        Read with its pixel attributes.
    optical_path
        Which optical path of a slide, where the profile stands there.

    Examples
    --------
    >>> icc_profile(Header({})) is None
    True
    """
    paths: list[Elements] = header.items("OpticalPathSequence")
    places: list[Elements] = [header, *paths[optical_path : optical_path + 1]]
    for place in places:
        written = place.written("ICCProfile")
        if written is not None and written.data[_SIGNATURE] == b"acsp":
            return written.data[: int.from_bytes(written.data[:4], "big")]
    return None
