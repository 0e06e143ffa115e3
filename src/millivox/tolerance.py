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

# [T1, S13, S14] Reconstructed field against image extent.  Vendors round the diameter to whole
# millimetres (3 % covers it); "a whole number of pixels" means something only within 0.05 pixel.
RECON_DIAMETER_HARD_RELATIVE = 0.03
CROP_MATRIX_PX = 0.05

# [C.10] Vendors take the centre between the middle pixels or on the one behind them.
RECON_CENTRE_PX = 1.0
# [F.2] A pixel that is wrong by this share must show in the centre, or the check proves nothing.
RECON_CENTRE_RELATIVE = 0.01

# [T2] An image axis runs along the table when it has at least this share along z (45 deg).
ALONG_PATIENT_Z = 0.7

# [F.3] Standard uncertainties of calibrations nobody states.
ERMF_RELATIVE_U = 0.02
FIDUCIAL_RELATIVE_U = 0.02

# [N2] Scan Length is written in whole millimetres and ends within a camera's pixel or two.
SCAN_LENGTH_RELATIVE = 0.02

# [X12] An image was scaled, not cropped, when both its sides differ by the same factor to 2 %.
RESAMPLED_RELATIVE = 0.02

# [O1, B-37] Beyond 5 % the imaged volume of a slide is no rounding matter: two numbers contradict.
# A factor of 1000 (within 5 %) is micrometres written as millimetres.
WSI_EXTENT_HARD_RELATIVE = 0.05
UM_MISTAKE_RELATIVE = 0.05
UM_PER_MM = 1000.0
# [B-38] Pixel sizes made from dots per inch are written with three or four digits.
DPI_RELATIVE = 0.002
MM_PER_INCH = 25.4

# [D.2] Repeats may have moved by this share of the interval; one that moved further might be its
# neighbour's.  Gaps of a stack that is no such mixture do not differ as much as the share leaves.
DRIFT_RELATIVE = 0.25
# [D.4] Positions worked out (mosaics, offsets) rather than written: no writer's rounding is known.
UNWRITTEN_QUANTUM_MM = 1e-3
# [D.4] A quantum counts along an axis that the normal follows by at least this cosine.
NORMAL_COMPONENT = 0.05
# [D.4] Fewer significant digits than this are told from stripped zeros by luck only.
SIGNIFICANT_DIGITS_LEAST = 5
# [B-48] A writer that keeps so many digits keeps all that matter.
FULL_PRECISION_DIGITS = 10
# [D.4] Two positions are one when a writer's rounding can have parted them; microscopes go finer.
DUPLICATE_QUANTA = 2.0
MICROSCOPY_DUPLICATE_MM = 1e-6
MICROSCOPY_ZERO_EXTENT_MM = 1e-5
MICROSCOPY_PIXEL_MM = 0.01
# [D.4] Below this interval absolute tolerances shrink with it.
FINE_INTERVAL_MM = 0.1
# [D.4] Re-rounding test: how coarse (mm, share of the interval) for so many slices.
REROUND_QUANTUM_MM = 0.1
REROUND_FEW_SLICES = 5
REROUND_FEW_RELATIVE = 0.1
REROUND_MANY_SLICES = 20
REROUND_MANY_RELATIVE = 0.5
# [D.3] Gaps of one kind: as many in a row as make a block of their own; two make a run.
BLOCK_GAPS = 3
RUN_GAPS = 2
# [D.3] A stack with more strays than this share is irregular throughout.
STRAY_SHARE = 0.25
# [D.4] Cosines with one decimal place more leave the normal ten times better known (rad).
NORMAL_RAD_PER_QUANTUM = 0.96
# [B-58, D.4] Cosines off unit length or square by more than rounding: the writers' floor.
COSINE_FLOOR = 1e-4
COSINE_COARSE_DECIMALS = 2
# [B-58] A cosine is at most 1; twice that is no rounding but damage.
COSINE_MAX = 2.0
# [D.6] Sideways drift above this share of the lean is no gantry tilt.
SIDEWAYS_RELATIVE = 0.2
# [B-41] Spacing Between Slices is the table step of a tilted stack when it fits so well.
SBS_TILT_RELATIVE = 0.005
# [A.1.4] Intervals that scanners make; others are told, and used.
INTERVAL_USUAL_MM = (0.01, 50.0)
# [D.5] A thickness is one value when its range stays within the writers' rounding.
THICKNESS_RELATIVE = 0.001
# [C.10] Slice Location follows the positions to within its own rounding.
SLICE_LOCATION_MM = 0.05
SLICE_LOCATION_RELATIVE = 0.01

# [A.7] Beyond 60 degrees the table does not tell where along the beam things lie (PS3.17 FFF).
BEAM_ANGLE_DEG = 60.0

# [A.6] SID and SAD are written in whole or tenths of millimetres: the same plane to 0.1 %.
SAME_PLANE_RELATIVE = 0.001

# [B-13] Numbers that stand for nothing: an image of exactly 1, 10, 100 or 1000 mm.
ROUND_EXTENT_MM = (1.0, 10.0, 100.0, 1000.0)
ROUND_EXTENT_RELATIVE = 1e-6

# [display] A window is of no use when all but this share of the pixels come out black, or white.
WINDOW_SHOWS_SHARE = 0.001
# [display] Robust range where no window is written: this share may saturate at either end.
WINDOW_LOW_PERCENT = 1.0
WINDOW_HIGH_PERCENT = 99.5
# [display] A side of a picture runs along x, y or z when in 500 mm it strays 0.05 mm at most.
RULER_ALIGNED_SINE = 1e-4

# [E.1] Stored pixels over measured samples: a native image differs by its writer's rounding only.
INTERPOLATED_FACTOR = 1.02
ACQUIRED_EXTENT_RELATIVE = 0.01
WHOLE_FACTOR = 0.02
# [E.1] Phase lines foretold by percentages: vendors round to even; below 1.5 it is no percent.
PHASE_LINES = 2.0
PHASE_LINES_RELATIVE = 0.03
PERCENT_LEAST = 1.5
# [E.2] Focal spots of diagnostic tubes; larger numbers are in another unit.
FOCAL_SPOT_MAX_MM = 5.0
# [E.4] Green light, where the eye and most microscopes see best.
LIGHT_UM = 0.55

# [values] No person is heavier or taller: such a number is in grams, or in centimetres.
PATIENT_MAX_KG = 700.0
PATIENT_MAX_M = 3.0
# [values] A scanner of small animals sees no smaller dose: such a number is in MBq.
DOSE_MIN_BQ = 1e4
# [values] Dynamic scans begin before the injection, by less than an hour.
SCAN_BEFORE_INJECTION_S = 3600.0
# [values] With a longer half-life, an injection that is a day off still gives a likely SUV (IBSI).
HALF_LIFE_OF_A_DAY_S = 41_400.0

# [D.1] No patient, table or slide lies ten kilometres from the origin: such a position is damage.
POSITION_MAX_MM = 1e7

# [xarray] An axis runs along the patient's when it leaves it by less than this share of its length:
# half a micrometre over a whole scan.
AXIS_ALONG_RELATIVE = 1e-6
# [xarray] Coordinates that were calculated with are uneven by rounding only (share of a step); an
# index so near a whole one is that one, so that grids come back exactly.
COORDINATE_UNEVEN_RELATIVE = 1e-3
WHOLE_INDEX_PX = 1e-6
