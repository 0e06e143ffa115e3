"""Space: points, directions, planes and grids in LPS millimetres; knows no DICOM."""
