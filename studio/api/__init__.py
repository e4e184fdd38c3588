"""API of the studio."""
