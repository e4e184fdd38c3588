"""Ask what rooms did and what the platform knows. Public names only."""

from conduct.rules.targets import OF_LINKS
from conduct.selectors.jump import (
    Wanted,
    jump_counts,
    jump_digests,
    jump_get,
    jump_list,
    landing_get,
    landings_of,
    sha256_of,
    target_bound,
    target_digest,
    target_of,
)
from conduct.selectors.lists import lists_stamp, pack_of
from conduct.selectors.target import (
    Entry,
    digest_of,
    entries_of,
    fault_words,
    target_get,
    target_list,
    target_names,
    target_page,
    wishes_of,
)

__all__ = [
    "OF_LINKS",
    "Entry",
    "Wanted",
    "digest_of",
    "entries_of",
    "fault_words",
    "jump_counts",
    "jump_digests",
    "jump_get",
    "jump_list",
    "landing_get",
    "landings_of",
    "lists_stamp",
    "pack_of",
    "sha256_of",
    "target_bound",
    "target_digest",
    "target_get",
    "target_list",
    "target_names",
    "target_of",
    "target_page",
    "wishes_of",
]
