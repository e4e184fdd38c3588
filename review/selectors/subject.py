"""What an officer has to know of an item: the words, what was around them, who, which clause."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from moderation.models import Decision, Finding
from moderation.selectors import desk, show, timeline
from moderation.selectors.compliance import measures_by_room
from moderation.selectors.family import family_advice, family_also, family_name, family_reason
from moderation.selectors.origin import Origin, origins_of
from moderation.selectors.rows import Row
from review import policies
from review.models import Item, Round
from rooms import selectors as rooms
from rooms.models import Session
from sanctions import selectors as sanctions
from sanctions.selectors.words import RUNGS

RECORD_DAYS, MOST_LABELS = 30, 8
FIELDS = ("text", "title", "description", "name", "bio", "url", "content")
PICTURES = frozenset({"cover", "frame"})
GRAVITY = list(RUNGS)
STEP = {"low": "prompt", "medium": "prompt", "high": "warning"}


class Line(NamedTuple):
    """A piece of what was handed in, cut at the hits."""

    field: str
    parts: list[show.Part]


class Why(NamedTuple):
    """Why it was found: the family, the clause, the rule and its version."""

    family: str
    clause: show.Cited
    rule: str
    severity: str
    also: tuple[show.Cited, ...] = ()


class Before(NamedTuple):
    """What was found and decided before in this room."""

    label: str
    number: int


class Person(NamedTuple):
    """Somebody on air who has decisions in force against him: how many, and the gravest."""

    party_id: UUID
    name: str
    number: int
    rung: str


class Suggested(NamedTuple):
    """What the product would do: a measure, the clause, the words for it."""

    kind: str
    clause: str
    reason: dict[str, str]
    advice: dict[str, str]


@dataclass(slots=True)
class Subject:
    """One item with its context. `is_gone` says that its words were destroyed in time."""

    item: Item
    at: datetime
    session: Session | None = None
    finding: Finding | None = None
    decision: Decision | None = None
    round: Round | None = None
    lines: list[Line] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)
    around: list[Row] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)
    operator: list[Before] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    same: int = 0
    suggested: Suggested | None = None
    origins: list[Origin] = field(default_factory=list)
    is_harmful: bool = False
    is_settled: bool = False
    is_gone: bool = False


def subject_of(actor: Actor, item: Item) -> Subject:
    """Return what stands on the page beside an item.

    Raises:
        Forbidden: the actor may not see the queue.
        NotFound: what it is about cannot be seen by this actor.
    """
    policies.require_see(actor)
    if item.kind == Item.Kind.FINDING:
        return _finding(actor, item)
    if item.kind == Item.Kind.PATROL:
        return _patrol(actor, item)
    return _known(item) if item.golden_id else _content(actor, item)


def _finding(actor: Actor, item: Item) -> Subject:
    one = moderation.finding_get(actor, item.subject_id)
    excerpts = moderation.excerpts_of(one.session, [one] if one.excerpt else [])
    excerpt = excerpts.get(one.pk, {})
    made = Subject(item, one.at, session=one.session, finding=one)
    made.lines = [Line("", desk.parts_of(excerpt))] if excerpt else []
    made.is_gone = bool(one.excerpt) and not excerpt
    also = tuple(show.cited(clause) for clause in family_also(one.code))
    made.why = [Why(family_name(one.code), show.cited(one.clause), one.rule, one.severity, also)]
    made.around = _around(actor, one)
    made.before = _before(actor, one.session)
    _record(actor, made, one.session)
    made.same = _same(actor, item)
    made.origins = origins_of(actor, [one.pk])
    made.suggested = Suggested(
        STEP[one.severity], one.clause, family_reason(one.code), family_advice(one.code)
    )
    made.is_harmful = one.event_type in PICTURES
    is_blind = item.second_of_id is not None
    made.is_settled = not is_blind and moderation.dismissal_find(actor, one) is not None
    return made


def _around(actor: Actor, one: Finding) -> list[Row]:
    """Return half a minute before and after, without what was decided about it since."""
    rows = timeline.timeline_around(actor, one.session, one.segment_seq, one.at)
    return [row for row in rows if row.kind not in ("measure", "metric")]


def _before(actor: Actor, session: Session) -> list[Before]:
    since = clock.now() - timedelta(days=RECORD_DAYS)
    done = Item.objects.of(actor).filter(
        room_id=session.room_id, state=Item.State.DONE, decided_at__gte=since, golden=None
    )
    breaches = done.filter(outcome__in=("measure", "stand", "found")).count()
    none = done.filter(outcome="dismiss").count()
    return [
        Before("stood", breaches),
        Before("none", none),
        *(Before(one.label, one.number) for one in desk.record_of(actor, session)),
    ]


def _record(actor: Actor, made: Subject, session: Session) -> None:
    """Add what is known of the operator in all his rooms, and of everybody who is seen.

    Law: M-content-patrol, M-account-sanctions
    """
    operator_id, since = session.room.operator_id, clock.now() - timedelta(days=RECORD_DAYS)
    if operator_id is not None:
        done = Item.objects.of(actor).filter(
            room__operator=operator_id, state=Item.State.DONE, decided_at__gte=since
        )
        found = done.filter(golden=None, second_of=None).aggregate(
            stood=Count("id", filter=Q(outcome__in=("measure", "stand", "found"))),
            none=Count("id", filter=Q(outcome="dismiss")),
        )
        own = list(
            rooms.room_list(actor).filter(operator_id=operator_id).values_list("id", flat=True)
        )
        taken = sum(measures_by_room(actor, since, own).values())
        made.operator = [
            Before("rooms", len(own)),
            Before("stood", found["stood"]),
            Before("none", found["none"]),
            Before("taken", int(taken)),
        ]
    seen = {one.party_id: one.stage_name for one in session.on_air.all() if one.party_id}
    names = ({operator_id: session.room.operator_name} if operator_id else {}) | seen
    made.people = _sanctioned(actor, {pk: name for pk, name in names.items() if pk})


def _sanctioned(actor: Actor, names: Mapping[UUID, str]) -> list[Person]:
    held: dict[UUID, list[str]] = defaultdict(list)
    for one in sanctions.standing(actor, list(names), clock.now()) if names else ():
        held[one.party_id].append(one.rung)
    return [
        Person(
            pk, show.masked(names[pk] or ""), len(rungs), str(RUNGS[max(rungs, key=GRAVITY.index)])
        )
        for pk, rungs in held.items()
    ]


def _same(actor: Actor, item: Item) -> int:
    """Return how many other findings of this kind wait in this broadcast."""
    rows = Item.objects.of(actor).filter(
        state=Item.State.OPEN,
        kind=Item.Kind.FINDING,
        session=item.session_id,
        code=item.code,
        second_of=None,
    )
    return rows.exclude(pk=item.pk).aggregate(n=Count("id"))["n"] or 0


def _content(actor: Actor, item: Item) -> Subject:
    one = moderation.decision_get(actor, item.subject_id)
    made = Subject(item, one.created_at, decision=one)
    try:
        kept = moderation.content_of(one)
    except crypto.KeyLost:
        kept, made.is_gone = {"event": {}, "labels": []}, True
    event, labels = kept["event"], kept["labels"]
    made.lines = [_line(event, name, labels) for name in FIELDS if event.get(name)]
    made.why = list(dict.fromkeys(_why(label) for label in labels))[:MOST_LABELS]
    made.is_harmful = one.event_type in PICTURES
    is_blind = item.second_of_id is not None
    made.is_settled = not is_blind and one.state != Decision.State.REVIEW
    if labels:
        first = labels[0]
        made.suggested = Suggested(
            "block", first["clause"], family_reason(first["code"]), family_advice(first["code"])
        )
    return made


def _line(event: dict[str, Any], name: str, labels: list[dict[str, Any]]) -> Line:
    spans = [(one["start"], one["end"]) for one in labels if one["field"] == name]
    return Line(name, show.marked(str(event[name]), spans))


def _why(label: dict[str, Any]) -> Why:
    return Why(
        family_name(label["code"]), show.cited(label["clause"]), label["rule"], label["severity"]
    )


def _known(item: Item) -> Subject:
    """Return content with a known answer, looking like any other."""
    text = item.golden.text if item.golden else ""
    made = Subject(item, item.opened_at)
    made.lines = [Line("text", show.marked(text, []))]
    if item.code:
        family = family_name(item.code)
        made.why = [Why(family, show.Cited("", "", ""), item.code, "medium")]
        made.suggested = Suggested("block", "", family_reason(item.code), {})
    return made


def _patrol(actor: Actor, item: Item) -> Subject:
    one = Round.objects.of(actor).filter(pk=item.subject_id).select_related("room").first()
    if one is None or item.session_id is None:
        raise NotFound(item.kind)
    session = rooms.session_get(actor, item.session_id)
    made = Subject(item, one.begins_at, session=session, round=one)
    page = timeline.timeline_latest(actor, session)
    made.around = [row for row in page.rows if row.kind != "metric"][-40:]
    made.before = _before(actor, session)
    _record(actor, made, session)
    return made
