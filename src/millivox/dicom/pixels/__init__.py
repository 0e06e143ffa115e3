"""One frame of pixels, decoded alone and with suspicion."""
