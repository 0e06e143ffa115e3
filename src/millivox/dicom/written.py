"""A pydicom data set as the bytes of a file."""

from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING

from millivox.dicom.fields import PIXELS
from millivox.dicom.quiet import quiet
from millivox.dicom.uids import uid
from millivox.errors import SourceError

if TYPE_CHECKING:
    from pydicom import Dataset
    from pydicom.dataset import FileMetaDataset

_LABELS = {
    (True, True): "1.2.840.10008.1.2",
    (False, True): "1.2.840.10008.1.2.1",
    (False, False): "1.2.840.10008.1.2.2",
}


def written(dataset: "Dataset", *, of: str = "everything") -> bytes:
    """The data set as a file would hold it, in the encoding it was read in.

    Parameters
    ----------
    dataset
        Any, with or without file meta information.
    of
        ``"header"`` for no pixels and no file meta information but its own; ``"everything"``
        for a file that names its transfer syntax.

    Raises
    ------
    SourceError
        pydicom cannot write it.

    Examples
    --------
    >>> from pydicom import Dataset
    >>> dataset = Dataset()
    >>> dataset.Modality = "CT"
    >>> written(dataset, of="header")
    b'\\x08\\x00`\\x00CS\\x02\\x00CT'
    """
    from pydicom import Dataset, dcmwrite

    left_out = PIXELS if of == "header" else ()
    tags = [tag for tag in dataset.keys() if tag not in left_out]  # noqa: SIM118 (elements)
    kept = Dataset({tag: dataset.get_item(tag) for tag in tags})
    implicit, little = _encoding(dataset)
    meta = deepcopy(getattr(dataset, "file_meta", None))
    if of != "header":
        kept.preamble = bytes(128)
        meta = _labelled(meta, _LABELS[implicit, little])
    if meta is not None:
        kept.file_meta = meta
    out = BytesIO()
    try:
        with quiet():
            dcmwrite(out, kept, implicit_vr=implicit, little_endian=little, force_encoding=True)
    except Exception as error:  # pydicom raises many kinds for what no file can hold
        raise SourceError(f"The data set cannot be written ({error}).") from error
    return out.getvalue()


def with_meta(dataset: "Dataset") -> None:
    """The file meta information that a data set made here needs to become a file."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(uid("implementation"))
    dataset.file_meta = meta


def _encoding(dataset: "Dataset") -> tuple[bool, bool]:
    """Implicit VR and little endian: as its transfer syntax says, or as it was read."""
    meta = getattr(dataset, "file_meta", None)
    named = meta.get("TransferSyntaxUID") if meta else None
    if named is not None and named.is_transfer_syntax and not named.is_private:
        return named.is_implicit_VR, named.is_little_endian
    implicit, little = getattr(dataset, "original_encoding", (None, None))
    return bool(implicit) and little is not False, little is not False


def _labelled(meta: "FileMetaDataset | None", syntax: str) -> "FileMetaDataset":
    """File meta information that names a transfer syntax, its own where it does."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    meta = FileMetaDataset() if meta is None else meta
    if not meta.get("TransferSyntaxUID"):
        meta.TransferSyntaxUID = UID(syntax)
    return meta
