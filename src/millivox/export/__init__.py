"""Volumes into files: geometry kept, provenance beside them, whole or not at all."""
