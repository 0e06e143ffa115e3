"""What a DICOM image made from others takes over from them, and how its values are stored."""
