"""UIDs made from words."""

import pydicom

from millivox.dicom.uids import uid


def test_uids_are_valid() -> None:
    assert pydicom.uid.UID(uid("anything")).is_valid
