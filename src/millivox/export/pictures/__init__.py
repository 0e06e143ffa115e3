"""Slices as pictures and films, in millimetres as far as these can say them."""
