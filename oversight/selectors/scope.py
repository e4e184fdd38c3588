"""What belongs to a thing that a package is about: broadcasts, findings, acts of the record."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from complaints import selectors as complaints
from complaints.models import Complaint
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from moderation import selectors as moderation
from moderation.models import Finding, Measure
from parties import selectors as parties
from parties.models import Party
from rooms import selectors as rooms
from rooms.models import Session
from sanctions import selectors as sanctions
from sanctions.models import Sanction

AROUND = timedelta(minutes=5)  # before and after an instant that is asked about
MOST_FINDINGS = 20_000


@dataclass
class Scope:
    """The things that one package is about.

    Attributes:
        around: of each broadcast, which stretch is shown; nothing: all of it.
    """

    about: str
    ref: UUID
    sessions: list[Session] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    sanctions: list[Sanction] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    party: Party | None = None
    around: tuple[datetime, datetime] | None = None
    extra: list[tuple[str, str]] = field(default_factory=list)

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """Return what entries of the record may be about."""
        found = [("session", str(one.pk)) for one in self.sessions]
        found += [("finding", str(one.pk)) for one in self.findings]
        found += [("measure", str(one.pk)) for one in self.measures]
        found += [("sanction", str(one.pk)) for one in self.sanctions]
        found += [("complaint", str(one.pk)) for one in self.complaints]
        found += [("party", str(self.party.pk))] if self.party else []
        return found + self.extra


def scope_of(actor: Actor, about: str, ref: UUID) -> Scope:
    """Return what a package about a thing is about.

    Raises:
        NotFound: there is no such thing for this actor. Invalid: no such kind of thing.
    """
    if about not in OF:
        raise Invalid(_("没有这种证据包。"), field="about")
    return OF[about](actor, ref)


def _session(actor: Actor, ref: UUID) -> Scope:
    return _whole(actor, Scope("session", ref), rooms.session_get(actor, ref))


def _whole(actor: Actor, scope: Scope, session: Session) -> Scope:
    """Take a whole broadcast with everything that was found and done in it."""
    scope.sessions.append(session)
    found = moderation.finding_list(actor, session.pk)[:MOST_FINDINGS]
    scope.findings += sorted(found, key=lambda one: (one.segment_seq, one.position))
    taken = moderation.measure_list(actor, session.room_id).filter(session_id=session.pk)
    scope.measures += list(taken.order_by("created_at", "id"))
    wanted = [one.pk for one in scope.findings]
    cases = sanctions.sanction_list(actor).filter(findings__overlap=wanted)
    scope.sanctions += list(cases.order_by("id"))
    return scope


def _finding(actor: Actor, ref: UUID) -> Scope:
    one = moderation.finding_get(actor, ref)
    scope = Scope("finding", ref, [one.session], [one])
    scope.measures = moderation.measures_on(actor, [ref])
    cases = sanctions.sanction_list(actor).filter(findings__overlap=[ref])
    scope.sanctions = list(cases.order_by("id"))
    scope.around = (one.at - AROUND, one.at + AROUND)
    return scope


def _case(actor: Actor, ref: UUID) -> Scope:
    case = sanctions.sanction_get(actor, ref)
    scope = Scope("case", ref, sanctions=[case], party=case.party)
    scope.findings = [moderation.finding_get(actor, one) for one in case.findings]
    scope.measures = moderation.measures_on(actor, case.findings)
    seen: dict[UUID, Session] = {one.session_id: one.session for one in scope.findings}
    scope.sessions = list(seen.values())
    return scope


def _complaint(actor: Actor, ref: UUID) -> Scope:
    row = complaints.complaint_get(actor, ref)
    scope = Scope("complaint", ref, complaints=[row])
    return _of_complaint(actor, scope, row)


def _of_complaint(actor: Actor, scope: Scope, row: Complaint) -> Scope:
    if row.session_id:
        scope.sessions = [rooms.session_get(actor, row.session_id)]
    if row.finding_id:
        found = moderation.finding_get(actor, row.finding_id)
        scope.findings = [found]
        scope.sessions = scope.sessions or [found.session]
        scope.measures = moderation.measures_on(actor, [found.pk])
    if row.happened_at:
        scope.around = (row.happened_at - AROUND, row.happened_at + AROUND)
    return scope


def _dispute(actor: Actor, ref: UUID) -> Scope:
    """Take what was on air when somebody was sent elsewhere to buy.

    Law: M-dispute-evidence
    """
    row = complaints.complaint_get(actor, ref)
    scope = Scope("dispute", ref, complaints=[row])
    if row.session_id is None and row.room_id and row.happened_at:
        on_air = rooms.session_at(actor, row.room_id, row.happened_at)
        scope.sessions = [on_air] if on_air else []
    return _of_complaint(actor, scope, row)


def _person(actor: Actor, ref: UUID) -> Scope:
    party = parties.party_get(actor, ref)
    scope = Scope("person", ref, party=party)
    scope.sanctions = list(sanctions.sanction_list(actor).filter(party=party).order_by("id"))
    wanted = {one for case in scope.sanctions for one in case.findings}
    scope.findings = [moderation.finding_get(actor, one) for one in sorted(wanted)]
    scope.measures = moderation.measures_on(actor, wanted)
    return scope


OF = {
    "session": _session,
    "finding": _finding,
    "case": _case,
    "complaint": _complaint,
    "dispute": _dispute,
    "person": _person,
}
