"""Ask who may read, and who read, the data of minors."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from ledger import selectors as ledger
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import policies
from parties.models import MinorAccess, Party

MOST = 200
LOOKS = ["accounts.value_unmasked", "parties.export_taken"]
State = MinorAccess.State


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the data of a minor: the record's line, and the approval it rests on."""

    line: Any
    data: dict[str, Any]
    access: MinorAccess | None

    @property
    def what(self) -> str:
        """Return what was read, by the name of its field."""
        return str(self.data["field"]).rpartition(".")[2]


def looks_register(action: str) -> None:
    """Let an act of another app under `MNP-access` stand in the register; its entry names a `field`
    and a reason."""
    if action not in LOOKS:
        LOOKS.append(action)


def is_minor(party: Party) -> bool:
    """Tell whether a party is a minor today."""
    return party.minor_until is not None and clock.today() < party.minor_until


def minor_access_open(actor: Actor, party_id: UUID) -> MinorAccess | None:
    """Return the approval under which `actor` reads a minor's data now, if there is one.

    Law: MNP-access
    """
    rows = MinorAccess.objects.of(actor).filter(party_id=party_id, asked_by_id=actor.user_id)
    return rows.filter(state=State.APPROVED, expires_at__gt=clock.now()).first()


def minor_access_mine(actor: Actor, party_id: UUID) -> MinorAccess | None:
    """Return what `actor` asked for last about a minor."""
    rows = MinorAccess.objects.of(actor).filter(party_id=party_id, asked_by_id=actor.user_id)
    return rows.order_by("-asked_at", "-id").first()


def minors_with_login(actor: Actor) -> list[tuple[Party, MinorAccess | None]]:
    """Return the minors who are members, each with what `actor` asked for last: whose login mobile
    the system administrator could open.

    Law: MNP-access
    """
    policies.require_ask_minor_access(actor)
    rows = Party.objects.of(actor).filter(minor_until__gt=clock.today(), user__isnull=False)
    found = list(
        rows.exclude(state=Party.State.CLOSED).select_related("user").order_by("-id")[:MOST]
    )
    asked = MinorAccess.objects.of(actor).filter(party__in=found, asked_by_id=actor.user_id)
    last = {one.party_id: one for one in asked.order_by("asked_at", "id")}
    return [(one, last.get(one.pk)) for one in found]


def minor_access_list(actor: Actor) -> TenantQuerySet[MinorAccess]:
    """Return every request to read data of minors, the newest first.

    Law: MNP-access
    """
    policies.require_register_of_minors(actor)
    rows = MinorAccess.objects.of(actor).select_related(
        "party", "asked_by", "decided_by", "revoked_by"
    )
    return rows.order_by("-asked_at", "-id")


def minors_register(actor: Actor) -> list[Look]:
    """Return who opened data of minors, why, and who had approved it; the newest first.

    Law: MNP-access
    """
    policies.require_register_of_minors(actor)
    found = [
        entry
        for action in LOOKS
        for entry in ledger.entry_list(actor, ledger.Wanted(action=action, clause="MNP-access"))[
            :MOST
        ]
    ]
    newest = sorted(found, key=lambda entry: entry.pk, reverse=True)[:MOST]
    lines = accounts.record_lines(actor, newest)
    ids = [line.data["approval"] for line in lines if line.data.get("approval")]
    known = {str(one.pk): one for one in minor_access_list(actor).filter(pk__in=ids)}
    return [Look(line, line.data, known.get(line.data.get("approval", ""))) for line in lines]
