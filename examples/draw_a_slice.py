"""Draw a slice with square millimetres, a scale bar and the patient's sides.

Prints:
512 x 560 pixels, 0.4883 mm a pixel across, 0.4883 mm down
"""

import sys
from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"

out = sys.argv[1] if len(sys.argv) > 1 else "acr.png"
picture = mv.show(DATA / "acr-phantom-mr" / "01.dcm", out)
size = f"{picture.width_px} x {picture.height_px} pixels"
print(f"{size}, {picture.mm_per_px_x} mm a pixel across, {picture.mm_per_px_y} mm down")
