"""Ask which clues there are, and what became of each."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from oversight import policies
from oversight.models import Clue, Dispatch

SUBJECT = "clue"
OFFENCES: dict[str, Any] = {
    "fraud": gettext_lazy("诈骗"),
    "gambling": gettext_lazy("赌博"),
    "pyramid": gettext_lazy("传销"),
    "contraband": gettext_lazy("贩卖违禁品或管制物品"),
    "drugs": gettext_lazy("毒品"),
    "data": gettext_lazy("侵犯公民个人信息"),
    "other": gettext_lazy("其他犯罪"),
}
SOURCES: dict[str, Any] = {
    "measure": gettext_lazy("直播处置"),
    "sanction": gettext_lazy("处罚决定"),
    "officer": gettext_lazy("专员发现"),
}
STATES: dict[str, Any] = {
    "open": gettext_lazy("待核实"),
    "confirmed": gettext_lazy("已确认移送"),
    "rejected": gettext_lazy("不移送"),
}


def clue_list(actor: Actor) -> TenantQuerySet[Clue]:
    """Return the clues, those that wait first, the newest in front.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see_outbox(actor)
    found = Clue.objects.of(actor).select_related("session__room", "party", "package", "hold")
    return found.order_by("-id")


def clue_get(actor: Actor, clue_id: UUID, *, lock: bool = False) -> Clue:
    """Return one clue.

    Raises:
        NotFound: no such clue for this actor.
    """
    found = clue_list(actor).filter(pk=clue_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NotFound(_("没有这条线索。"))
    return row


def clue_confirmed(row: Dispatch) -> bool:
    """Tell whether an officer said that the police are told what a report says."""
    if row.kind != "report" or row.ref is None:
        return row.kind != "report"
    mine = Clue.objects.filter(tenant_id=row.tenant_id, pk=row.ref)
    return mine.filter(state=Clue.State.CONFIRMED).exists()


def clue_of_key(actor: Actor, key: str) -> Clue | None:
    """Return the clue that was opened under a key."""
    return Clue.objects.of(actor).filter(key=key).first()


def clue_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what clues are called in the record, by id."""
    found = Clue.objects.of(actor).filter(pk__in=ids)
    return {
        str(one.pk): gettext("涉嫌%(offence)s的线索") % {"offence": OFFENCES[one.offence]}
        for one in found
    }
