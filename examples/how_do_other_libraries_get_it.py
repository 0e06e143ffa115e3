"""How does a volume get to xarray, nibabel and SimpleITK, and who can hold a gantry tilt?

Prints:
xarray: k 7, j 512, i 512; 0.482 mm between columns
nibabel: (512, 512, 7), sform 1, qform 0
SimpleITK: The grid is sheared: its far corner lies 4.760 mm beside where perpendicular axes end, and a SimpleITK image has no place for that.
upright: (512, 522, 7) voxels of 0.482 x 0.482 x 2.371 mm
lazy: nothing read yet, a slice is read when it is computed: 262,144 values
"""  # noqa: E501

from pathlib import Path

import numpy as np

import millivox as mv
from millivox import resample
from millivox.errors import GeometryError

DATA = Path(__file__).parent / "data" / "head-phantom-ct"
series = mv.open(DATA).series[0]
volume = series.volume()

array = volume.to_xarray()  # the tilt makes the axes oblique, so they are not called z, y and x
sizes = ", ".join(f"{name} {count}" for name, count in array.sizes.items())
print(f"xarray: {sizes}; {float(array.i[1]):.3f} mm between columns")

image = volume.to_nibabel()
print(f"nibabel: {image.shape}, sform {image.header['sform_code']}", end=", ")
print(f"qform {image.header['qform_code']}")

try:
    volume.to_sitk()
except GeometryError as error:
    print(f"SimpleITK: {error.text}")

straight = resample.upright(volume).to_sitk()
mm = " x ".join(f"{step:.3f}" for step in straight.GetSpacing())
print(f"upright: {straight.GetSize()} voxels of {mm} mm")

lazy = series.volume(chunks="slice")
one = np.asarray(lazy.values[3])
print(f"lazy: nothing read yet, a slice is read when it is computed: {one.size:,} values")
