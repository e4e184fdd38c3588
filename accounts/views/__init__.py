"""Pages of the settings, and of the invitation to join."""
