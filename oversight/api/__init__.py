"""HTTP API of oversight."""
