"""Pictures: windows, palettes, square pixels, scale bars, files and terminals."""
