"""What a file says it is by its name."""

import re

#: Enough of a file to see what it is.
HEAD_BYTES = 4096
SUFFIXES = (".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz")
#: Suffixes by which a file says that it is DICOM.
DICOM_SUFFIXES = (".dcm", ".dicom", ".dic", ".dcm30", ".dc3", ".ima")


def claims_archive(name: str) -> bool:
    """Whether a file says by its name that it is an archive."""
    return name.lower().endswith(SUFFIXES)


def claims_dicom(name: str) -> bool:
    """Whether a file says by its name that it is DICOM; macOS's shadow files do not mean it."""
    base = re.split(r"[/\\]", name.lower())[-1]
    return base.endswith(DICOM_SUFFIXES) and not base.startswith("._")
