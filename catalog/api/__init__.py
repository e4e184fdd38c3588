"""HTTP API of what is sold."""
