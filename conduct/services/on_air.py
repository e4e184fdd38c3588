"""An entry comes onto a list, or leaves it, while those whom it names are on air: act at once."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from conduct import policies, selectors
from conduct.events import TargetsListed
from conduct.models import Target
from conduct.services.promotion import cast_judge
from ledger import services as record
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms import selectors as rooms
from rooms import services as broadcasts

PEOPLE = frozenset({Target.Kind.ACCOUNT, Target.Kind.ROOM, Target.Kind.NAME})
AGAIN_S, MOST = 2.0, 500


def entries_follow(actor: Actor, rows: Iterable[Target]) -> int:
    """Ask the gate again, in the running transaction, about whoever entries name on air.

    Whom the gate stops is stopped, told of and found as ever; whom it does not compare, a name,
    is found. Entries that came are looked at once more after the act: a broadcast that began in
    the same moment saw no list.

    Returns:
        How many broadcasts were asked about.

    Law: M-18-5, M-live-verification
    """
    people = [one for one in rows if one.list == Target.List.BLOCK and one.kind in PEOPLE]
    if not people:
        return 0
    product = system_actor(actor.tenant_id)
    with acting(product):
        found = _asked_again(product, people, is_first=True)
        new = [one.pk for one in people if one.removed_at is None]
        told = [
            TargetsListed(product, tuple(new[at : at + MOST])) for at in range(0, len(new), MOST)
        ]
        record.events_defer(actor=product, told=told, after_s=AGAIN_S)
    return found


@transaction.atomic
def entries_look_again(*, actor: Actor, target_ids: Collection[UUID]) -> int:
    """Look once more at whom entries name: at what the gate let in as they came into force.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
    """
    policies.require_list(actor)
    return _asked_again(actor, selectors.targets_standing(actor, target_ids), is_first=False)


def _asked_again(product: Actor, people: Collection[Target], *, is_first: bool) -> int:
    named: dict[str, list[str]] = {kind: [] for kind in PEOPLE}
    for row, value in selectors.entries_of(people):
        named[row.kind].append(value)
    called = named[Target.Kind.ACCOUNT] + named[Target.Kind.NAME]
    found = rooms.sessions_called(product, called, named[Target.Kind.ROOM])
    asked = found if is_first else rooms.sessions_admitted(product, found)
    broadcasts.admissions_renew(actor=product, session_ids=asked)
    for session_id in found:
        cast_judge(actor=product, session_id=session_id)
    return len(found)
