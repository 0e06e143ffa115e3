"""The header of NIfTI as bytes, of files and of nibabel's images: the one place it is made in."""

import struct
from typing import Any

import numpy as np

from millivox.errors import ExportError
from millivox.geometry import affine
from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector
from millivox.geometry.shear import is_sheared, nearest_perpendicular
from millivox.version import __version__

#: nifti1.h: NIFTI_XFORM_UNKNOWN, NIFTI_XFORM_SCANNER_ANAT, NIFTI_XFORM_ALIGNED_ANAT.
_UNKNOWN, _SCANNER, _ALIGNED = 0, 1, 2
#: The sides of NIfTI-1 are 16-bit numbers.
_LONGEST_SIDE = 32_767
_MM, _SECONDS = 2, 8
#: nifti1.h: the code of each type of number; colour is 8 bits a sample.
_CODES = {
    "u1": 2, "i2": 4, "i4": 8, "f4": 16, "c8": 32, "f8": 64, "i1": 256, "u2": 512, "u4": 768,
    "i8": 1024, "u8": 1280, "c16": 1792,
}  # fmt: skip
_COLOURS = {3: 128, 4: 2304}
#: Field by field as nifti1.h and nifti2.h have them; no padding between.
_FIRST = "<i10s18sihcc8h3f4h8f3fh2c4f2i80s24s2h6f4f4f4f16s4s"
_SECOND = "<i8s2h8q3d8dq6d2q80s24s2i18d3i16sc15x"


def header_bytes(
    grid: VoxelGrid,
    kind: np.dtype[Any],
    *,
    samples: int = 1,
    count: int = 1,
    step_s: float | None = None,
    unit: str = "",
    version: int | None = None,
) -> bytes:
    """Everything before the values of a single file: the header, and that no extension follows.

    The sform holds the grid with its shear (RAS mm); the qform says the same where it can, else
    its code is 0.  A place is called the scanner's only where the grid names a frame of reference.

    Parameters
    ----------
    grid
        Of one volume.
    kind
        Of the values, little endian.
    samples
        Of a voxel: 1, or 3 and 4 for colour of 8 bits.
    count, step_s
        Volumes along the fourth axis, and the time between them where it is known.
    version
        1 or 2; by default 2 only where a side has more than 32 767 voxels.

    Raises
    ------
    ExportError
        NIfTI has no such type of voxel.

    References
    ----------
    nifti1.h, nifti2.h (https://nifti.nimh.nih.gov).
    """
    code, bits = _type(kind, samples)
    sides = [*grid.shape_kji[::-1], count][: 3 + (count > 1)]
    dim = ([len(sides), *sides] + [1] * 8)[:8]
    matrix = affine.swap_lps_ras(grid.index_kji_to_lps)[:, [2, 1, 0, 3]]
    space = _ALIGNED if grid.frame_of_reference is None else _SCANNER
    forms = (_UNKNOWN if is_sheared(grid) else space, space)
    handed, quaternion = _qform(matrix[:3, :3])
    lengths = np.linalg.norm(matrix[:3, :3], axis=0).tolist()
    pixdim = ([handed, *lengths, step_s or 0.0] + [0.0] * 8)[:8]
    places = (*quaternion, *matrix[:3, 3].tolist(), *matrix[:3].ravel().tolist())
    units = _MM | (_SECONDS if step_s else 0)
    said = f"millivox {__version__} {unit}".strip().encode("ascii", "replace")
    if (version or 1 + (max(dim) > _LONGEST_SIDE)) == 1:
        return _first(dim, code, bits, pixdim, units, said, forms, places)
    return _second(dim, code, bits, pixdim, units, said, forms, places)


def _first(
    dim: list[int], code: int, bits: int, pixdim: list[float], units: int, said: bytes,
    forms: tuple[int, int], places: tuple[float, ...],
) -> bytes:  # fmt: skip
    if max(dim) > _LONGEST_SIDE:
        raise ExportError(
            f"A side of {max(dim)} voxels does not fit NIfTI-1.", help="NIfTI-2 has room for it."
        )
    made = struct.pack(
        _FIRST,
        348, b"", b"", 0, 0, b"r", b"\0", *dim, 0.0, 0.0, 0.0, 0, code, bits, 0, *pixdim,
        352.0, 1.0, 0.0, 0, b"\0", bytes([units]), 0.0, 0.0, 0.0, 0.0, 0, 0, said, b"",
        *forms, *places, b"", b"n+1\0",
    )  # fmt: skip
    return made + bytes(4)


def _second(
    dim: list[int], code: int, bits: int, pixdim: list[float], units: int, said: bytes,
    forms: tuple[int, int], places: tuple[float, ...],
) -> bytes:  # fmt: skip
    made = struct.pack(
        _SECOND,
        540, b"n+2\0\r\n\x1a\n", code, bits, *dim, 0.0, 0.0, 0.0, *pixdim, 544, 1.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0, 0, said, b"", *forms, *places, 0, units, 0, b"", b"\0",
    )  # fmt: skip
    return made + bytes(4)


def _type(kind: np.dtype[Any], samples: int) -> tuple[int, int]:
    code = _CODES.get(kind.str[1:])
    if samples > 1:
        code = _COLOURS.get(samples) if kind == np.uint8 else None
    if code is None:
        what = f"{samples} samples of {kind} a voxel" if samples > 1 else f"values of {kind}"
        raise ExportError(f"NIfTI cannot hold {what}.", help="NRRD and Zarr can.")
    return code, 8 * kind.itemsize * samples


def _qform(axes: Vector) -> tuple[float, tuple[float, float, float]]:
    """Handedness and three parts of a quaternion; what the axes would be without a shear."""
    turned = nearest_perpendicular(axes)
    turned = turned / np.linalg.norm(turned, axis=0)
    handed = 1.0 if np.linalg.det(turned) > 0.0 else -1.0
    turned = turned * [1.0, 1.0, handed]
    return handed, _quaternion(turned)


def _quaternion(turned: Vector) -> tuple[float, float, float]:
    """b, c and d of a rotation, with a not negative, as nifti1.h wants it.

    The eigenvector of Bar-Itzhack's symmetric matrix holds for every rotation.
    """
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = turned.tolist()
    whole = np.array(
        [
            [xx - yy - zz, yx + xy, zx + xz, zy - yz],
            [yx + xy, yy - xx - zz, zy + yz, xz - zx],
            [zx + xz, zy + yz, zz - xx - yy, yx - xy],
            [zy - yz, xz - zx, yx - xy, xx + yy + zz],
        ]
    )
    _, vectors = np.linalg.eigh(whole)
    b, c, d, a = vectors[:, -1].tolist()
    return (-b, -c, -d) if a < 0.0 else (b, c, d)
