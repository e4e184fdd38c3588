"""What is asked of goods."""

from catalog.selectors.entry import entries_of
from catalog.selectors.faults import said
from catalog.selectors.product import product_get, product_names, product_page

__all__ = ["entries_of", "product_get", "product_names", "product_page", "said"]
