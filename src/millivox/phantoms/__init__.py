"""Things of known size, made by formula: the truth that measurements are tested against."""
