"""Ask what is granted, who looked, and what an authority is shown."""

from portal.selectors.look import look_list, look_names, looks_to_tell
from portal.selectors.sight import Sight, sight_named, sights

__all__ = [
    "Sight",
    "look_list",
    "look_names",
    "looks_to_tell",
    "sight_named",
    "sights",
]
