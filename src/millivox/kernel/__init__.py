"""The one door to compiled code."""

from millivox.errors import KernelError
from millivox.kernel.whole import is_cut_short

try:
    if is_cut_short("millivox.kernel._native"):
        raise ImportError("its file is cut short")
    from millivox.kernel._native import Listing, Scanner, interpolate, nearest, place_frames
except (ImportError, OSError) as error:
    raise KernelError(
        f"The compiled kernel cannot be loaded: {error}.",
        help="Install millivox again; in a checkout, run 'make build'.",
    ) from error

__all__ = ["Listing", "Scanner", "interpolate", "nearest", "place_frames"]
