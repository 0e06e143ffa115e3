"""Every element of a file, named, for people who read headers."""
