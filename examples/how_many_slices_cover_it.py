"""How many slices does it take to cover a length?

Prints:
11 slices cover 105.0 mm, of which 55.0 mm are imaged
150 mm, slices 3 mm apart and 2.5 mm thick: 51 images
"""

from math import ceil
from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"


def images_for(length_mm: float, interval_mm: float, thickness_mm: float) -> int:
    """The first slice covers its thickness, each further one an interval more."""
    return ceil((length_mm - thickness_mm) / interval_mm) + 1


volume = mv.check(DATA / "acr-phantom-mr").series[0].volumes[0].to_dict()
n, thickness, interval = volume["n_slices"], volume["thickness_mm"], volume["interval_mm"]
covered = (n - 1) * interval + thickness
print(
    f"{n} slices cover {covered:.1f} mm, of which {min(n * thickness, covered):.1f} mm are imaged"
)
print(f"150 mm, slices 3 mm apart and 2.5 mm thick: {images_for(150, 3, 2.5)} images")
