"""What is sold, by which catalogue it was judged, who supplies it with which papers."""

from catalog.models.product import Product, ProductVerdict
from catalog.models.supplier import Recall, Supplier, SupplierPaper

__all__ = ["Product", "ProductVerdict", "Recall", "Supplier", "SupplierPaper"]
