"""What does the header say about spacing, and what does it mean in this image?

Prints:
(0018,0088) SpacingBetweenSlices = 2.5
    What the scanner claims for the distance between slice centres. Positions overrule it.
(0028,0030) PixelSpacing = 0.482421875\\0.482421875
    Distance between rows (y), then between columns (x), in the patient.
"""

from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"

header = mv.header(DATA / "head-phantom-ct" / "23.dcm")
for element in header.find("Spacing"):
    value = "\\".join(element.values)
    print(f"{element.written} {element.keyword} = {value}")
    print(f"    {header.words[element.path]}")
