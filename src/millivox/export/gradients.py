"""The ``.bval`` and ``.bvec`` of a diffusion scan, as FSL, MRtrix and dcm2niix understand them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from millivox.durable import durable
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.geometry.shear import is_sheared
from millivox.images.frames import Frame
from millivox.images.weighting import Weighting, weighting

#: Directions of the slices of one volume differ by no more.
_ALIKE = 1e-3


@dataclass(frozen=True, slots=True)
class Gradients:
    """The diffusion weighting of volumes that follow each other.

    Parameters
    ----------
    b_values
        One a volume, in s/mm2; ``None`` where one of them is not known.
    directions
        Unit vectors in LPS, zero where a volume is not weighted; ``None`` where one is not known.
    why
        Which is not known, and why.
    """

    b_values: tuple[float, ...] | None
    directions: Vector | None
    why: str | None = None

    def texts(self, grid: VoxelGrid) -> dict[str, str]:
        """What stands in each file, by its suffix, for an image on a grid."""
        held = {}
        if self.b_values is not None:
            held[".bval"] = _line(self.b_values)
        if self.directions is not None and not is_sheared(grid):
            held[".bvec"] = "".join(map(_line, fsl(self.directions, grid).T))
        return held

    def reason(self, grid: VoxelGrid) -> str | None:
        """Why a file is not written, as a sentence; ``None`` where both are."""
        if self.why is None and is_sheared(grid):
            return "The axes of the image are not perpendicular."
        return self.why


def fsl(directions: Vector, grid: VoxelGrid) -> Vector:
    """Directions in the patient (LPS) as FSL writes them.

    Components along the axes i, j, k of the image as it is stored, as unit vectors; the first
    is negated where the matrix to RAS has a positive determinant, for FSL takes such an image
    to be stored the other way round.

    References
    ----------
    FSL, FDT user guide, "What conventions do the bvecs use?"
    (https://fsl.fmrib.ox.ac.uk/fsl/docs/#/diffusion/dtifit); MRtrix3, "Diffusion gradient
    scheme handling" (https://mrtrix.readthedocs.io, concepts/dw_scheme).

    Examples
    --------
    >>> grid = VoxelGrid((2, 3, 4), np.diag([1.0, 2.0, 3.0, 1.0])[:, [2, 1, 0, 3]])
    >>> fsl(np.array([[0.6, 0.8, 0.0]]), grid).tolist()
    [[-0.6, 0.8, 0.0]]
    """
    axes = grid.index_kji_to_lps[:3, 2::-1]
    along = directions @ (axes / np.linalg.norm(axes, axis=0))
    if affine.is_right_handed(grid.index_kji_to_lps):
        along = along * np.array([-1.0, 1.0, 1.0])
    return np.asarray(along + 0.0)


def gradients_of(volumes: Sequence[Sequence[Frame]]) -> Gradients | None:
    """Of some volumes; ``None`` where none of them is known to be weighted.

    Parameters
    ----------
    volumes
        The slices of each.
    """
    if not any(_is_weighted(weighting(frames[0])) for frames in volumes):
        return None
    known: list[Weighting] = []
    for number, one in enumerate(map(_of_volume, volumes)):
        if not isinstance(one, Weighting):
            return Gradients(None, None, f"Volume {number + 1} of {len(volumes)}: {one}.")
        known.append(one)
    b_values = tuple(one.b for one in known)
    directions = [one.direction for one in known if one.direction is not None]
    if len(directions) == len(known):
        return Gradients(b_values, np.array(directions))
    number = next(n for n, one in enumerate(known) if one.direction is None)
    return Gradients(b_values, None, f"Volume {number + 1} of {len(known)}: {known[number].why}.")


def averages(volumes: Sequence[Sequence[Frame]]) -> list[int]:
    """The numbers of volumes that are averages over directions, beside others that have one.

    What a scanner made of a scan (Philips appends it) is no measurement along a direction.
    """
    found = [weighting(frames[0]) for frames in volumes]
    along = [one for one in found if _is_weighted(one) and one is not None and one.direction]
    return [n for n, one in enumerate(found) if along and one is not None and one.is_average]


def _is_weighted(one: Weighting | None) -> bool:
    return one is not None and one.is_weighted


def _of_volume(frames: Sequence[Frame]) -> Weighting | str:
    """That of all its slices, or in words what is wrong with it."""
    found = [weighting(frame) for frame in _told_apart(frames)]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return "no b value is written"
    first = known[0]
    if any(one.b != first.b for one in known):
        return "the slices have different b values"
    if any(not _is_alike(one, first) for one in known):
        return Weighting(first.b, None, "the slices have different gradient directions")
    return first


def _told_apart(frames: Sequence[Frame]) -> list[Frame]:
    """One frame of those that share a header: the slices of a mosaic do."""
    return list({(id(one.header.tree), one.number): one for one in frames}.values())


def _is_alike(one: Weighting, other: Weighting) -> bool:
    if one.direction is None or other.direction is None:
        return one.direction is other.direction
    return np.allclose(one.direction, other.direction, rtol=0.0, atol=_ALIKE)


def _line(numbers: Sequence[float] | Vector) -> str:
    return " ".join(f"{number + 0.0:.8g}" for number in numbers) + "\n"


def write(text: str, path: Path) -> None:
    """Write one of the files; whole or not at all."""
    with durable(path) as beside:
        beside.write_text(text, "ascii")
