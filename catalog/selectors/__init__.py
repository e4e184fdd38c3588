"""What is asked of goods, and of who supplies them."""

from catalog.rules.kinds import kind_name
from catalog.rules.papers import Lack, Sold
from catalog.selectors.edition import (
    draft_find,
    draft_get,
    edition_get,
    edition_latest,
    edition_list,
    edition_numbered,
)
from catalog.selectors.entry import entries_of
from catalog.selectors.faults import said
from catalog.selectors.finder import catalogue_on, finder, finder_register
from catalog.selectors.held import (
    Held,
    catalogue_at,
    edition_marks,
    held_at,
    marks_forget,
    placed_at,
    placed_of,
    placed_over,
    trial_of,
)
from catalog.selectors.product import product_get, product_names, product_page
from catalog.selectors.release import Base, base_at, base_of, release_latest, releases_forget
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
    "Base",
    "Held",
    "Lack",
    "Sold",
    "base_at",
    "base_of",
    "catalogue_at",
    "catalogue_on",
    "draft_find",
    "draft_get",
    "edition_get",
    "edition_latest",
    "edition_list",
    "edition_marks",
    "edition_numbered",
    "entries_of",
    "finder",
    "finder_register",
    "held_at",
    "kind_name",
    "lack_words",
    "marks_forget",
    "paper_get",
    "paper_list",
    "paper_name",
    "papers_ending",
    "papers_missing",
    "papers_waiting",
    "placed_at",
    "placed_of",
    "placed_over",
    "product_get",
    "product_names",
    "product_page",
    "recall_list",
    "recalls_found",
    "release_latest",
    "releases_forget",
    "said",
    "supplier_counts",
    "supplier_get",
    "supplier_list",
    "supplier_names",
    "supplier_page",
    "tenants_with_papers_turning",
    "trial_of",
]
