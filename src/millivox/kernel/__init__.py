"""The one door to compiled code."""

from millivox.kernel._native import Listing, Scanner

__all__ = ["Listing", "Scanner"]
