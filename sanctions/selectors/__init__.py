"""What pages and programs ask."""
