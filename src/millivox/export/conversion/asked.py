"""What a caller wants of a conversion, in words."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from millivox.dicom.quantities.asked import NAMES
from millivox.errors import ExportError
from millivox.version import __version__

#: Form to the suffix of its files, and what its writer is told besides.
FORMS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "nifti": (".nii.gz", {}),
    "nii": (".nii", {}),
    "nifti2": (".nii.gz", {"version": 2}),
    "nrrd": (".nrrd", {}),
    "npy": (".npy", {}),
    "npz": (".npz", {}),
    "zarr": (".ome.zarr", {}),
    "dicom": (".dicom", {}),
    "tiff": (".tif", {}),
    "png": (".pngs", {}),
    "png16": (".pngs", {"bits": 16}),
    "gif": (".gif", {}),
    "webp": (".webp", {}),
    "mp4": (".mp4", {}),
    "h264": (".mp4", {"codec": "h264"}),
}
#: Other suffixes that say a form.
_ALSO = {"zarr": ".zarr", "png": ".png", "png16": ".png", "tiff": ".tiff"}
#: Forms that hold single images too, as pictures.
PICTURES = ("png", "png16", "tiff")
WORDS: Mapping[str, tuple[str, ...]] = {
    "form": tuple(FORMS),
    "uneven": ("refuse", "regular"),
    "tilt": ("keep", "upright"),
    "single": ("refuse", "thickness"),
    "join": ("time", "none"),
    "names": ("plain", "described"),
    "patient": ("kept", "none"),
    "values": NAMES,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of :func:`millivox.convert`, each a word; checked when it is made.

    Examples
    --------
    >>> Asked(tilt="flat")
    Traceback (most recent call last):
    millivox.errors.ExportError: 'flat' is no tilt. Use keep, upright.
    """

    form: str = "nifti"
    uneven: str = "refuse"
    tilt: str = "keep"
    single: str = "refuse"
    join: str = "time"
    names: str = "plain"
    patient: str = "kept"
    values: str = "modality"

    def __post_init__(self) -> None:
        """Every word must be one of those there are; a real-world mapping may name its label."""
        for what, word in asdict(self).items():
            plain = word.partition(":")[0] if what == "values" else word
            if plain not in WORDS[what]:
                known = ", ".join(WORDS[what])
                raise ExportError(f"{word!r} is no {what}.", help=f"Use {known}.")

    def for_target(self, out: str | os.PathLike[str]) -> "Asked":
        """The same, in the form that the name of a single file says."""
        name = os.fspath(out).lower()
        own = (self.suffix, _ALSO.get(self.form, self.suffix))
        if name.endswith(own) or (self.form == "nifti2" and name.endswith(".nii")):
            return self
        for form, (suffix, _) in FORMS.items():
            if name.endswith((suffix, _ALSO.get(form, suffix))):
                return replace(self, form=form)
        return self

    @property
    def suffix(self) -> str:
        """Of the files."""
        return FORMS[self.form][0]

    @property
    def options(self) -> dict[str, Any]:
        """What the writer of the form is told."""
        told = {"patient": self.patient} if self.form == "dicom" else {}
        return FORMS[self.form][1] | told

    @property
    def draws(self) -> bool:
        """Whether images that are no slices of a volume become files too."""
        return self.form in PICTURES

    @property
    def joins(self) -> bool:
        """Whether volumes that follow each other go into one file: NIfTI has an axis for that."""
        return self.join == "time" and self.suffix.startswith(".nii")

    def to_dict(self) -> dict[str, str]:
        """What an output was made with; another of them makes another output."""
        return {"millivox": __version__, **asdict(self)}
