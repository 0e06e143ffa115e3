"""Draw axial, coronal and sagittal planes through a series, to one scale in mm.

Prints:
axial · z 4.9 mm
coronal · y 0 mm
sagittal · x 0 mm
0.5 mm a pixel
"""

import sys
from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"

out = sys.argv[1] if len(sys.argv) > 1 else "planes.png"
picture = mv.show(DATA / "acr-phantom-mr", out, plane="three", width_px=1508)
for tile in picture.scene.tiles:
    print(tile.name)
print(f"{picture.mm_per_px_x:.3g} {picture.label} a pixel")
