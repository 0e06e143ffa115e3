"""What is written: bytes to headers and frames; knows no geometry."""
