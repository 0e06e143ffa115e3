"""Pictures as DICOM."""
