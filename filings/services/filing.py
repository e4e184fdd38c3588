"""A licence or filing of the platform: written down, changed, renewed, looked at anew, ended."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from filings import policies, selectors
from filings.models import Filing
from filings.rules import catalogue
from filings.rules.catalogue import Kind
from filings.services import terms
from filings.services.evidence import evidence_of
from filings.services.owners import owner_of
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import selectors as clocks
from office import services as office
from office.rules.days import first_instant

STATE = Filing.State
OVER = (STATE.ENDED, STATE.NOT_NEEDED)
RENEWED, SUBMITTED, EVALUATED = "filing.renewed", "filing.submitted", "filing.evaluated"
WARN_D, WARN_SETTING = 30, "filing_warn_d"


class FilingThere(Conflict):
    """Of this kind a platform has one, and it is there already."""

    code = "filing_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a licence or filing.

    Args:
        began_on: the day on which the law's own term to file begins.
        reason: why it was refused, has ended or is not needed.
    """

    state: str
    title: str = ""
    number: str = ""
    issuer: str = ""
    began_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    evidence: UUID | None = None
    reason: str = ""
    owner_id: UUID | None = None


@transaction.atomic
def filing_register(*, actor: Actor, kind: str, facts: Facts) -> Filing:
    """Write down a licence or filing, and start the clocks of its terms.

    Raises:
        Forbidden: only officers may.
        Invalid: no such kind, or facts that cannot be true together.
        FilingThere: there is one of a kind of which a platform has one.
        NotFound: no such file in the tenant.

    Law: M-licences, M-filing, ARP-filing, CPM-filing
    """
    policies.require_keep(actor)
    known = catalogue.kinds().get(kind)
    if known is None:
        raise Invalid(_("没有这种许可或备案。"), field="kind")
    standing = selectors.filing_list(actor).filter(kind=kind).exclude(state=STATE.ENDED)
    if not known.many and standing.exists():
        raise FilingThere(_("已登记这项许可或备案，请在原记录上变更。"), law=known.clause)
    filing = Filing(tenant_id=actor.tenant_id, kind=kind)
    _take(actor, filing, known, facts)
    filing.save(force_insert=True)
    _note(actor, filing, known, "filings.filing_registered", {"state": filing.state})
    _clocks(actor, filing, known)
    return filing


@transaction.atomic
def filing_change(*, actor: Actor, filing_id: UUID, facts: Facts) -> Filing:
    """Change what is known of a licence or filing; a later end is a renewal.

    Raises:
        Forbidden: only officers may.
        NotFound: no such filing, or no such file, in the tenant.
        Invalid: facts that cannot be true together.

    Law: M-licences, M-filing
    """
    policies.require_keep(actor)
    filing = selectors.filing_get(actor, filing_id, lock=True)
    known = catalogue.kinds()[filing.kind]
    before = (filing.state, filing.valid_until)
    _take(actor, filing, known, facts)
    filing.changed_at = clock.now()
    filing.save()
    data = {"from": before[0], "state": filing.state}
    if before[1] != filing.valid_until:
        data["valid_until"] = f"{filing.valid_until or ''}"
        office.clocks_hear(actor=actor, subject=(terms.FILING, filing.pk), act=RENEWED)
    _note(actor, filing, known, "filings.filing_changed", data)
    _clocks(actor, filing, known)
    return filing


@transaction.atomic
def filing_evaluate(*, actor: Actor, filing_id: UUID, on: date) -> Filing:
    """Say that what was filed was evaluated on a day; the next term begins with it.

    Raises:
        Forbidden: only officers may.
        NotFound: no such filing in the tenant.
        Invalid: nothing of the kind is asked of it, or the day lies ahead or before the last.

    Law: CPM-yearly
    """
    policies.require_keep(actor)
    filing = selectors.filing_get(actor, filing_id, lock=True)
    known = catalogue.kinds()[filing.kind]
    if known.review is None or filing.state != STATE.HELD:
        raise Invalid(_("这项许可或备案不需要定期测评。"), field="filing")
    if on > clock.today() or (filing.reviewed_on is not None and on < filing.reviewed_on):
        raise Invalid(_("测评日期不能晚于今天，也不能早于上一次。"), field="on")
    subject = (terms.FILING, filing.pk)
    office.clocks_hear(actor=actor, subject=subject, act=EVALUATED, at=first_instant(on))
    filing.reviewed_on, filing.changed_at = on, clock.now()
    filing.save(update_fields=["reviewed_on", "changed_at"])
    _note(actor, filing, known, "filings.filing_evaluated", {"on": f"{on}"})
    _clocks(actor, filing, known)
    return filing


def _take(actor: Actor, filing: Filing, known: Kind, facts: Facts) -> None:
    filing.state = chosen(facts.state, STATE.values, "state")
    filing.title = plain(facts.title, "title", most=120)
    filing.number = facts.number.strip()[:80]
    filing.issuer = plain(facts.issuer, "issuer", most=120)
    needs_reason = facts.state in (*OVER, STATE.REFUSED)
    filing.reason = plain(facts.reason, "reason", most=200, least=4 if needs_reason else 0)
    filing.began_on = facts.began_on
    filing.valid_from, filing.valid_until = facts.valid_from, facts.valid_until
    filing.evidence = evidence_of(actor, facts.evidence) or filing.evidence
    filing.owner = owner_of(actor, facts.owner_id)
    _require_true(filing, known)


def _require_true(filing: Filing, known: Kind) -> None:
    """Refuse facts that cannot be true together."""
    if filing.began_on is not None and filing.began_on > clock.today():
        raise Invalid(_("起算日期不能晚于今天。"), field="began_on")
    if filing.state != STATE.HELD:
        return
    if not filing.number:
        raise Invalid(_("请填写证号或备案号。"), field="number")
    if known.expires == "always" and filing.valid_until is None:
        raise Invalid(_("这种许可有有效期，请填写到期日。"), field="valid_until")
    if filing.valid_until and filing.valid_from and filing.valid_until < filing.valid_from:
        raise Invalid(_("到期日不能早于生效日。"), field="valid_until")


def _clocks(actor: Actor, filing: Filing, known: Kind) -> None:
    """Start, meet and end the clocks of a filing, as its state asks."""
    subject = (terms.FILING, filing.pk)
    if filing.state in OVER:
        office.clocks_close(actor=actor, subject=subject)
        return
    if known.due is not None and filing.began_on is not None:
        _due(actor, filing, known)
    if filing.state in (STATE.SUBMITTED, STATE.HELD):
        office.clocks_hear(actor=actor, subject=subject, act=SUBMITTED)
    if filing.state == STATE.HELD:
        _standing(actor, filing, known)


def _due(actor: Actor, filing: Filing, known: Kind) -> None:
    began_on, due = filing.began_on, known.due
    if filing.state != STATE.PREPARING or began_on is None or due is None:
        return
    if clocks.clock_list(actor, (terms.FILING, filing.pk)).filter(kind=terms.FILE_BY).exists():
        return  # it runs, or the duty was done before
    policy = terms.of_law(due, SUBMITTED, began_on)
    _start(actor, filing, terms.FILE_BY, policy, began_on)


def _standing(actor: Actor, filing: Filing, known: Kind) -> None:
    """Let the end of what is held, and the next evaluation, be waited for."""
    if filing.valid_until is not None:
        warn = terms.own(actor, WARN_SETTING, WARN_D)
        policy = terms.until(filing.valid_until, known.clause, RENEWED, warn_before=warn)
        if policy is not None:
            _start(actor, filing, terms.RENEWAL, policy)
    if known.review is not None:
        since = filing.reviewed_on or filing.valid_from or clock.today()
        policy = terms.of_law(known.review, EVALUATED, since)
        _start(actor, filing, terms.EVALUATION, policy, since)


def _start(
    actor: Actor, filing: Filing, kind: str, policy: office.Policy, since: date | None = None
) -> None:
    """Start a clock, or hand on the one that runs; never before its last round ended."""
    subject = (terms.FILING, filing.pk)
    found = clocks.clock_list(actor, subject).filter(kind=kind).first()
    if found is not None and found.is_open:
        if found.owner_id != filing.owner_id:
            office.clock_reassign(actor=actor, clock_id=found.pk, owner_id=filing.owner_id)
        return
    at = first_instant(min(since, clock.today())) if since else None
    if found is not None and at is not None and found.ended_at and at < found.ended_at:
        at = None
    office.clock_start(
        actor=actor, subject=subject, kind=kind, policy=policy, owner_id=filing.owner_id, at=at
    )


def _note(actor: Actor, filing: Filing, known: Kind, action: str, data: dict[str, str]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(terms.FILING, filing.pk),
        clause=known.clause,
        data={"kind": filing.kind, **data},
    )
