"""Ask the record: what was done, by whom, by which clause; where it stands in the tree."""

from ledger.selectors.audit import Audit, Fault, Looked, keys_of
from ledger.selectors.entry import Wanted, data_of, entry_list, entry_page
from ledger.selectors.tree import (
    Proof,
    Proven,
    Tiles,
    checkpoint_at,
    checkpoint_latest,
    checkpoint_list,
    checkpoint_note,
    entries_proven,
    entry_proof,
    hashes_at,
    is_waiting,
    leaf_of,
    origin_of,
    places_about,
    tree_of,
    unsealed_age_s,
)

__all__ = [
    "Audit",
    "Fault",
    "Looked",
    "Proof",
    "Proven",
    "Tiles",
    "Wanted",
    "checkpoint_at",
    "checkpoint_latest",
    "checkpoint_list",
    "checkpoint_note",
    "data_of",
    "entries_proven",
    "entry_list",
    "entry_page",
    "entry_proof",
    "hashes_at",
    "is_waiting",
    "keys_of",
    "leaf_of",
    "origin_of",
    "places_about",
    "tree_of",
    "unsealed_age_s",
]
