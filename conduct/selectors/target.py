"""Ask what stands on the platform's lists, or stood on a day."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import Target
from conduct.rules.targets import Wish
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pg import hot
from livecompliance.kernel.tenancy import require

STANDING = hot.Reading(
    """
    SELECT {t} FROM conduct_target t
    WHERE t.tenant_id = ANY(%s) AND t.list = %s AND t.value_digest = ANY(%s)
    AND t.added_at <= %s AND (t.removed_at IS NULL OR t.removed_at > %s) ORDER BY t.id
    """,
    t=Target,
)


TARGETS = """
SELECT 'target', json_build_array(t.id, t.value_digest, t.known_on)::text FROM conduct_target t
 WHERE t.tenant_id = %(tenant)s AND t.list = 'block' AND t.value_digest = ANY(%(target_digests)s)
   AND t.added_at <= %(at)s AND (t.removed_at IS NULL OR t.removed_at > %(at)s)
"""
Named = tuple[str, str]  # a kind, and the number or name


class Entry(NamedTuple):
    """An entry with what it names, opened."""

    row: Target
    value: str


def digest_of(tenant_id: UUID, kind: str, value: str) -> str:
    """Return the keyed digest by which an entry is found again."""
    return digests_of(tenant_id, [(kind, value)])[(kind, value)]


def digests_of(tenant_id: UUID, named: Iterable[Named]) -> dict[Named, str]:
    """Return the keyed digests by which entries are found again: the key is made once."""
    key = crypto.keyring().derive(f"conduct.target|{tenant_id}")
    return {
        (kind, value): crypto.keyed_digest(key, f"{kind}|{value}".encode()).hex()
        for kind, value in named
    }


def target_get(actor: Actor, target_id: UUID, *, lock: bool = False) -> Target:
    """Return one entry of a list, removed ones too.

    Raises:
        NotFound: no such entry for this actor.
    """
    rows = Target.objects.of(actor)
    found = (rows.select_for_update() if lock else rows).filter(pk=target_id).first()
    if found is None:
        raise NotFound(_("没有这条名单。"))
    return found


def target_list(actor: Actor, list_: str = "", kind: str = "") -> TenantQuerySet[Target]:
    """Return what stands on the lists, the newest first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Target.objects.of(actor).filter(removed_at__isnull=True).select_related("added_by")
    if list_:
        rows = rows.filter(list=list_)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("-added_at", "-id")


def target_page(actor: Actor, kind: str, before: UUID | None, most: int) -> list[Target]:
    """Return what stands on the lists, the newest first, from the one before `before` on.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    rows = target_list(actor, kind=kind).order_by("-id")
    return list((rows.filter(pk__lt=before) if before else rows)[:most])


def targets_at(actor: Actor, at: datetime, digests: Collection[str]) -> list[Target]:
    """Return the blocked entries that stood at an instant, by their digests."""
    given = [list(require(actor).tenant_ids), Target.List.BLOCK.value, list(digests), at, at]
    return [row[0] for row in STANDING.all(given)]


def targets_given(actor: Actor, at: datetime, digests: list[str]) -> dict[str, Any]:
    """Return what `TARGETS`, which the gate asks, needs to be told."""
    return {"tenant": actor.tenant_id, "at": at, "target_digests": digests}


def targets_standing(actor: Actor, target_ids: Collection[UUID]) -> list[Target]:
    """Return those of entries that still stand, in order."""
    rows = Target.objects.of(actor).filter(pk__in=list(target_ids), removed_at__isnull=True)
    return list(rows.order_by("id"))


def is_anybody_listed(actor: Actor, kinds: Collection[str]) -> bool:
    """Tell whether anything of some kinds stands on the blocklist."""
    rows = Target.objects.of(actor).filter(list=Target.List.BLOCK, kind__in=list(kinds))
    return rows.filter(removed_at__isnull=True).exists()


def entries_of(rows: Iterable[Target]) -> list[Entry]:
    """Open what entries name."""
    ring = crypto.keyring()
    return [
        Entry(row, ring.unwrap(bytes(row.value_sealed), crypto.place(row, "value_sealed")).decode())
        for row in rows
    ]


def wishes_of(rows: Iterable[Target]) -> list[Wish]:
    """Return entries as they are exported."""
    return [
        Wish(row.list, row.kind, value, row.reason, row.known_by, row.known_on, row.known_ref)
        for row, value in entries_of(rows)
    ]


def target_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what entries are called in the record: by list and kind, never by what they name."""
    found = Target.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): _("名单条目（%(kind)s）") % {"kind": _(str(one.get_kind_display()))}
            for one in found}  # fmt: skip


def fault_words(field: str) -> str:
    """Say what is wrong with an entry."""
    said = {
        "list": _("名单只有“禁止”和“放行”；放行只用于链接。"),
        "kind": _("没有这种条目类型。"),
        "value": _("内容不是这种类型应有的样子。"),
        "known_by": _("请说明从何得知。"),
        "known_on": _("得知日期不对，或晚于今天。"),
        "known_ref": _("请写明通知文号或公开名单的网址。"),
        "full": _("名单已满，请先移出不再需要的条目。"),
        "rows": _("行数太多，或不是 CSV。"),
    }
    return said.get(field, said["value"])
