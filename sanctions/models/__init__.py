"""What was decided against whom, and what came of it."""
