"""Who is on the platform, as an authority is told by law: opened a page at a time, kept nowhere."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from accounts import services as accounts
from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties import policies
from parties.models import Credential, Document, Party, Tie
from parties.rules import documents
from parties.services.sealing import PARTY, read

DIGEST = "parties.identity"
Kind, Role, State = Party.Kind, Party.Role, Party.State
Keys = dict[UUID, DataKey]
Values = dict[str, str]


class Span(NamedTuple):
    """From one instant up to another, and the day for which the words are true."""

    since: datetime
    until: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Identity:
    """One line in clear: for the file of the authority and for nothing else. Not shown by `repr`.

    Args:
        id: of the party, or of the tie between two.
        party_id, other_id: whom it is about.
        digest: by which the same words are known again, by nobody who lacks the tenant's key.
    """

    id: UUID
    party_id: UUID
    other_id: UUID | None
    has_ended: bool
    digest: bytes
    values: Values = field(repr=False)


def identities_of(
    *, actor: Actor, who: str, span: Span, after: UUID | None, most: int
) -> list[Identity]:
    """Return at most `most` of those who were on the platform in a span, in clear, in one order.

    Whoever only applied is left out; whoever left within the span is in it.

    Args:
        who: registered, unregistered, marketers, businesses, people, ties.

    Raises:
        Forbidden: only officers and the product itself make reports.

    Law: O117-identity-report, M-tax-report
    """
    policies.require_report_identities(actor)
    if who == "ties":
        return _ties(actor, span, after, most)
    rows = Party.objects.of(actor).filter(WHO[who], created_at__lt=span.until)
    rows = rows.exclude(state=State.APPLYING).exclude(state=State.CLOSED, state_at__lt=span.since)
    rows = rows.filter(pk__gt=after) if after else rows
    page = list(rows.order_by("pk")[:most])
    known = _known(actor, page, span)
    return [_identity(known, one, span) for one in page]


OPERATOR, AGENCY = Q(roles__contains=["operator"]), Q(roles__contains=["agency"])
MARKETER, NATURAL = Q(roles__contains=["marketer"]), Q(kind=Kind.NATURAL)
WHO: dict[str, Q] = {
    "registered": OPERATOR & ~NATURAL,
    "unregistered": OPERATOR & NATURAL,
    "marketers": MARKETER,
    "businesses": (OPERATOR | AGENCY) & ~NATURAL,
    "people": (OPERATOR | MARKETER) & NATURAL,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the parties of one page; a query for each."""

    over: bytes = field(repr=False)
    keys: Keys = field(repr=False)
    documents: dict[UUID, Document]
    credentials: dict[UUID, list[Credential]]
    agencies: dict[UUID, list[str]]


def _known(actor: Actor, page: list[Party], span: Span) -> Known:
    ids = [one.pk for one in page]
    agencies: dict[UUID, list[str]] = {}
    ties = Tie.objects.of(actor).filter(second_id__in=ids, kind=Tie.Kind.AGENCY_MARKETER)
    for tie in _standing(ties, span).select_related("first").order_by("since", "pk"):
        agencies.setdefault(tie.second_id, []).append(tie.first.public_name)
    return Known(
        over=crypto.derive(accounts.tenant_key(actor).key, DIGEST),
        keys=accounts.person_keys(actor, ids, PARTY) if ids else {},
        documents=_documents(actor, ids),
        credentials=_credentials(actor, ids, span.on),
        agencies=agencies,
    )


def _standing(ties: TenantQuerySet[Tie], span: Span) -> TenantQuerySet[Tie]:
    return ties.filter(Q(until__isnull=True) | Q(until__gte=span.since), since__lt=span.until)


def _documents(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Document]:
    """Return each party's document: the one that was verified, else the one that was given."""
    found = Document.objects.of(actor).filter(
        party_id__in=list(ids), state__in=["given", "verified"]
    )
    return {one.party_id: one for one in found.order_by("state", "given_at", "pk")}


def _credentials(actor: Actor, ids: list[UUID], on: date) -> dict[UUID, list[Credential]]:
    held: dict[UUID, list[Credential]] = {}
    rows = Credential.objects.of(actor).filter(party_id__in=ids, state=Credential.State.APPROVED)
    rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    for one in rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on)).order_by("pk"):
        held.setdefault(one.party_id, []).append(one)
    return held


def _identity(known: Known, one: Party, span: Span) -> Identity:
    values = _values(known, one)
    ended = one.state == State.CLOSED and one.state_at < span.until
    return Identity(one.pk, one.pk, None, ended, _digest(known.over, values, ended), values)


def _values(known: Known, one: Party) -> Values:
    key, paper = known.keys.get(one.pk), known.documents.get(one.pk)
    held = known.credentials.get(one.pk, [])
    return {
        "account": one.external_id or str(one.pk),
        "account_name": one.public_name,
        **{name: read(one, name, key) for name in ("name", "mobile", "address")},
        "number": read(paper, "number", key) if paper else "",
        "document": _paper(paper, key),
        "country": paper.country if paper else one.nationality,
        "is_agency": "是" if Role.AGENCY in one.roles else "否",
        "agencies": "、".join(known.agencies.get(one.pk, [])),
        "qualifications": "、".join(f"{each.name} {each.number}".strip() for each in held),
        "occupation": one.occupation,
    }


def _paper(paper: Document | None, key: DataKey | None) -> str:
    """Return what a document is, by the tax authority's code where its number tells it."""
    if paper is None or not (number := read(paper, "number", key)):
        return ""
    found = documents.paper(documents.check(paper.kind, number, clock.today()))
    return documents.TAX_CODES[found] if found else paper.kind


def _digest(over: bytes, values: Values, ended: object) -> bytes:
    said = json.dumps([values, bool(ended)], ensure_ascii=False, sort_keys=True)
    return crypto.keyed_digest(over, said.encode())


def _ties(actor: Actor, span: Span, after: UUID | None, most: int) -> list[Identity]:
    rows = _standing(Tie.objects.of(actor).filter(kind=Tie.Kind.AGENCY_MARKETER), span)
    rows = rows.filter(pk__gt=after) if after else rows
    page = list(rows.select_related("first", "second").order_by("pk")[:most])
    sides = {side.pk: side for one in page for side in (one.first, one.second)}
    known = _known(actor, list(sides.values()), span)
    return [_pair(known, one, span) for one in page]


def _pair(known: Known, tie: Tie, span: Span) -> Identity:
    agency, marketer = _values(known, tie.first), _values(known, tie.second)
    values = {f"agency_{name}": agency[name] for name in ("name", "number", "account")}
    values |= {name: marketer[name] for name in ("name", "document", "number", "account")}
    ended = tie.until is not None and tie.until < span.until
    values["since"] = _day(tie.since)
    values["until"] = _day(tie.until) if ended else ""
    digest = _digest(known.over, values, ended)
    return Identity(tie.pk, tie.second_id, tie.first_id, ended, digest, values)


def _day(at: Any) -> str:
    return f"{clock.to_date(at)}" if at else ""
