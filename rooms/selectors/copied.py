"""What rooms keep of a person: for the copy of his own data, and because the law says so."""

from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party
from parties.selectors.contributed import (
    MOST,
    Kept,
    Row,
    Section,
    keeper_register,
    row_of,
    section_register,
)
from rooms.models import Admission, OnAir, Room, Session
from rooms.selectors.people import reason_of, rooms_of, told

EVIDENCE = "O117-evidence-3y"


def _rooms(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = rooms_of(actor, party.pk)[:MOST]
    return [row_of(one, "title", "external_id", "category", "tier", "created_at") for one in found]


def _sessions(actor: Actor, party: Party) -> Any:
    seen = OnAir.objects.of(actor).filter(party=party).values("session_id")
    return Session.objects.of(actor).filter(Q(pk__in=seen) | Q(room__operator=party))


def _broadcasts(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = list(_sessions(actor, party).select_related("room").order_by("-id")[:MOST])
    cast = OnAir.objects.of(actor).filter(party=party, session__in=found)
    seen = {one.session_id: one for one in cast.order_by("joined_at")}
    rows = []
    for one in found:
        row = {"title": one.room.title} | row_of(
            one, "form", "started_at", "ended_at", "keep_until"
        )
        mine = seen.get(one.pk)
        rows.append(row | (row_of(mine, "stage_name", "joined_at", "left_at") if mine else {}))
    return rows


def _answers(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    who = str(party.pk)
    meant = Q(cast__operator=who) | Q(cast__marketers__contains=[who])
    found = Admission.objects.of(actor).filter(meant).select_related("room").order_by("-id")[:MOST]
    return [
        {"title": one.room.title}
        | row_of(one, "kind", "is_allowed", "asked_at")
        | {"reasons": [told(reason_of(each)).message for each in _about(one, who)]}
        for one in found
    ]


def _about(one: Admission, who: str) -> list[dict[str, Any]]:
    """Return the reasons that are about him, or about nobody: what lacks of others is theirs."""
    return [each for each in one.reasons if each.get("party") in (None, "", who)]


def _kept(actor: Actor, party: Party) -> list[Kept]:
    """Return that his broadcasts are kept, and until when the last of them is.

    Law: O117-evidence-3y
    """
    kept = _sessions(actor, party).filter(key_destroyed_at__isnull=True)
    last: date | None = kept.aggregate(last=Max("keep_until"))["last"]
    is_on_air = kept.filter(ended_at__isnull=True).exists()
    if not is_on_air and (last is None or last < clock.today()):
        return []
    return [{"what": "broadcasts", "clause": EVIDENCE, "until": f"{last}" if last else ""}]


ROOM: dict[str, Any] = {
    "title": _("直播间"), "external_id": _("平台编号"), "category": _("品类"), "tier": _("分级"),
    "created_at": _("建立时间"),
}  # fmt: skip
BROADCAST: dict[str, Any] = {
    "title": _("直播间"), "form": _("形式"), "started_at": _("开播"), "ended_at": _("下播"),
    "keep_until": _("保存至"), "stage_name": _("出镜名称"), "joined_at": _("出镜开始"),
    "left_at": _("出镜结束"),
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "title": _("直播间"), "is_allowed": _("准予开播"), "asked_at": _("检查时间"),
    "reasons": _("未通过的原因"),
}  # fmt: skip

section_register(Section("rooms", _("直播间"), _rooms, ROOM, models=(Room,)))
section_register(Section("broadcasts", _("直播场次"), _broadcasts, BROADCAST, models=(Session,)))
section_register(Section("gate", _("开播前检查"), _answers, ANSWER, models=(Admission,)))
keeper_register(
    "broadcasts",
    {"zh": "直播回放、互动等直播记录", "en": "the records of broadcasts"},
    _kept,
)
