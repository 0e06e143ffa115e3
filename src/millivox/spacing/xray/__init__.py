"""Projection X-ray: what a detector pixel is, and at which depth (rule book A.4, A.6, A.7)."""
