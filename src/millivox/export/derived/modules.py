"""Which attributes an image made from others takes over, module by module (PS3.3 annex C)."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: Whose images they are; left out where the patient is.
PATIENT = _words(
    "PatientName PatientID IssuerOfPatientID PatientBirthDate PatientSex PatientAge PatientSize "
    "PatientWeight PatientIdentityRemoved DeidentificationMethod"
)
#: Of which visit and where; left out with the patient.
STUDY = _words(
    "StudyInstanceUID StudyDate StudyTime StudyID AccessionNumber StudyDescription "
    "ReferringPhysicianName InstitutionName StationName DeviceSerialNumber ProtocolName"
)
#: When; left out with the patient, but of PET, where the values mean nothing without.
DATES = _words("SeriesDate SeriesTime AcquisitionDate AcquisitionTime ContentDate ContentTime")
#: True of a series and of the machine.
SERIES = _words(
    "BodyPartExamined PatientPosition Laterality Manufacturer ManufacturerModelName "
    "SoftwareVersions PositionReferenceIndicator AcquisitionNumber"
)
#: Free text that somebody typed; left out with the patient (PS3.15 E.1).
TYPED = _words("ContrastBolusAgent")
#: Lost once, lost for good: carried along where any of the images has them.
LOSSY = _words(
    "LossyImageCompression LossyImageCompressionRatio LossyImageCompressionMethod "
    "BurnedInAnnotation"
)
#: True of one grid of pixels only, not of another that was laid through it.
PLANE = _words(
    "ReconstructionDiameter GantryDetectorTilt AcquisitionMatrix PercentSampling "
    "PercentPhaseFieldOfView InPlanePhaseEncodingDirection NumberOfPhaseEncodingSteps"
)
_CT = _words(
    "KVP ScanOptions DataCollectionDiameter DistanceSourceToDetector DistanceSourceToPatient "
    "TableHeight RotationDirection ExposureTime XRayTubeCurrent Exposure FilterType GeneratorPower "
    "FocalSpots ConvolutionKernel SingleCollimationWidth TotalCollimationWidth TableSpeed "
    "RevolutionTime SpiralPitchFactor CTDIvol"
)
_MR = _words(
    "ScanningSequence SequenceVariant ScanOptions MRAcquisitionType SequenceName RepetitionTime "
    "EchoTime InversionTime NumberOfAverages ImagingFrequency ImagedNucleus EchoNumbers "
    "MagneticFieldStrength EchoTrainLength PixelBandwidth ReceiveCoilName TransmitCoilName "
    "FlipAngle SAR"
)
_PT = _words(
    "Units CountsSource SeriesType CorrectedImage DecayCorrection CollimatorType "
    "RandomsCorrectionMethod AttenuationCorrectionMethod ScatterCorrectionMethod "
    "ReconstructionMethod DecayFactor FrameReferenceTime ActualFrameDuration SUVType "
    "RadiopharmaceuticalInformationSequence PatientOrientationCodeSequence "
    "PatientGantryRelationshipCodeSequence"
)
#: Read beside what is taken over, to decide by.
_ASKED = _words(
    "SOPClassUID SOPInstanceUID SeriesInstanceUID SeriesNumber SeriesDescription ImageType "
    "Modality WindowCenter WindowWidth VOILUTFunction RescaleSlope RescaleIntercept "
    "RescaleType PhotometricInterpretation EchoPulseSequence InversionRecovery "
    "PixelSpacing SpacingBetweenSlices"
)
READ = sorted(
    {*PATIENT, *STUDY, *DATES, *SERIES, *TYPED, *LOSSY, *PLANE, *_CT, *_MR, *_PT, *_ASKED}
)

_STORAGE = "1.2.840.10008.5.1.4.1.1."
SECONDARY_CAPTURE = _STORAGE + "7"
CT, MR, PT = _STORAGE + "2", _STORAGE + "4", _STORAGE + "128"
#: SOP class of a source to the class of one slice made from it: enhanced images, and those
#: converted to them, become classic slices.
KEPT_CLASSES = {
    **dict.fromkeys((CT, CT + ".1", CT + ".2"), CT),
    **dict.fromkeys((MR, MR + ".1", MR + ".4"), MR),
    **dict.fromkeys((PT, _STORAGE + "130", PT + ".1"), PT),
}
#: What a class cannot do without (type 1) and nobody may invent.
REQUIRED = {
    MR: ("ScanningSequence", "SequenceVariant"),
    PT: ("Units", "CountsSource", "SeriesType", "DecayCorrection", "ActualFrameDuration"),
}
#: What a class takes over of how its images were acquired.
ACQUISITION = {CT: _CT, MR: _MR, PT: _PT, SECONDARY_CAPTURE: ()}
MODALITY = {CT: "CT", MR: "MR", PT: "PT"}
_ALWAYS_EMPTY = _words(
    "PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime StudyID "
    "AccessionNumber ReferringPhysicianName Manufacturer PositionReferenceIndicator "
    "PatientPosition"
)
#: Attributes that must be there and may be empty (type 2).
EMPTY = {
    CT: (*_ALWAYS_EMPTY, "KVP", "AcquisitionNumber"),
    MR: (
        *_ALWAYS_EMPTY,
        *_words("ScanOptions MRAcquisitionType RepetitionTime EchoTime EchoTrainLength"),
    ),
    PT: (*_ALWAYS_EMPTY, "CollimatorType", "CorrectedImage"),
    SECONDARY_CAPTURE: _ALWAYS_EMPTY,
}
#: Body parts of which there are two (PS3.16 annex L, the usual ones): they need a Laterality,
#: as does a part that nobody names.
PAIRED = _words(
    "ANKLE ARM BREAST CALCANEUS CLAVICLE ELBOW EXTREMITY EYE FEMUR FINGER FOOT FOREARM HAND HIP "
    "HUMERUS KNEE LEG LUNG ORBIT PATELLA RADIUS RIB SCAPULA SHOULDER THIGH THUMB TIBIA TOE ULNA "
    "WRIST"
)
#: A PET image must have these of its own; where they vary, the nearest slice's are meant.
NEAREST = {
    PT: _words("FrameReferenceTime DecayFactor ActualFrameDuration AcquisitionDate AcquisitionTime")
}
