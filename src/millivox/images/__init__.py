"""From a bag of instances to images and volumes with a verdict (rule book D)."""
