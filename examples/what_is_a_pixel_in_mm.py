"""What is one pixel of this image in millimetres, and may I trust it?

Prints:
0.9766 mm between columns and rows in the patient (Pixel Spacing).
x 0.9766 mm, grade A, patient, from (0028,0030)[1]
y 0.9766 mm, grade A, patient, from (0028,0030)[0]
"""

from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"

report = mv.spacing(DATA / "acr-phantom-mr" / "01.dcm")
print(report.sentence)
for name, axis in (("x", report.spacing.x), ("y", report.spacing.y)):
    origin = axis.origin
    plane = origin.plane.lower()
    print(f"{name} {axis.mm} {axis.label}, grade {axis.grade}, {plane}, from {origin.source}")
