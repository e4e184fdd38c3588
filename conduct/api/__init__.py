"""HTTP API of conduct."""
