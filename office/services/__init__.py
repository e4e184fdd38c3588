"""What the office does: keep clocks, run jobs, keep files, send messages."""
