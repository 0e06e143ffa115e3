"""The pixel as acquired, beside the pixel as stored, from the header alone (rule book E.1-E.4)."""
