"""Every failure millivox raises, drawn as one tree.

An error says what was found, where (path, tag, frame), and what helps.
"""


class MillivoxError(Exception):
    """Base of every error of this package.

    Parameters
    ----------
    text
        What was found.
    path
        The file or member it was found in, if any.
    tag
        The DICOM element concerned, written ``(gggg,eeee)``.
    help
        What the caller can do about it.
    """

    def __init__(
        self,
        text: str,
        *,
        path: str | None = None,
        tag: str | None = None,
        help: str | None = None,
    ) -> None:
        super().__init__(text)
        self.text = text
        self.path = path
        self.tag = tag
        self.help = help

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.path, self.tag) if part)
        sentence = f"{place}: {self.text}" if place else self.text
        return f"{sentence} {self.help}" if self.help else sentence


class SourceError(MillivoxError, OSError):
    """Something could not be opened or read."""


class NotDicomError(SourceError):
    """The bytes are not a DICOM object."""


class TruncatedFileError(SourceError):
    """The file ends before its own structure does."""


class HeaderError(MillivoxError, ValueError):
    """The header contradicts itself or lacks what is needed."""


class MissingAttributeError(HeaderError):
    """An attribute that the question needs is absent."""


class ConflictingAttributesError(HeaderError):
    """Two attributes that must agree do not."""


class PixelError(MillivoxError, ValueError):
    """Pixels could not be decoded."""


class UnsupportedTransferSyntaxError(PixelError):
    """No decoder for this transfer syntax."""


class PixelTooLargeError(PixelError):
    """A frame larger than the limit; refused before anything is allocated."""


class GeometryError(MillivoxError, ValueError):
    """The geometry does not allow what was asked."""


class SpacingUnknownError(GeometryError):
    """Millimetres were demanded and none is known."""


class MixedPlaneError(GeometryError):
    """Two lengths that hold at different planes were mixed."""


class FrameOfReferenceError(GeometryError):
    """Two things do not share a frame of reference."""


class NotAVolumeError(GeometryError):
    """The slices do not make a volume; the text lists which and why."""


class ExportError(MillivoxError, ValueError):
    """Something could not be written in the form that was asked for."""


class MissingExtraError(MillivoxError, ImportError):
    """An optional dependency is not installed; the text says how to install it."""


class KernelError(MillivoxError, ImportError):
    """The compiled part of millivox is missing, broken, or built for another Python."""
