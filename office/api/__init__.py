"""HTTP API of the office."""
