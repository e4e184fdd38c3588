"""What is sold, and by which catalogue it was judged."""

from catalog.models.product import Product, ProductVerdict

__all__ = ["Product", "ProductVerdict"]
