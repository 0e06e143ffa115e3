"""Grids and values of any kind, for what goes out to other libraries and comes back."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from millivox.geometry.grid import VoxelGrid
from millivox.geometry.points import Vector

Array = np.ndarray[Any, Any]
KINDS = ("u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8")


@st.composite
def turned(draw: st.DrawFn) -> Vector:
    """Three perpendicular directions as columns, of either hand."""
    angles = st.floats(-np.pi, np.pi)
    a, b, c = (draw(angles) for _ in range(3))
    about_x = [[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]]
    about_z = [[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]]
    about_y = [[np.cos(c), 0, np.sin(c)], [0, 1, 0], [-np.sin(c), 0, np.cos(c)]]
    hand = np.diag([1.0, 1.0, draw(st.sampled_from([1.0, -1.0]))])
    return np.array(about_x) @ np.array(about_z) @ np.array(about_y) @ hand


@st.composite
def grids(draw: st.DrawFn, sheared: bool = True) -> VoxelGrid:
    """Any grid of a few voxels, its axes perpendicular or not."""
    sizes = np.diag([draw(st.floats(0.05, 20.0)) for _ in range(3)])
    lean = np.eye(3)
    if sheared:
        lean[0, 1], lean[0, 2], lean[1, 2] = (draw(st.floats(-1.0, 1.0)) for _ in range(3))
    matrix = np.eye(4)
    matrix[:3, :3] = draw(turned()) @ lean @ sizes
    matrix[:3, 3] = [draw(st.floats(-500.0, 500.0)) for _ in range(3)]
    return VoxelGrid(tuple(draw(st.integers(1, 4)) for _ in range(3)), matrix)


def filled(shape: tuple[int, ...], kind: str) -> Array:
    """Different values everywhere, of a type."""
    return np.random.default_rng(3).integers(0, 100, shape).astype(kind)
