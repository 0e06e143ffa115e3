"""What a volume can become in other libraries, and be made of again."""

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from millivox.geometry.grid import VoxelGrid
from millivox.images.exchange import napari, nifti, sitk, xarray
from millivox.spacing.axis import Spacing
from millivox.spacing.words.explain import sentence

if TYPE_CHECKING:
    from nibabel.nifti1 import Nifti1Image
    from SimpleITK import Image
    from xarray import DataArray

Array = np.ndarray[Any, Any]


class Exchanged:
    """Carried to SimpleITK, nibabel, xarray and napari as it is, and taken back.

    Values that stand for no image leave as they are: NaN, the padding of the file, 0 in holes.
    Only xarray has a mark for them; for the others, ``volume.filled(...)`` puts another value
    there first.

    Examples
    --------
    >>> from millivox.images.volume import Volume
    >>> grid = VoxelGrid((2, 3, 4), np.diag([0.5, 0.6, 2.0, 1.0])[:, [2, 1, 0, 3]])
    >>> volume = Volume(np.arange(24.0).reshape(2, 3, 4), grid, unit="HU")
    >>> volume.to_sitk().GetSpacing(), volume.to_nibabel().shape
    ((0.5, 0.6, 2.0), (4, 3, 2))
    >>> volume.to_xarray().sel(z=2.0, x=1.5).values.tolist()
    [15.0, 19.0, 23.0]
    >>> Volume.from_xarray(volume.to_xarray()[1:]).grid.at([0, 0, 0]).tolist()
    [0.0, 0.0, 2.0]
    """

    __slots__ = ()

    values: Array
    grid: VoxelGrid
    unit: str
    spacing: Spacing | None
    verdict: str
    outside: Array | None
    history: tuple[str, ...]

    if TYPE_CHECKING:

        def __init__(
            self,
            values: Array,
            grid: VoxelGrid,
            *,
            unit: str = "",
            outside: Array | None = None,
            history: tuple[str, ...] = (),
        ) -> None: ...

        @property
        def missing(self) -> Array | None: ...  # noqa: D102

    def to_sitk(self) -> "Image":
        """A SimpleITK image, LPS mm; what is known in words stands in its meta data.

        Raises
        ------
        GeometryError
            The grid is sheared, which SimpleITK cannot hold.
        """
        return sitk.image_of(np.asarray(self.values), self.grid, attributes=self._in_words())

    @classmethod
    def from_sitk(cls, image: "Image") -> Self:
        """A volume of a SimpleITK image, whose values are copied."""
        values, grid, unit = sitk.pieces_of(image)
        return cls(values, grid, unit=unit, history=("taken from SimpleITK",))

    def to_nibabel(self) -> "Nifti1Image":
        """A NIfTI image in memory, RAS mm: the sform with its shear, the qform where it can."""
        return nifti.image_of(self.values, self.grid, unit=self.unit)

    @classmethod
    def from_nibabel(cls, image: Any, *, unit: str = "") -> Self:
        """A volume of a nibabel image; NIfTI does not say what its values are."""
        values, grid = nifti.pieces_of(image)
        return cls(values, grid, unit=unit, history=("taken from nibabel",))

    def to_xarray(self) -> "DataArray":
        """A DataArray with coordinates in mm; missing voxels are marked by one named so.

        The dimensions are x, y and z where the grid runs along the patient's axes, else k, j
        and i; the values are not copied, and stay lazy where they are.
        """
        words = self._in_words()
        return xarray.array_of(self.values, self.grid, missing=self.missing, attributes=words)

    @classmethod
    def from_xarray(cls, array: "DataArray") -> Self:
        """A volume of a DataArray that was made of one, cut, flipped or thinned since."""
        values, grid, missing = xarray.pieces_of(array)
        history = (*array.attrs.get("history", "").splitlines(), "taken from xarray")
        unit = array.attrs.get("units", "")
        return cls(values, grid, unit=unit, outside=missing, history=history)

    def to_napari(self, *, name: str = "volume") -> napari.LayerData:
        """A layer for napari, whose axes are (z, y, x) in mm; shear and laziness are kept."""
        return napari.layer_of(self.values, self.grid, name=name, attributes=self._in_words())

    def _in_words(self) -> dict[str, str]:
        """What is known beside values and grid; what is not known is not there."""
        words = {
            "units": self.unit,
            "comment": self.verdict,
            "spacing": "" if self.spacing is None else sentence(self.spacing),
            "frame_of_reference": self.grid.frame_of_reference or "",
            "history": "\n".join(self.history),
        }
        return {key: text for key, text in words.items() if text}
