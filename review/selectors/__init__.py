"""Ask about the queue, its items, patrol rounds and quality. Public names only."""

from review.selectors.patrol import patrol_now, round_get, round_list
from review.selectors.quality import agreement, golden_get, golden_list, golden_results, officers
from review.selectors.queue import (
    Counts,
    Terms,
    claimable,
    counts,
    held_by,
    inspectors,
    item_get,
    item_list,
    item_of,
    sitting_of,
    terms_of,
)
from review.selectors.subject import Subject, subject_of

__all__ = [
    "Counts",
    "Subject",
    "Terms",
    "agreement",
    "claimable",
    "counts",
    "golden_get",
    "golden_list",
    "golden_results",
    "held_by",
    "inspectors",
    "item_get",
    "item_list",
    "item_of",
    "officers",
    "patrol_now",
    "round_get",
    "round_list",
    "sitting_of",
    "subject_of",
    "terms_of",
]
