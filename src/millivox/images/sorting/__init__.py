"""From a bag of instances to the frames of each stack (rule book D.1, D.2)."""
