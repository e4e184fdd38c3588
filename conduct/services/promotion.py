"""Write down whom a broadcast promotes who is barred, with the proof that this was known."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F

from conduct import selectors
from conduct.models import Promotion
from conduct.services.proof import Proof, proof_of, proofs_of_names, proofs_of_parties
from ledger import services as record
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation import services as inspection
from parties import selectors as parties
from rooms import selectors as rooms
from rooms import wire
from rooms.models import Session

NAMED, LINKED, CLAUSE = "F-OTHERS", "R-jump-blocked", "M-18-5"
CODE = "OTHERS-ON-AIR"
REASON: rules.Words = {
    "zh": "直播间与被禁止的账号同场直播，为其推广引流。",
    "en": "The room is on air with an account that is barred, and promotes it.",
}
ADVICE: rules.Words = {
    "zh": "请立即结束与该账号的同场直播。",
    "en": "End the joint broadcast with this account now.",
}


class Case(NamedTuple):
    """One act of promotion: how, whom (a digest), by which event, with the proof."""

    how: str
    whom: str
    event_key: str
    seq: int
    at: datetime
    proof: Proof
    party_id: UUID | None = None


def promotion_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Keep the proof for every barred name that was said and every blocked link that was shown.

    Rules and terms have found these; what is added here is since when the platform knew.

    Law: M-18-5
    """
    cases = [*_named(seen), *_linked(seen)]
    promotions_keep(seen.actor, seen.session, cases)
    return ()


def _moment(event: wire.Event) -> datetime:
    return rules.instant_of(event.at if isinstance(event.at, int) else 0)


def _named(seen: inspection.Seen) -> Iterator[Case]:
    said = [
        (place, label.rule.partition("/")[2])
        for place, result in enumerate(seen.batch.results)
        for label in result.labels
        if label.code == NAMED and label.weight > 0
    ]
    if not said:
        return
    at = _moment(seen.batch.events[said[-1][0]])
    proofs = proofs_of_names(seen.actor, at, {name for _place, name in said})
    for place, name in said:
        if name in proofs:
            yield _case(seen, place, "named", proofs[name])


def _linked(seen: inspection.Seen) -> Iterator[Case]:
    shown = [
        place
        for place, result in enumerate(seen.batch.results)
        if any(label.rule == LINKED for label in result.labels)
    ]
    for place in shown:
        event = seen.batch.events[place]
        target = str(getattr(event, "url", "") or getattr(event, "content", ""))
        row = selectors.jump_find(seen.actor, seen.session, target, seen.engine) if target else None
        if row is not None and row.listed is not None:
            yield _case(seen, place, "linked", proof_of(row.listed))


def _key(seen: inspection.Seen, place: int) -> str:
    return str(seen.batch.events[place].id)[:80]


def _case(seen: inspection.Seen, place: int, how: str, proof: Proof) -> Case:
    event = seen.batch.events[place]
    seq = seen.batch.places[place][0]
    whom = proof.target_id.hex if proof.target_id else ""
    return Case(how, whom, _key(seen, place), seq, _moment(event), proof)


def promotions_keep(actor: Actor, session: Session, cases: Iterable[Case]) -> list[Promotion]:
    """Write cases down, once a broadcast and act; return those that are new."""
    made = []
    for one in cases:
        given = {
            "tenant_id": session.tenant_id,
            "room_id": session.room_id,
            "target_id": one.proof.target_id,
            "party_id": one.party_id,
            "event_key": one.event_key,
            "segment_seq": one.seq,
            "at": one.at,
            "known_by": one.proof.known_by,
            "known_on": one.proof.known_on,
            "known_ref": one.proof.known_ref[:200],
        }
        row, new = Promotion.objects.get_or_create(
            tenant_id=session.tenant_id, session=session, how=one.how, whom=one.whom,
            defaults=given,
        )  # fmt: skip
        if new:
            made.append(row)
            _note(actor, row)
        elif one.how != "hosted":  # whoever stays on air is looked at often, and is there once
            Promotion.objects.filter(pk=row.pk).update(times=F("times") + 1)
    return made


def _note(actor: Actor, row: Promotion) -> None:
    record.entry_append(
        actor=actor,
        action="conduct.promotion_found",
        subject=("session", row.session_id),
        clause=CLAUSE,
        data={"how": row.how, "known_by": row.known_by, "known_on": f"{row.known_on}",
              "known_ref": row.known_ref},
    )  # fmt: skip


def parties_judge(actor: Actor, session: Session, refs: Iterable[str], at: datetime) -> dict[
    str, tuple[Proof, UUID | None]
]:  # fmt: skip
    """Return the proofs against people by the platform's names for them, and who they are."""
    wanted = {ref for ref in refs if ref}
    known = parties.parties_named(actor, wanted)
    by_party = proofs_of_parties(actor, {one.id for one in known.values()})
    found: dict[str, tuple[Proof, UUID | None]] = {
        ref: (proof, known[ref].id if ref in known else None)
        for ref, proof in proofs_of_names(actor, at, wanted).items()
    }
    for ref, one in known.items():
        if one.id in by_party:
            found[ref] = (by_party[one.id], one.id)
    return found


@transaction.atomic
def cast_judge(*, actor: Actor, session_id: UUID) -> list[Promotion]:
    """Find barred people among those who are on air in a session. Twice is once.

    Raises:
        NotFound: no such session for this actor.

    Law: M-18-5
    """
    session = rooms.session_get(actor, session_id)
    at = selectors.session_moment(session)
    refs = rooms.cast_refs(actor, session.pk)
    judged = parties_judge(actor, session, refs, at)
    cases = {
        whom_of(session, ref, proof, party_id): Case(
            "hosted", whom_of(session, ref, proof, party_id), "cast", 0, at, proof, party_id
        )
        for ref, (proof, party_id) in judged.items()
    }
    made = promotions_keep(actor, session, cases.values())
    for row in made:
        found = inspection.Filed(CODE, CLAUSE, f"{CODE}/hosted", 0, f"cast:{row.whom[:40]}")
        inspection.finding_file(actor=actor, session=session, found=found)
    return made


def whom_of(session: Session, ref: str, proof: Proof, party_id: UUID | None) -> str:
    """Return under what a person is known in a case: his id, the entry's, or a keyed digest."""
    if party_id is not None:
        return party_id.hex
    return proof.target_id.hex if proof.target_id else selectors.target_digest(session, ref)
