"""What attributes and spacings mean, in words that a student understands."""
