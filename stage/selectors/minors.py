"""Ask what a room holds that may affect minors, what to show, and what was spent."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from stage.models import MinorAccount, MinorsClass, MinorSpend, NoticeShown
from stage.rules import minors as rules

Withheld = Callable[[Actor, UUID], Collection[str]]
_withheld: dict[str, Withheld] = {}


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice as a room must show it now; no words where it needs none."""

    kinds: list[str]
    words: dict[str, str]
    sha256: str
    is_set: bool
    set_at: datetime | None


def minors_list(
    actor: Actor, room_id: UUID, *, standing: bool = True
) -> TenantQuerySet[MinorsClass]:
    """Return what a room holds; with `standing=False` also what was cleared."""
    rows = MinorsClass.objects.of(actor).filter(room_id=room_id).select_related("cleared_by")
    rows = rows.filter(cleared_at__isnull=True) if standing else rows
    return rows.order_by("-since", "id")


def minors_get(actor: Actor, class_id: UUID) -> MinorsClass:
    """Return one flag of the tenant.

    Raises:
        NotFound: there is none such.
    """
    found = MinorsClass.objects.of(actor).filter(pk=class_id).first()
    if found is None:
        raise NotFound(_("没有这项标记。"))
    return found


def kinds_of(actor: Actor, room_id: UUID) -> list[str]:
    """Return the types a room holds, in the order of the law."""
    held = set(minors_list(actor, room_id).values_list("kind", flat=True))
    return [kind for kind in rules.KINDS if kind in held]


def minors_notice(actor: Actor, room_id: UUID) -> Notice:
    """Return the notice of a room, and whether the platform undertook to show just these words.

    Law: M-minors-notice, MNP-notice
    """
    rows = list(minors_list(actor, room_id))
    kinds = [kind for kind in rules.KINDS if kind in {row.kind for row in rows}]
    words = rules.words_of(kinds)
    digest = rules.digest_of(words) if words else ""
    is_set = all(row.notice_sha256 == digest for row in rows)
    set_at = max((row.notice_set_at for row in rows if row.notice_set_at), default=None)
    return Notice(kinds, words, digest, is_set, set_at)


def withheld_register(name: str, withheld: Withheld) -> None:
    """Let an app above say on which surfaces a room is not shown, whatever it holds."""
    _withheld[name] = withheld


def placements(actor: Actor, room_id: UUID) -> list[str]:
    """Return where on the platform a room may be shown: not prominently what affects minors, and
    nowhere that its operator's tier does not give.

    Law: MNP-prominence, M-tiering
    """
    away = {one for name in sorted(_withheld) for one in _withheld[name](actor, room_id)}
    return [one for one in rules.surfaces_of(kinds_of(actor, room_id)) if one not in away]


def placements_but(actor: Actor, room_id: UUID, name: str) -> list[str]:
    """Return where a room might be shown if one of the apps above had nothing to say."""
    away = {
        one for other in sorted(_withheld) if other != name
        for one in _withheld[other](actor, room_id)
    }  # fmt: skip
    return [one for one in rules.surfaces_of(kinds_of(actor, room_id)) if one not in away]


def notice_shown_count(actor: Actor, session_id: UUID) -> int:
    """Return how many clients proved that they showed the notice in a broadcast."""
    return NoticeShown.objects.of(actor).filter(session_id=session_id).count()


def spent_on(account: MinorAccount, day: date) -> int:
    """Return what an account was allowed to spend on one day, in fen."""
    rows = MinorSpend.objects.filter(account=account, tenant_id=account.tenant_id, day=day)
    found = rows.filter(is_allowed=True).aggregate(sum=Sum("amount_fen"))["sum"]
    return int(found or 0)
