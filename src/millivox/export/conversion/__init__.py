"""A whole study into files: which, under which names, made how, and what is told of each."""
