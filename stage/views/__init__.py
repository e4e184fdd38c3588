"""Pages of what is set before the audience."""
