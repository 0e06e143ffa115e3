"""Light: slides, eyes and cameras (rule book A.3.5)."""
