"""Decide against an account or a person; another officer reviews what cannot be taken lightly."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from charter import selectors as charter
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from moderation import selectors as moderation
from parties import selectors as parties
from parties.models import Bar, Party
from sanctions import policies, selectors
from sanctions.models import Review, Sanction
from sanctions.rules import ladder as rules
from sanctions.services.force import put_in_force
from sanctions.services.texts import plain
from sanctions.services.turns import subject_lock
from sanctions.services.weighing import weighing_end

PROPORTION, ORDERS, IMMORAL = "O117-measures", "O117-order-arrangement", "M-blacklist"
PLAN = ("orders", "after_sales", "disputes")
State = Sanction.State


class OwnProposal(Forbidden):
    """Whoever proposed a decision, or reviewed it already, does not review it."""

    code = "own_proposal"


class NotProposed(Conflict):
    """The decision is not, or not any more, waiting for a review."""

    code = "not_proposed"


class KeyTaken(Conflict):
    """The key was used for another decision."""

    code = "key_taken"


@dataclass(frozen=True, slots=True)
class Order:
    """A decision that somebody wants. Without a rung the ladder's own step is taken.

    Args:
        days: how long; None where the rung has no term, or until somebody lifts it.
        orders, after_sales, disputes: what becomes of consumers; every rung that ends
            broadcasting asks for all three. `open_orders` is how many wait, where it is known.
    """

    party_id: UUID
    code: str
    facts: str
    proportionality: str
    subject: str = Sanction.Subject.ACCOUNT
    rung: str = ""
    days: int | None = None
    basis: str = Sanction.Basis.LAW
    agreement: str = ""
    notice_ref: str = ""
    orders: str = ""
    after_sales: str = ""
    disputes: str = ""
    open_orders: int | None = None
    functions: tuple[str, ...] = ()
    findings: tuple[UUID, ...] = ()
    ground: str = ""
    impact: str = ""
    block: tuple[str, ...] = ()
    is_shared: bool = False


@transaction.atomic
def sanction_decide(*, actor: Actor, order: Order, key: str) -> Sanction:
    """Decide on any rung; the last three, and all that a program asks for, wait for a review.

    The same key is the same decision. Decisions about one party are taken one after the other,
    so that each is told its place among the offences that still count.

    Raises:
        Forbidden: no officer and no program with the right to propose. NotFound: no such party.
        Invalid: something is missing or does not fit; says which field, and by which clause.
        KeyTaken: the key belongs to a decision about another party.

    Law: M-account-sanctions, O117-measures, O117-regulator-notice, O117-order-arrangement
    Law: O117-requested-measures
    """
    policies.require_propose(actor)
    if not 8 <= len(key) <= 80:
        raise Invalid(_("幂等键须为 8–80 个字符。"), field="key")
    party = parties.party_get(actor, order.party_id)
    subject_lock(actor, party.pk)
    if (known := Sanction.objects.of(actor).filter(key=key).first()) is not None:
        if known.party_id != party.pk or known.code != order.code:
            raise KeyTaken(_("这个幂等键已用于另一项处罚。"))
        return known
    row = _drafted(actor, party, order, key)
    row.save(force_insert=True)
    _note(actor, row, "sanctions.sanction_proposed")
    if row.reviews_needed == 0:
        put_in_force(actor, row)
    return row


def _drafted(actor: Actor, party: Party, order: Order, key: str) -> Sanction:
    _require_subject(party, order.subject)
    following = selectors.step_next(actor, party.pk, order.subject, order.code)
    if following is None:
        raise Invalid(_("请选择违规类型。"), field="code")
    step = following.step
    rung = order.rung or step.rung
    days = order.days if order.rung else (step.days or None)
    _require_term(rung, days)
    alone = 0 if actor.user_id is not None else 1  # a program only proposes
    row = Sanction(
        tenant_id=actor.tenant_id,
        party=party,
        subject=order.subject,
        rung=rung,
        days=days,
        code=following.violation.code,
        offence=following.offence,
        suggested=step.rung,
        ladder_version=following.version,
        clause=following.violation.clause,
        basis=order.basis,
        facts=plain(order.facts, "facts", 5, 1000),
        proportionality=plain(order.proportionality, "proportionality", 5, 600, PROPORTION),
        findings=_findings(actor, party, order),
        is_automated=actor.user_id is None,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
        key=key,
    )
    _basis(actor, row, order)
    _consumers(row, order)
    _functions(row, order)
    _ground(row, order)
    _reach(actor, row, order)
    row.reviews_needed = rules.reviews_needed(rung, row.ground) + alone
    return row


def _findings(actor: Actor, party: Party, order: Order) -> list[UUID]:
    """Return the findings that a decision rests on: for an account, those in its own rooms."""
    wanted = list(dict.fromkeys(order.findings))
    for one in wanted:
        operator = moderation.finding_get(actor, one).room.operator_id
        if order.subject == Sanction.Subject.ACCOUNT and operator != party.pk:
            raise Invalid(_("这条发现不在此主体运营的直播间里。"), field="findings")
    return wanted


def _require_subject(party: Party, subject: str) -> None:
    if subject not in Sanction.Subject.values:
        raise Invalid(_("请选择处罚对象。"), field="subject")
    if subject == Sanction.Subject.ACCOUNT and Party.Role.OPERATOR not in party.roles:
        raise Invalid(
            _("此主体不是直播间运营者，没有可以处罚的账号。"),
            field="subject",
            law="M-account-sanctions",
        )


def _require_term(rung: str, days: int | None) -> None:
    if rung not in rules.RUNGS:
        raise Invalid(_("没有这种处罚。"), field="rung")
    if not rules.is_term(rung, days):
        raise Invalid(_("这种处罚的期限不对。"), field="days", law=PROPORTION)


def _basis(actor: Actor, row: Sanction, order: Order) -> None:
    if order.basis not in Sanction.Basis.values:
        raise Invalid(_("请选择处罚依据。"), field="basis")
    if order.basis == Sanction.Basis.AGREEMENT:
        row.agreement = plain(order.agreement, "agreement", 2, 200, "M-account-sanctions")
        row.signed = charter.agreement_with_platform(actor, row.party_id)
    if order.basis == Sanction.Basis.NOTICE:
        row.notice_ref = plain(order.notice_ref, "notice_ref", 2, 120, "O117-regulator-notice")
    if order.basis == Sanction.Basis.AGREEMENT and row.rung == rules.BLACKLIST:
        raise Invalid(_("只违反服务协议不能列入黑名单。"), field="basis", law="O117-blacklist")
    law.clause(row.clause, clock.today())


def _consumers(row: Sanction, order: Order) -> None:
    """Say what becomes of consumers' orders, after-sales service and disputes.

    Law: O117-order-arrangement
    """
    is_asked = row.rung in rules.OFF_AIR
    for name in PLAN:
        said = getattr(order, name)
        if is_asked or said.strip():
            setattr(row, name, plain(said, name, 5, 600, ORDERS))
    row.open_orders = order.open_orders


def _functions(row: Sanction, order: Order) -> None:
    if row.rung != rules.FUNCTIONS:
        return
    known = [one for one in dict.fromkeys(order.functions) if one in selectors.FUNCTIONS]
    if not known or len(known) != len(set(order.functions)):
        raise Invalid(_("请选择要限制的功能。"), field="functions")
    row.functions = known


def _ground(row: Sanction, order: Order) -> None:
    if row.rung != rules.BLACKLIST:
        return
    if order.ground not in Sanction.Ground.values:
        raise Invalid(_("请选择列入黑名单的情形。"), field="ground", law="M-blacklist")
    row.ground = order.ground
    if row.ground == rules.IMMORAL:
        row.impact = plain(order.impact, "impact", 10, 600, IMMORAL)


def _reach(actor: Actor, row: Sanction, order: Order) -> None:
    """Say by what a bar knows its person again, and whether other platforms match it.

    What is known of somebody only because another platform has him on its list is no ground to
    pass on: who shares names a finding, or a regulator's notice, of his own.

    Law: O117-blacklist-evasion
    """
    if row.rung not in (rules.BAN, rules.BLACKLIST):
        return
    wanted = order.block or tuple(Bar.By.values)
    if not set(wanted) <= set(Bar.By.values):
        raise Invalid(_("请选择按什么识别此人。"), field="block")
    row.block = [one for one in Bar.By.values if one in wanted]
    if not order.is_shared:
        return
    if row.rung != rules.BLACKLIST or selectors.sharing_of(actor) is None:
        raise Invalid(_("只有列入黑名单才能共享，且须先由安全管理员加入共享。"), field="is_shared")
    is_own = bool(row.findings) or row.basis == Sanction.Basis.NOTICE
    if selectors.matches_standing(actor, row.party_id) and not is_own:
        raise Invalid(
            _("此人在其他平台的名单上；共享须依据本平台自己的发现或监管部门通报，不能转引名单。"),
            field="is_shared",
        )
    row.is_shared = True


@transaction.atomic
def sanction_review(*, actor: Actor, sanction_id: UUID, is_approval: bool, note: str) -> Sanction:
    """Say yes or no to a proposal; with the last yes that is needed it comes into force.

    Raises:
        NotFound, Forbidden; Invalid: no note.
        OwnProposal: the actor proposed it, or has spoken. NotProposed: it does not wait.

    Law: M-blacklist, O117-measures
    """
    reviewer = policies.require_person(actor)
    subject_lock(actor, selectors.sanction_get(actor, sanction_id).party_id)
    row = selectors.sanction_get(actor, sanction_id, lock=True)
    if row.state != State.PROPOSED:
        raise NotProposed(_("这项处罚不在等待复核。"))
    spoken = Review.objects.of(actor).filter(sanction=row, reviewer=reviewer).exists()
    if row.proposed_by_id == reviewer or spoken:
        raise OwnProposal(_("须由提出人和已复核的人以外的另一名专员复核。"))
    said = plain(note, "note", 2, 300)
    Review.objects.create(
        tenant_id=actor.tenant_id,
        sanction=row,
        reviewer_id=reviewer,
        is_approval=is_approval,
        note=said,
        at=clock.now(),
    )
    _note(
        actor, row, "sanctions.sanction_approved" if is_approval else "sanctions.sanction_refused"
    )
    if not is_approval:
        row.state, row.ended_at, row.ended_by_id = State.REFUSED, clock.now(), reviewer
        row.end_reason = said
        row.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
        weighing_end(actor, row)
    elif Review.objects.of(actor).filter(sanction=row).count() >= row.reviews_needed:
        put_in_force(actor, row)
        weighing_end(actor, row)
    return row


def _note(actor: Actor, row: Sanction, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("sanction", row.pk),
        clause=row.clause,
        after={"facts": row.facts, "proportionality": row.proportionality},
        data={
            "party": str(row.party_id),
            "rung": row.rung,
            "code": row.code,
            "offence": row.offence,
            "days": row.days,
            "basis": row.basis,
            "ground": row.ground,
            "ladder": row.ladder_version,
        },
    )
