"""What happens to what is set before the audience."""

from stage.rules.hosts import Mark, Sighting
from stage.services.content import Content
from stage.services.element import (
    AlreadyDecided,
    Differing,
    Seen,
    element_decide,
    element_submit,
    elements_observe,
)
from stage.services.host import (
    BadMark,
    Figure,
    HostEnded,
    HostExists,
    host_assess,
    host_expire,
    host_register,
    host_withdraw,
    hosts_expire,
    hosts_follow_consent,
)
from stage.services.judging import Judgement, judge_register
from stage.services.mark import mark_observe
from stage.services.minors import (
    NotOnAir,
    OtherNotice,
    minors_clear,
    minors_declare,
    minors_find,
    notice_set,
    notice_shown,
    placements_tell,
)
from stage.services.picture import picture_open
from stage.services.place import Where, place_declare
from stage.services.policy import stage_policy_set
from stage.services.spending import Answer, minor_mode_set, spending_ask

__all__ = [
    "AlreadyDecided",
    "Answer",
    "BadMark",
    "Content",
    "Differing",
    "Figure",
    "HostEnded",
    "HostExists",
    "Judgement",
    "Mark",
    "NotOnAir",
    "OtherNotice",
    "Seen",
    "Sighting",
    "Where",
    "element_decide",
    "element_submit",
    "elements_observe",
    "host_assess",
    "host_expire",
    "host_register",
    "host_withdraw",
    "hosts_expire",
    "hosts_follow_consent",
    "judge_register",
    "mark_observe",
    "minor_mode_set",
    "minors_clear",
    "minors_declare",
    "minors_find",
    "notice_set",
    "notice_shown",
    "picture_open",
    "place_declare",
    "placements_tell",
    "spending_ask",
    "stage_policy_set",
]
