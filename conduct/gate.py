"""The gate asks: does the room, or anybody who would be on air, stand on the platform's list?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
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

    Names are not compared: two may share one.

    Law: M-18-5
    """
    asked = _numbered(actor, asked)
    digests = _digests(actor, asked)
    rows = gate.seen(actor, asked, NAME).get("target", ()) if digests else ()
    for _id, digest, known_on in sorted(rows):
        kind, party = digests[digest]
        data = {"kind": str(Target.Kind(kind).label), "known_on": known_on}
        yield Reason(LISTED, CLAUSE, party, data)


def _given(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    digests = _digests(actor, _numbered(actor, asked))
    return selectors.targets_given(actor, asked.at, list(digests)) if digests else None


def _numbered(actor: Actor, asked: Asked) -> Asked:
    """Return what is asked with the platform's own numbers: looked up if anybody is listed."""
    if asked.numbers is not None:
        return asked
    if not selectors.is_anybody_listed(actor, KINDS):
        return replace(asked, numbers={}, room_number="", unknown=())
    named = parties.parties_named(actor, [str(one) for one in asked.parties])
    numbers = {one.id: one.external_id for one in named.values()}
    room = rooms.room_get(actor, asked.room_id)
    return replace(asked, numbers=numbers, room_number=room.external_id)


def _digests(actor: Actor, asked: Asked) -> dict[str, tuple[str, UUID | None]]:
    """Return by what everybody would be found on the list, with the kind and whose it is."""
    named = dict(_named(asked, asked.numbers or {}))
    found = selectors.digests_of(actor.tenant_id, named)
    return {found[one]: (one[0], party) for one, party in named.items()}


def _named(asked: Asked, numbers: Mapping[UUID, str]) -> Iterator[Number]:
    if asked.room_number:
        yield (Target.Kind.ROOM, asked.room_number), None
    for party in asked.parties:
        if number := numbers.get(party):
            yield (Target.Kind.ACCOUNT, number), party
    for name in asked.unknown:
        yield (Target.Kind.ACCOUNT, " ".join(name.split())), None


gate.look_register(NAME, gate.Look(selectors.TARGETS, _given))
gate.register(NAME, check, WORDS)
