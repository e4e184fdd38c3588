"""The gate asks: does the room, or anybody who would be on air, stand on the platform's list?"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from conduct import selectors
from conduct.models import Target
from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from parties import selectors as parties
from rooms import selectors as rooms

NAME, LISTED, CLAUSE = "conduct.lists", "on_blocklist", "M-18-5"
KINDS = (Target.Kind.ACCOUNT, Target.Kind.ROOM)
Number = tuple[tuple[str, str], UUID | None]  # a kind with a number, and whose it is
WORDS = {
    LISTED: Words(
        _("在本平台的禁止名单上（%(kind)s，%(known_on)s 起已知）"),
        _("核实后由专员将该条目移出名单，并写明原因"),
        is_listed=True,
    )
}


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say who is on the list by the platform's own number, and whether the room itself is.

    Names are not compared: two may share one. Whoever keeps no such entries is asked once.

    Law: M-18-5
    """
    if asked.numbers is not None:  # one statement, whoever is listed
        numbers = dict(_told(asked, asked.numbers))
    elif selectors.is_anybody_listed(actor, KINDS):
        numbers = dict(_numbers(actor, asked))
    else:
        return
    digests = {
        selectors.digest_of(actor.tenant_id, kind, number): (kind, party)
        for (kind, number), party in numbers.items()
    }
    for row in selectors.targets_at(actor, asked.at, list(digests)):
        kind, party = digests[row.value_digest]
        data = {"kind": str(Target.Kind(kind).label), "known_on": f"{row.known_on}"}
        yield Reason(LISTED, CLAUSE, party, data)


def _told(asked: Asked, numbers: Mapping[UUID, str]) -> Iterator[Number]:
    """Return what is looked for, of what the asker knows."""
    if asked.room_number:
        yield (Target.Kind.ROOM, asked.room_number), None
    for party in asked.parties:
        if number := numbers.get(party):
            yield (Target.Kind.ACCOUNT, number), party
    for name in asked.unknown:
        yield (Target.Kind.ACCOUNT, " ".join(name.split())), None


def _numbers(actor: Actor, asked: Asked) -> Iterator[Number]:
    room = rooms.room_get(actor, asked.room_id)
    if room.external_id:
        yield (Target.Kind.ROOM, room.external_id), None
    named = parties.parties_named(actor, [str(one) for one in asked.parties])
    for one in named.values():
        if one.external_id:
            yield (Target.Kind.ACCOUNT, one.external_id), one.id
    for name in asked.unknown:
        yield (Target.Kind.ACCOUNT, " ".join(name.split())), None


gate.register(NAME, check, WORDS)
