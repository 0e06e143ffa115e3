"""Values that are asked for by name: stored numbers, real-world values, SUV."""
