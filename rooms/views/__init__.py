"""Pages of rooms and of those who broadcast in them."""
