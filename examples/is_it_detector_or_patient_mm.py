"""A radiograph: are its millimetres those of the detector or of the patient?

Prints:
0.143 mm (detector)
0.124 mm (calibrated, method unknown)
0.124 mm (fiducial)
0.124 mm?
"""

from pydicom import Dataset

import millivox as mv

radiograph = Dataset()
radiograph.SOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"  # Digital X-Ray Image, for presentation

# Imager Pixel Spacing alone: the distance at the detector, magnification and all.
radiograph.ImagerPixelSpacing = [0.143, 0.143]
print(0.143, mv.spacing(radiograph).spacing.x.label)

# A Pixel Spacing that differs from it: somebody corrected it, nobody says how.
radiograph.PixelSpacing = [0.124, 0.124]
print(0.124, mv.spacing(radiograph).spacing.x.label)

# The same, and it is said that an object of known size was measured.
radiograph.PixelSpacingCalibrationType = "FIDUCIAL"
print(0.124, mv.spacing(radiograph).spacing.x.label)

# Pixel Spacing alone on a radiograph: a number whose meaning cannot be determined.
del radiograph.ImagerPixelSpacing
del radiograph.PixelSpacingCalibrationType
print(0.124, mv.spacing(radiograph).spacing.x.label)
