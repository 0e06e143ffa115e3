"""millivox: DICOM images that always know their millimetres."""

__version__ = "0.1.0"
