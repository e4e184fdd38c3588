"""Conduct that may be a crime: the evidence is held, a package is ordered, the police are told.

The Measures contain no fine, and none is computed: what a crime or an offence costs is for the
authorities (Article 28).
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import services as accounts
from accounts.models import Hold
from ledger import services as record
from livecompliance.kernel import clock, law, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from moderation import selectors as moderation
from moderation.models import Finding
from oversight import policies, selectors
from oversight.models import Clue, Dispatch, Package
from oversight.rules import dispatches as rules
from oversight.selectors.clue import OFFENCES, SUBJECT
from oversight.services.approving import dispatch_drop
from oversight.services.drafting import Draft, drafted
from oversight.services.ordering import Wish, ordered
from parties import selectors as parties
from rooms import services as rooms
from sanctions.models import Sanction

CRIMES = "M-18-7"  # pyramid selling, fraud, gambling, contraband and controlled articles
FAMILIES = {"F-MLM": "pyramid", "F-GAMBLE": "gambling", "F-CONTRABAND": "contraband"}
REVIEW = timedelta(days=180)  # when somebody asks whether the evidence must still be held
POLICE, WHY = "公安机关", "涉嫌犯罪线索，依法保全并移送"
State, Source = Clue.State, Clue.Source


class ClueDecided(Conflict):
    """Somebody said already whether the police are told."""

    code = "clue_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a clue is opened from."""

    key: str
    source: str
    offence: str
    clause: str
    finding: Finding | None = None
    sanction: Sanction | None = None
    party_id: UUID | None = None


@transaction.atomic
def clue_open(*, actor: Actor, finding_id: UUID, offence: str) -> Clue:
    """Open a clue from a finding. The same offence in the same broadcast is one clue.

    Raises:
        Forbidden: no officer. NotFound: no such finding. Invalid: no such offence.

    Law: M-cooperate, M-content-patrol
    """
    policies.doer_of_reports(actor)
    finding = moderation.finding_get(actor, finding_id)
    if offence not in Clue.Offence.values:
        raise Invalid(_("请选择涉嫌的犯罪。"), field="offence")
    return opened(actor, of_finding(finding, Source.OFFICER, offence))


def of_finding(finding: Finding, source: str, offence: str = "") -> Seen:
    """Return what a clue says that rests on a finding."""
    named = offence or FAMILIES.get(finding.code, Clue.Offence.OTHER)
    return Seen(
        key=f"session:{finding.session_id}:{named}",
        source=source,
        offence=named,
        clause=finding.clause,
        finding=finding,
        party_id=finding.room.operator_id,
    )


def of_sanction(actor: Actor, row: Sanction) -> Seen:
    """Return what a clue says that rests on a decision; the first finding it names goes along."""
    found = moderation.finding_get(actor, row.findings[0]) if row.findings else None
    if found is not None:
        seen = of_finding(found, Source.SANCTION)
        return replace(seen, clause=row.clause, sanction=row, party_id=row.party_id)
    return Seen(
        key=f"sanction:{row.pk}",
        source=Source.SANCTION,
        offence=Clue.Offence.OTHER,
        clause=row.clause,
        sanction=row,
        party_id=row.party_id,
    )


def opened(actor: Actor, seen: Seen) -> Clue:
    """Open a clue in the running transaction: hold the evidence, order the package, draft the
    report to the police. Open already: nothing happens.

    Law: M-cooperate, M-content-patrol
    """
    found = selectors.clue_of_key(actor, seen.key)
    if found is not None:
        return found
    row = Clue(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        key=seen.key,
        offence=seen.offence,
        source=seen.source,
        clause=seen.clause,
        session=seen.finding.session if seen.finding else None,
        finding=seen.finding,
        sanction=seen.sanction.pk if seen.sanction else None,
        party_id=seen.party_id,
        found_at=clock.now(),
        opened_by_id=actor.user_id,
    )
    row.hold = _held(actor, row)
    row.package = _packed(actor, row)
    row.save(force_insert=True)
    data = {"offence": row.offence, "source": row.source, "held": row.hold is not None}
    _note(actor, row, "oversight.clue_opened", data)
    _draft(actor, row, seen)
    return row


def _held(actor: Actor, row: Clue) -> Hold | None:
    """Hold the broadcast, or where there is none the person, so that no term destroys either."""
    why = accounts.Why(WHY, clock.today() + REVIEW)
    if row.session_id is not None:
        try:
            return rooms.session_hold(actor=actor, session_id=row.session_id, why=why)
        except rooms.SessionGone:
            return None
    if row.party_id is None:
        return None
    parties.party_get(actor, row.party_id, lock=True)
    return accounts.thing_hold(actor, ("party", str(row.party_id)), why)


def _packed(actor: Actor, row: Clue) -> Package | None:
    """Order the package that goes to the police: of the broadcast, or of the decision."""
    about, ref = ("session", row.session_id) if row.session_id else ("case", row.sanction)
    return ordered(actor, Wish(about, ref, "authority", POLICE, WHY)) if ref else None


def _draft(actor: Actor, row: Clue, seen: Seen) -> None:
    with override("zh-hans"):
        offence = str(OFFENCES[row.offence])
        cited = law.citation(law.clause(row.clause), "zh")
        at = f"{row.found_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    taken = moderation.measures_on(actor, [seen.finding.pk]) if seen.finding else []
    drafted(
        actor,
        Draft(
            key=f"clue:{row.pk}",
            origin=Dispatch.Origin.CLUE,
            matter="crime",
            title=f"涉嫌{offence}的线索",
            ref=row.pk,
            facts={
                "discovered_at": row.found_at.isoformat(),
                "source": row.source,
                "offence": row.offence,
                "violation": row.clause,
                "session": str(row.session_id or ""),
                "room": row.session.room.title if row.session else "",
                "decision": seen.sanction.number if seen.sanction else "",
                "measures": [{"kind": one.kind, "at": one.created_at.isoformat()} for one in taken],
                "evidence": str(row.package_id or ""),
            },
            text=f"{at} 发现有关行为，涉嫌{offence}，违反{cited}。有关证据已依法保全，证据包随附。",
            party_id=row.party_id,
            package_id=row.package_id,
        ),
    )


@transaction.atomic
def clue_decide(*, actor: Actor, clue_id: UUID, is_confirmed: bool, reason: str) -> Clue:
    """Say whether the police are told of a clue, and why. A clue that is none lets its hold go,
    and its report is not sent.

    Raises:
        Forbidden: no officer. NotFound. ClueDecided: somebody said so already.
        Invalid: no reason, or one that holds somebody's number.

    Law: M-cooperate
    """
    person = policies.doer_of_reports(actor)
    row = selectors.clue_get(actor, clue_id, lock=True)
    if row.state != State.OPEN:
        raise ClueDecided(_("这条线索已经有决定。"))
    said = " ".join(reason.split())
    if not 4 <= len(said) <= 200 or personal.names_somebody(said):
        raise Invalid(_("请用 4–200 个字写明理由，不要写证件号、手机号或邮箱。"), field="reason")
    row.state = State.CONFIRMED if is_confirmed else State.REJECTED
    row.reason, row.decided_by_id, row.decided_at = said, person, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _note(actor, row, "oversight.clue_decided", {"confirmed": is_confirmed})
    if not is_confirmed:
        _let_go(actor, row, said)
    return row


def _let_go(actor: Actor, row: Clue, said: str) -> None:
    for one in selectors.dispatches_of(actor, Dispatch.Origin.CLUE, row.pk):
        if rules.can(rules.DROP, one.state):
            dispatch_drop(actor=actor, dispatch_id=one.pk, reason=said)
    if row.hold is not None and row.hold.lifted_at is None:
        accounts.hold_lift(actor=actor, hold_id=row.hold.pk)


def _note(actor: Actor, row: Clue, action: str, data: dict[str, Any]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, row.pk),
        clause="M-cooperate",
        data=data,
    )
