"""What is asked of goods, and of who supplies them."""

from catalog.rules.kinds import kind_name
from catalog.rules.papers import Lack, Sold
from catalog.selectors.entry import entries_of
from catalog.selectors.faults import said
from catalog.selectors.product import product_get, product_names, product_page
from catalog.selectors.supplier import (
    paper_get,
    paper_list,
    papers_ending,
    papers_missing,
    papers_waiting,
    recall_list,
    recalls_found,
    supplier_counts,
    supplier_get,
    supplier_list,
    supplier_names,
    supplier_page,
    tenants_with_papers_turning,
)
from catalog.selectors.supplier_words import lack_words, paper_name

__all__ = [
    "Lack",
    "Sold",
    "entries_of",
    "kind_name",
    "lack_words",
    "paper_get",
    "paper_list",
    "paper_name",
    "papers_ending",
    "papers_missing",
    "papers_waiting",
    "product_get",
    "product_names",
    "product_page",
    "recall_list",
    "recalls_found",
    "said",
    "supplier_counts",
    "supplier_get",
    "supplier_list",
    "supplier_names",
    "supplier_page",
    "tenants_with_papers_turning",
]
