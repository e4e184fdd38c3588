"""Tags of parties."""
