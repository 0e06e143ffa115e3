"""How far apart are the slices, how thick are they, and what is the gap between them?

Prints:
acr-phantom-mr: interval 10.000 mm, thickness 5.0 mm, gap 5.000 mm
head-phantom-ct: interval 2.371 mm, thickness 2.5 mm, gap -0.129 mm
"""

from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"

for folder in ("acr-phantom-mr", "head-phantom-ct"):
    volume = mv.check(DATA / folder).series[0].volumes[0].to_dict()
    interval, thickness = volume["interval_mm"], volume["thickness_mm"]
    gap = volume["gap_mm"]
    print(f"{folder}: interval {interval:.3f} mm, thickness {thickness} mm, gap {gap:.3f} mm")
