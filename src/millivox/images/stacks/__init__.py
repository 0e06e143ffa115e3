"""One stack: positions, regularity, slice geometry and what is odd about it (rule book D.3-D.7)."""
