"""Volumes handed to other libraries and taken back: values and grid out, values and grid in."""
