"""What the negative catalogue says and how a product is judged by it. Pure."""
