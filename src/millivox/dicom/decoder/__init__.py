"""A codestream to pixels, in a process of its own that can do nothing else."""
