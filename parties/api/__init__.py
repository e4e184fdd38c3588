"""HTTP API of parties."""
