"""From instances to the values of a volume: what is read, how, and into which type."""
