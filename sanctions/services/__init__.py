"""What can happen to sanctions."""
