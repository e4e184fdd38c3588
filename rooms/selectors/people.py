"""Ask where parties operate and appear, and what the gate said of them; in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock, gate, law
from livecompliance.kernel.actors import Actor
from parties import selectors as parties
from rooms import policies
from rooms.models import Admission, OnAir, Room, Session

LOOKED_BACK = timedelta(days=90)
COUNTED = 2_000  # denials that the figures are made of


@dataclass(frozen=True, slots=True)
class Told:
    """One reason against, in words, with where it stands and what would cure it."""

    code: str
    clause: str
    citation: str
    reference: str
    message: str
    cure: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the gate with its reasons in words."""

    admission: Admission
    reasons: list[Told]


def told(reason: gate.Reason, names: dict[str, str] | None = None) -> Told:
    """Return a reason in the language of the moment; its clause in both."""
    known = reason.clause in law.register()
    clause = law.clause(reason.clause) if known else None
    about = (names or {}).get(str(reason.party), "") if reason.party else ""
    return Told(
        code=reason.code,
        clause=reason.clause if known else "",
        citation=law.citation(clause, "zh") if clause else reason.clause,
        reference=law.citation(clause, "en") if clause else "",
        about=about,
        **gate.said(reason),
    )


def answers_told(actor: Actor, admissions: Iterable[Admission]) -> list[Answered]:
    """Return answers of the gate with their reasons in words and the names of who is meant."""
    found = list(admissions)
    meant = {str(one["party"]) for each in found for one in each.reasons if one.get("party")}
    names = parties.party_names(actor, meant)
    return [Answered(one, [told(reason_of(each), names) for each in one.reasons]) for one in found]


def reason_of(kept: dict[str, Any]) -> gate.Reason:
    """Return a reason as it was kept."""
    party = UUID(kept["party"]) if kept.get("party") else None
    return gate.Reason(kept["code"], kept["clause"], party=party, data=kept["data"])


def rooms_of(actor: Actor, party_id: UUID) -> TenantQuerySet[Room]:
    """Return the rooms that a party operates, the newest first."""
    return Room.objects.of(actor).filter(operator_id=party_id).order_by("-id")


def broadcasts_of(actor: Actor, party_id: UUID, most: int) -> list[Session]:
    """Return the last broadcasts in which a party operated or was seen."""
    seen = OnAir.objects.of(actor).filter(party_id=party_id).values("session_id")
    sessions = Session.objects.of(actor).select_related("room")
    found = sessions.filter(Q(pk__in=seen) | Q(room__operator_id=party_id))
    return list(found.order_by("-started_at", "-id")[:most])


def rooms_for_trial(actor: Actor, party_id: UUID, most: int = 30) -> list[Room]:
    """Return rooms in which a party could be put before the gate: its own, its last, the newest."""
    own = list(rooms_of(actor, party_id)[:most])
    last = [one.room for one in broadcasts_of(actor, party_id, most)]
    newest = list(Room.objects.of(actor).order_by("-id")[:most])
    return list({one.pk: one for one in (*own, *last, *newest)}.values())[:most]


def denials_of(actor: Actor, party_id: UUID, most: int) -> list[Admission]:
    """Return when the gate last said no to a broadcast with a party, trials too."""
    said_no = denial_list(actor, clock.now() - LOOKED_BACK)
    who = str(party_id)
    meant = Q(cast__operator=who) | Q(cast__marketers__contains=[who])
    return list(said_no.filter(meant)[:most])


def denial_list(
    actor: Actor, since: datetime, *, room_id: UUID | None = None, code: str = ""
) -> TenantQuerySet[Admission]:
    """Return the answers by which the gate said no, the newest first."""
    policies.require_see_gate(actor)
    found = Admission.objects.of(actor).filter(is_allowed=False, asked_at__gte=since)
    found = found.filter(room_id=room_id) if room_id else found
    found = found.filter(reasons__contains=[{"code": code}]) if code else found
    return found.select_related("room").order_by("-asked_at", "-id")


def denial_counts(actor: Actor, since: datetime) -> list[tuple[Told, int]]:
    """Return how often each reason was given since then, of the newest 2,000 denials."""
    rows = denial_list(actor, since).exclude(kind=Admission.Kind.TRIAL)
    given: Counter[str] = Counter()
    examples: dict[str, dict[str, Any]] = {}
    for reasons in rows.values_list("reasons", flat=True)[:COUNTED]:
        for one in {each["code"]: each for each in reasons}.values():
            given[one["code"]] += 1
            examples.setdefault(one["code"], one)
    return [(told(reason_of(examples[code])), number) for code, number in given.most_common()]
