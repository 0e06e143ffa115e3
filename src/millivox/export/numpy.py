"""NumPy files: the array alone, or with its grid."""

from pathlib import Path

import numpy as np

from millivox.export.filled import filled
from millivox.images.volume import Volume


def write(volume: Volume, target: Path) -> None:
    """A volume as ``.npy`` (values alone) or ``.npz`` (values, matrix, unit and what is missing).

    An ``.npz`` holds ``values``, ``index_kji_to_lps`` (4 x 4, from (k, j, i, 1) to LPS mm),
    ``unit``, and ``missing`` where some voxels have no image.
    """
    values, _ = filled(volume)
    if target.suffix.lower() == ".npy":
        np.save(target, values, allow_pickle=False)
        return
    held = {
        "values": values,
        "index_kji_to_lps": volume.index_kji_to_lps,
        "unit": np.array(volume.unit),
    }
    missing = volume.missing
    if missing is not None:
        held["missing"] = missing
    np.savez_compressed(target, allow_pickle=False, **held)
