"""Ask about parties."""

from parties.selectors.party import (
    SEALED,
    Named,
    parties_named,
    party_find,
    party_get,
    party_list,
    party_names,
    party_of_user,
    shown_name,
    tie_list,
)

__all__ = [
    "SEALED",
    "Named",
    "parties_named",
    "party_find",
    "party_get",
    "party_list",
    "party_names",
    "party_of_user",
    "shown_name",
    "tie_list",
]
