"""Ask about parties."""

from parties.selectors.party import (
    Named,
    parties_named,
    party_find,
    party_get,
    party_list,
    party_of_user,
    tie_list,
)

__all__ = [
    "Named",
    "parties_named",
    "party_find",
    "party_get",
    "party_list",
    "party_of_user",
    "tie_list",
]
