"""What is sold: who supplies it, with which papers."""

from catalog.models.supplier import Recall, Supplier, SupplierPaper

__all__ = ["Recall", "Supplier", "SupplierPaper"]
