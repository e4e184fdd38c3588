"""What the stage keeps of a person, for the copy of his own data."""

from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party
from parties.selectors.contributed import MOST, Row, Section, row_of, section_register
from parties.services.sealing import read
from stage.models import ElementVersion, Place, VirtualHost
from stage.rules import places
from stage.selectors.element import version_content
from stage.templatetags.stage import ELEMENTS, GROUNDS, HOSTS, ORIGINS, STATES, place_name


def _elements(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    mine = Q(element__party=party) | Q(element__room__operator=party, element__party__isnull=True)
    found = ElementVersion.objects.of(actor).filter(mine).select_related("element__room")
    rows = []
    for one in found.order_by("-id")[:MOST]:
        held = version_content(one)
        row = {"title": one.element.room.title, "kind": one.element.kind}
        row |= {"text": held["text"], "picture": held["url"]}
        row |= row_of(one, "number", "origin", "state", "submitted_at", "decided_at", "reason")
        rows.append(row)
    return rows


def _places(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = list(
        Place.objects.of(actor)
        .filter(room__operator=party)
        .select_related("room")
        .order_by("-id")[:MOST]
    )
    keys = _keys(actor, found)
    return [
        {"title": one.room.title, "location": read(one, "location", keys.get(one.keeper_id))}
        | row_of(one, "kind", "area", "is_restricted", "ground", "declared_at", "ended_at")
        for one in found
    ]


def _keys(actor: Actor, found: list[Place]) -> dict[Any, DataKey]:
    """Return the keys under which coordinates lie: of operators, of rooms that had none."""
    keys: dict[Any, DataKey] = {}
    for kind in {one.keeper_kind for one in found}:
        ids = {one.keeper_id for one in found if one.keeper_kind == kind}
        keys |= accounts.person_keys(actor, ids, kind)
    return keys


def _hosts(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    lent = Q(face_consent__party=party) | Q(voice_consent__party=party)
    found = VirtualHost.objects.of(actor).filter(lent | Q(room__operator=party))
    return [
        {"title": one.room.title, "host": one.name, "host_state": one.state}
        | row_of(one, "technology", "created_at", "off_at")
        for one in found.select_related("room").order_by("-id")[:MOST]
    ]


WORDS: dict[str, Any] = {
    "title": _("直播间"), "text": _("文字"), "picture": _("图片地址"), "origin": _("来源"),
    "submitted_at": _("提交时间"), "decided_at": _("审核时间"), "reason": _("理由"),
    "area": _("地区"), "location": _("精确位置"), "is_restricted": _("是否限制"),
    "ground": _("限制理由"), "declared_at": _("申报时间"), "host": _("虚拟形象"),
    "host_state": _("状态"), "technology": _("技术"), "off_at": _("停用时间"),
    "created_at": _("登记时间"),
}  # fmt: skip
_name = lazy(place_name, str)
_KINDS = {kind: _name(kind) for kind in places.KINDS}

section_register(
    Section("elements", _("开播要素"), _elements, WORDS,
            {"kind": ELEMENTS, "state": STATES, "origin": ORIGINS})
)  # fmt: skip
section_register(
    Section("places", _("直播场所"), _places, WORDS, {"kind": _KINDS, "ground": GROUNDS})
)
section_register(Section("virtual_hosts", _("虚拟形象"), _hosts, WORDS, {"host_state": HOSTS}))
