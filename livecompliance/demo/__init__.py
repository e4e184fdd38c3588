"""Demo content: invented live shows, recorded rooms, and the player that posts them."""
