"""What images at hand together say of each other's pixels (rule book T8, B-20, B-36, B-52)."""
