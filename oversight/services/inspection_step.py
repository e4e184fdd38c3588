"""A request to inspect goes on: the platform's steps, and the authority's, by portal or letter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role
from filings.services.text import chosen, plain
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.tenancy import acting
from office import selectors as office_asks
from office import services as office
from office.models import Clock
from oversight import policies
from oversight.models import Inspection, InspectionPackage, InspectionStep, Package
from oversight.rules import inspections as rules
from oversight.selectors import inspection as asks
from oversight.selectors import package as packages
from oversight.services import ordering
from oversight.services.duty import member
from oversight.services.inspection import LONGEST_D, MET, SUBJECT, clocks_start, letter_write
from oversight.services.inspection_hold import inspection_hold

MOST_PACKAGES = 20


class InspectionState(Conflict):
    """The request does not stand where this step can be taken."""

    code = "inspection_state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What goes with a step.

    Args:
        until_on: the day that is asked for, or set.
        document_number: of the authority's letter, where a letter says it.
        packages: which of the linked packages an answer gives.
        owner_id: to whom it is handed.
    """

    note: str = ""
    until_on: date | None = None
    document_number: str = ""
    packages: Collection[UUID] = ()
    owner_id: UUID | None = None


NOTHING = Said()


@transaction.atomic
def inspection_step(
    *, actor: Actor, inspection_id: UUID, kind: str, said: Said = NOTHING
) -> Inspection:
    """Take one step as the platform, or write down what the authority decided by letter.

    A longer time is the authority's to give: until it does, the day that it set stands.

    Raises:
        Forbidden: only officers may. NotFound: no such request, member or package.
        InspectionState: it does not stand where this step can be taken.
        Invalid: no such step, words are missing, or a day that cannot be.

    Law: M-cooperate, O117-cooperate, O117-truthful-data
    """
    policies.require_answer_inspections(actor)
    row = asks.inspection_get(actor, inspection_id, lock=True)
    chosen(kind, rules.STEPS, "kind")
    return _stepped(actor, row, kind, said, is_by_letter=rules.STEPS[kind].is_theirs)


@transaction.atomic
def inspection_rule(
    *, regulator: Actor, tenant_id: UUID, inspection_id: UUID, kind: str, said: Said = NOTHING
) -> Inspection:
    """Decide as the authority that filed a request: grant a longer time, accept, return, withdraw.

    Raises:
        Forbidden: no regulator, or none who may look at this platform now.
        NotFound: no such request, or another's. InspectionState, Invalid: as in `inspection_step`.

    Law: M-cooperate
    """
    narrow = policies.inspector_of(regulator, tenant_id)
    with acting(narrow), transaction.atomic():
        row = asks.inspection_get(narrow, inspection_id, lock=True)
        chosen(kind, rules.THEIRS, "kind")
        return _stepped(narrow, row, kind, said, is_by_letter=False)


def _stepped(
    actor: Actor, row: Inspection, kind: str, said: Said, *, is_by_letter: bool
) -> Inspection:
    rule = rules.STEPS[kind]
    if not rules.may_follow(kind, row.state, row.asked_until):
        raise InspectionState(_("这项要求现在不能这样处理，请刷新后查看。"), state=row.state)
    step = InspectionStep(
        tenant_id=row.tenant_id,
        inspection=row,
        kind=kind,
        is_theirs=rule.is_theirs,
        note=plain(said.note, "note", most=4000, least=rule.least),
        document_number=plain(said.document_number, "document_number", most=60),
        by_id=actor.user_id,
        at=clock.now(),
    )
    if is_by_letter and len(step.document_number) < 2:
        raise Invalid(_("请填写主管部门来函的文号。"), field="document_number")
    if kind in rules.WITH_DAY:
        step.until_on = _day(row, kind, said.until_on)
    if kind == "answered":
        step.packages = _given(actor, row, said.packages, step)
    if kind == "handed":
        row.owner_id = member(actor, said.owner_id)
    step.save(force_insert=True)
    _moved(row, kind, step)
    record.entry_append(
        actor=actor,
        action="oversight.inspection_stepped",
        subject=(SUBJECT, row.pk),
        clause=rules.CLAUSE,
        data={
            "step": kind,
            "number": step.document_number,
            "until_on": str(step.until_on or ""),
            "packages": [str(one) for one in step.packages],
        },
    )
    _timed(system_actor(row.tenant_id), row, kind)
    return row


def _moved(row: Inspection, kind: str, step: InspectionStep) -> None:
    row.state = rules.STEPS[kind].to or row.state
    if kind == "longer_asked":
        row.asked_until = step.until_on
    elif kind == "longer_granted" and step.until_on:
        row.due_on, row.asked_until, row.is_own_term = step.until_on, None, False
    elif kind == "returned" and step.until_on:
        row.due_on, row.is_own_term = step.until_on, False
    else:
        row.asked_until = None if kind != "handed" else row.asked_until
    row.save(update_fields=["state", "asked_until", "due_on", "is_own_term", "owner"])


def _day(row: Inspection, kind: str, day: date | None) -> date:
    """Return the day of a step: after the one that stands, or for a return from today on."""
    if kind == "longer_granted" and day is None:
        day = row.asked_until
    if day is None:
        raise Invalid(_("请填写日期。"), field="until_on")
    first = clock.today() if kind == "returned" else max(row.due_on, clock.today())
    is_early = day < first if kind == "returned" else day <= row.due_on or day < first
    if is_early or (day - clock.today()).days > LONGEST_D:
        raise Invalid(_("新的期限须晚于原期限，且在一年之内。"), field="until_on")
    return day


def _given(
    actor: Actor, row: Inspection, wanted: Collection[UUID], step: InspectionStep
) -> list[UUID]:
    """Give packages that were linked and are finished; return their ids."""
    linked = {one.package_id: one for one in asks.packages_of(actor, row)}
    ids = list(dict.fromkeys(wanted))
    for one in ids:
        link = linked.get(one)
        if link is None or link.package.made_at is None:
            raise Invalid(_("只能提供已关联并且制成的证据包。"), field="packages")
        _address(row, link.package)
        if link.given_at is None:
            link.given_at = step.at
            link.save(update_fields=["given_at"])
    return ids


def _address(row: Inspection, package: Package) -> None:
    """Let a package that is given lie ready in the portal for whoever asked there."""
    theirs = row.filed_by.authority_id if row.filed_by else None
    if theirs is None or package.authority_id == theirs:
        return
    if package.authority_id is not None:
        raise Invalid(_("其中有提供给另一主管部门的证据包。"), field="packages")
    package.authority_id = theirs
    package.save(update_fields=["authority"])


def _timed(product: Actor, row: Inspection, kind: str) -> None:
    """Let the clocks hear of a step, move them where the day moved, write to whoever must know."""
    subject = (SUBJECT, row.pk)
    if kind in ("longer_granted", "handed"):
        _retimed(product, row, is_longer=kind == "longer_granted")
    elif kind == "returned":
        clocks_start(product, row, clock.now())
    else:
        office.clocks_hear(actor=product, subject=subject, act=f"inspection.{kind}")
    if kind == "withdrawn":
        office.clocks_close(actor=product, subject=subject)
    if rules.STEPS[kind].is_theirs:
        letter_write(product, row, "inspection_news", kind)
    if kind == "returned":
        inspection_hold(product, row)


def _retimed(product: Actor, row: Inspection, *, is_longer: bool) -> None:
    """Hand the clocks that run to the owner; where the day moved, let the answer's end with it.

    The clock of what is ready beforehand is closed: its day went with the old term.
    """
    running = office_asks.clock_list(product, (SUBJECT, row.pk)).exclude(
        state__in=(Clock.State.MET, Clock.State.CLOSED)
    )
    for one in running:
        policy = None
        if is_longer and one.kind == rules.ANSWER:
            policy = rules.until(row.due_on, one.started_at, MET, Role.SYSTEM_ADMIN)
        if is_longer and one.kind == rules.READY:
            office.clocks_close(actor=product, subject=(SUBJECT, row.pk), kind=rules.READY)
            continue
        office.clock_reassign(actor=product, clock_id=one.pk, owner_id=row.owner_id, policy=policy)


@transaction.atomic
def inspection_package_link(
    *, actor: Actor, inspection_id: UUID, package_id: UUID
) -> InspectionPackage:
    """Say that a package, made for an authority, belongs to a request. Twice is once.

    Raises:
        Forbidden: only officers may. NotFound: no such request or package.
        InspectionState: the request is over. Invalid: the package is for somebody else.

    Law: O117-truthful-data
    """
    policies.require_answer_inspections(actor)
    row = _to_do(actor, inspection_id)
    return _linked(actor, row, packages.package_get(actor, package_id).pk)


@transaction.atomic
def inspection_package_order(
    *, actor: Actor, inspection_id: UUID, about: str, ref: UUID
) -> InspectionPackage:
    """Order a package for the authority of a request, and link it.

    Raises:
        Forbidden: only officers may. NotFound: no such request, or no such thing.
        InspectionState: the request is over. Invalid: no such kind of thing.

    Law: M-cooperate, O117-truthful-data
    """
    policies.require_answer_inspections(actor)
    row = _to_do(actor, inspection_id)
    reason = " ".join((row.document_number, row.title))[: ordering.LONGEST]
    wish = ordering.Wish(about, ref, "authority", row.authority, reason)
    return _linked(actor, row, ordering.package_order(actor=actor, wish=wish).pk)


def _to_do(actor: Actor, inspection_id: UUID) -> Inspection:
    row = asks.inspection_get(actor, inspection_id, lock=True)
    if row.state not in rules.TO_DO:
        raise InspectionState(_("这项要求现在不能这样处理，请刷新后查看。"), state=row.state)
    return row


def _linked(actor: Actor, row: Inspection, package_id: UUID) -> InspectionPackage:
    package = packages.package_get(actor, package_id)
    if package.recipient != "authority":
        raise Invalid(_("只能关联提供给主管部门的证据包。"), field="packages")
    links = InspectionPackage.objects.of(actor).filter(inspection=row)
    there = links.filter(package=package).first()
    if there is not None:
        return there
    if links.count() >= MOST_PACKAGES:
        raise Invalid(_("一项要求最多关联 20 个证据包。"), field="packages")
    made = InspectionPackage.objects.create(
        tenant_id=row.tenant_id,
        inspection=row,
        package=package,
        linked_by_id=actor.user_id,
        linked_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="oversight.inspection_package_linked",
        subject=(SUBJECT, row.pk),
        clause=rules.CLAUSE,
        data={"package": str(package.pk)},
    )
    return made
