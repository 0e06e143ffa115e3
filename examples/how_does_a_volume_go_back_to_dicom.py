"""How does a volume, resampled perhaps, become a DICOM series again, and what does it still say?

Prints:
as it was: 7 slices, 2.371 mm apart along their normal (table step 2.500 mm, tilted 18.50°); 2.5 mm thick, so neighbours overlap by 0.129 mm.
values equal: True
upright: 7 slices, 2.371 mm apart; 2.5 mm thick, so neighbours overlap by 0.129 mm.
a picture of it: 0.482393 mm between columns and rows on the scanned film (Nominal Scanned Pixel Spacing).
"""  # noqa: E501

from pathlib import Path

import numpy as np

import millivox as mv
from millivox import resample

DATA = Path(__file__).parent / "data" / "head-phantom-ct"
series = mv.open(DATA).series[0]
volume = series.volume()

folder = mv.save(volume, "same.dicom", source=series.instances)
again = mv.open(folder).series[0]
print("as it was:", again.verdict)
print("values equal:", np.array_equal(again.volume().values, volume.values))

upright = resample.upright(volume)
folder = mv.save(upright, "upright.dicom", source=series.instances)
print("upright:", mv.open(folder).series[0].verdict)

picture = mv.save(resample.mpr(volume, "coronal"), "coronal.png")
mv.secondary_capture(picture, "coronal.dcm", spacing_mm="file")
print("a picture of it:", mv.spacing("coronal.dcm").sentence)
