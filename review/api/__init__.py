"""HTTP API of review."""
