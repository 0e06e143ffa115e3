"""What every spacing is held against after its rule has decided (rule book A.1.4, A.8, A.9, B)."""
