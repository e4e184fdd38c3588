"""Ask who is on air."""
