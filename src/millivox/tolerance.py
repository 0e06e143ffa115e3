"""Every tolerance of millivox: its name, its unit, and why it has that value.

Sections in brackets are the rule book's.
"""

# [A.1.2] Two DS values say the same when they differ by no more than a writer's rounding.
EQUAL_RELATIVE = 0.001
EQUAL_WITHIN_ROUNDING_RELATIVE = 0.005
NEAR_RELATIVE = 0.005
NEAR_WITHIN_ROUNDING_RELATIVE = 0.03

# [A.4] Magnifications: what a tube, a patient and a detector can do.
ERMF_PLAUSIBLE_MAX = 3.0
ERMF_ACCEPTED_MAX = 20.0
ERMF_AGREES_RELATIVE = 0.02
IMPLIED_MAGNIFICATION_RELATIVE = 0.01

# [D.1] Slices belong together when neither normal nor in-plane rotation differs by more.
ORIENTATION_DEG = 0.1

# [D.3, D.4] Slice positions.
POSITION_FLOOR_MM = 1e-3
POSITION_FLOOR_RELATIVE = 1e-3
QUANTUM_CAP_MM = 0.01
ZERO_EXTENT_MM = 0.01
UNIFORM_TOL_RESIDUAL_RELATIVE = 0.01
UNIFORM_TOL_GAP_RELATIVE = 0.02
MULTIPLE_RELATIVE = 0.01
BASE_GAP_SHARE = 0.30

# [D.6] A stack is sheared when its end-to-end drift shows: a tenth of a pixel, or 0.05 mm.
SHEAR_PIXELS = 0.1
SHEAR_FLOOR_MM = 0.05
TILT_HEADER_DEG = 0.5

# [C.5] RT dose offsets are written in whole tenths; 0.01 mm tells the two options apart.
DOSE_OFFSET_MM = 0.01

# [A.8, C.10, D.5, D.7] Cross-checks.
ASPECT_RELATIVE = 0.02
SBS_AGREES_RELATIVE = 0.01
RECON_DIAMETER_RELATIVE = 0.005
FIELD_OF_VIEW_RELATIVE = 0.01
FIELD_OF_VIEW_MM = 1.0
WSI_EXTENT_RELATIVE = 0.005
OBJECT_SPACING_RELATIVE = 0.01

# [A.1.1, B.1] A DS value has at most 16 characters (PS3.5 6.2); no detector, scanner or slide has
# pixels below a nanometre's thousandth or above a kilometre.
DS_LENGTH = 16
ABSURD_MIN_MM = 1e-9
ABSURD_MAX_MM = 1e6

# [A.5] Ultrasound regions: writers count the last pixel from 0 or from 1, so one pixel is forgiven.
US_REGION_EXCESS_PX = 1
# [A.5.8] The box of a region is drawn around the scan, whose depth it may exceed by the arc of a
# curved probe; a box that is much shorter than the depth was cut and proves nothing.
US_DEPTH_ABOVE_RELATIVE = 0.10
US_DEPTH_BELOW_RELATIVE = 0.20
# [F.3] Soft tissue conducts sound within about 5 % of the 1540 m/s a scanner assumes: a uniform
# distribution of that half-width has a standard deviation of 0.05 / sqrt(3).
US_SPEED_OF_SOUND_RELATIVE = 0.029
# [E.4] Millimetres a microsecond: the speed of sound that a wavelength is stated for.
US_SPEED_MM_PER_US = 1.54

# [A.1.2, F.3] Writers strip trailing zeros: "0.7" need not mean 0.65 to 0.75.  A rounding step is
# taken as at most this share of the value (three digits kept), or it would drown every other doubt.
STRIPPED_ZEROS_RELATIVE = 0.01
