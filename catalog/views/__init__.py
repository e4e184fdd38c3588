"""Pages of what is sold and who supplies it."""
