"""HTTP API of tiers."""
