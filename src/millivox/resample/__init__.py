"""Resampling: a volume in, the same patient on another grid out.

What is outside is missing, not zero; every result says in its history what was done.
Of a lazy volume the slices that are touched come to memory; what is made of them is not lazy.
"""

from millivox.resample.curved import curved
from millivox.resample.mpr import mpr
from millivox.resample.onto import onto
from millivox.resample.regular import regular
from millivox.resample.upright import upright

__all__ = ["curved", "mpr", "onto", "regular", "upright"]
