"""What ends by itself: papers, of which officers are told in time; and the term of keeping."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from accounts import services as keys
from accounts.managers import TenantQuerySet
from accounts.models import Role
from catalog import selectors
from catalog.models import ClaimEvidence, Supplier, SupplierPaper
from catalog.rules import papers as rules
from catalog.selectors.supplier import KEY, SEALED
from catalog.services.claim import CLAUSE as ABSOLUTE
from catalog.services.supplier import SUBJECT
from ledger import services as record
from livecompliance.kernel import clock, events, law, retention
from livecompliance.kernel.actors import Actor
from office import services as office
from office.rules.days import months_after

TIMES = (0, 7, 30)  # days before the end
AHEAD = timedelta(days=30)
AT_ONCE, KIND = 50, "catalog.suppliers"


@transaction.atomic
def papers_tell(*, actor: Actor) -> int:
    """Write of papers that end a month, a week or a day from now, each once: to the officers, and
    to who speaks for the supplier.

    Law: O117-supplier-check
    """
    today = clock.today()
    ending = [one for one in selectors.papers_ending(actor, today + AHEAD) if _end(one) >= today]
    members = accounts.membership_list(actor).filter(is_active=True, roles__contains=[Role.OFFICER])
    to = set(members.values_list("user_id", flat=True))
    told = selectors.merchant_users(actor, {one.supplier_id for one in ending})
    theirs = {one for people in told.values() for one in people}
    active = {one.user_id for one in accounts.members_active(actor, theirs)}
    written = 0
    for one in ending:
        written += _tell(actor, one, to, "paper_ending")
        merchants = told.get(one.supplier_id, set()) & active
        written += _tell(actor, one, merchants, "supply_paper_ending")
    return written


@transaction.atomic
def relooks_tell(*, actor: Actor) -> int:
    """Write to officers of what has no last day and is looked at again a month, a week or a day
    from now, each once: papers of suppliers, and proofs of claims.

    Law: O117-supplier-check, ADL-absolute
    """
    until = clock.today() + AHEAD
    papers = [one for one in selectors.papers_to_look(actor, until) if one.recheck_on]
    due = [_due_paper(one) for one in papers]
    due += [_due_proof(one) for one in selectors.evidence_to_look(actor, until)]
    members = accounts.membership_list(actor).filter(is_active=True, roles__contains=[Role.OFFICER])
    to = set(members.values_list("user_id", flat=True))
    return sum(_relook(actor, one, to) for one in due if to)


class _Due(NamedTuple):
    kind: str
    id: UUID
    day: date
    named: dict[str, str]
    clause: str


def _due_paper(one: SupplierPaper) -> _Due:
    named = {
        tongue: f"{one.supplier.title} · {selectors.kind_name(one.kind, tongue)}"
        for tongue in ("zh", "en")
    }
    return _Due("supplier_paper", one.pk, one.recheck_on or date.max, named, rules.CHECK)


def _due_proof(one: ClaimEvidence) -> _Due:
    named = {"zh": f"用语“{one.words}”的证明", "en": f"the proof of “{one.words}”"}
    return _Due("claim_evidence", one.pk, one.recheck_on or date.max, named, ABSOLUTE)


def _relook(actor: Actor, one: _Due, to: Collection[UUID]) -> int:
    left = (one.day - clock.today()).days
    time = next(days for days in TIMES if left <= days)
    clause = law.clause(one.clause)
    context = {
        "thing": one.named,
        "until": f"{one.day}",
        "clause": {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")},
    }
    about = office.About(one.kind, f"{one.id}:look:{one.day}:{time}")
    return len(
        office.message_send(actor=actor, to=to, topic="paper_relook", context=context, about=about)
    )


def _end(one: SupplierPaper) -> date:
    return one.valid_until or date.max


def _tell(actor: Actor, one: SupplierPaper, to: Collection[UUID], topic: str) -> int:
    if not to:
        return 0
    left = (_end(one) - clock.today()).days
    time = next(days for days in TIMES if left <= days)
    clause = law.clause(rules.CHECK)
    context = {
        "supplier": one.supplier.title,
        "paper": {tongue: selectors.kind_name(one.kind, tongue) for tongue in ("zh", "en")},
        "until": f"{one.valid_until}",
        "clause": {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")},
    }
    about = office.About("supplier_paper", f"{one.pk}:{time}")
    sent = office.message_send(actor=actor, to=to, topic=topic, context=context, about=about)
    return len(sent)


def suppliers_expire(*, actor: Actor, day: date | None = None) -> int:
    """Destroy what was kept of suppliers and papers once its term is over and nothing holds it.

    A paper can have been relied on until its last day, until nobody looked again at one without, or
    until it was refused or withdrawn; a supplier's file until the last broadcast that sold its
    goods, or until it was let go. Three years later it goes, with its files. Safe to run twice, or
    to be killed half-way.

    Returns: how many suppliers and papers went.

    Law: O117-supplier-check, PIPL-erasure
    """
    today, gone = day or clock.today(), 0
    before = months_after(today, -12 * law.clause(rules.CHECK, today).number("retain"))
    while found := _some(actor, today, before):
        gone += found
    return gone


@transaction.atomic
def _some(actor: Actor, today: date, before: date) -> int:
    rows, files = _papers_over(actor, before), _files_over(actor, today, before)
    papers = list(rows.select_for_update().order_by("id")[:AT_ONCE])
    for one in papers:
        _paper_gone(actor, one)
    suppliers = list(files.select_for_update().order_by("id")[:AT_ONCE])
    for supplier in suppliers:
        _supplier_gone(actor, supplier)
    gone = len(papers) + len(suppliers)
    if gone:
        events.publish(retention.Destroyed(actor, KIND, gone, rules.CHECK, today))
    return gone


def _kept(actor: Actor) -> list[str]:
    holds = accounts.hold_list(actor).filter(subject_kind=SUBJECT)
    return list(holds.values_list("subject_ref", flat=True))


def _papers_over(actor: Actor, before: date) -> TenantQuerySet[SupplierPaper]:
    over = (
        Q(valid_until__lt=before)
        | Q(recheck_on__lt=before)
        | Q(state__in=["refused", "withdrawn"], decided_at__date__lt=before)
    )
    rows = SupplierPaper.objects.of(actor).filter(over, destroyed_at__isnull=True)
    return rows.exclude(supplier_id__in=_kept(actor))


def _files_over(actor: Actor, today: date, before: date) -> TenantQuerySet[Supplier]:
    rows = Supplier.objects.of(actor).filter(
        Q(keep_until__lt=today) | Q(keep_until__isnull=True, decided_at__date__lt=before),
        state=Supplier.State.CLOSED,
        decided_at__date__lt=before,
        destroyed_at__isnull=True,
    )
    return rows.exclude(pk__in=_kept(actor))


def _count(actor: Actor, day: date) -> int:
    before = months_after(day, -12 * law.clause(rules.CHECK, day).number("retain"))
    return _papers_over(actor, before).count() + _files_over(actor, day, before).count()


def _due(actor: Actor, today: date, until: date) -> retention.Due:
    over = _count(actor, today)
    return retention.Due(over, _count(actor, until) - over)


def _paper_gone(actor: Actor, one: SupplierPaper) -> None:
    if one.file is not None:
        office.file_destroy(actor=actor, file_id=one.file)
    one.destroyed_at, one.number, one.scope = clock.now(), "", ""
    one.save(update_fields=["destroyed_at", "number", "scope"])
    _note(actor, one.supplier_id, "catalog.paper_destroyed", {"paper": str(one.pk)})


def _supplier_gone(actor: Actor, one: Supplier) -> None:
    for paper in SupplierPaper.objects.of(actor).filter(supplier=one, destroyed_at__isnull=True):
        _paper_gone(actor, paper)
    keys.person_key_destroy(actor, one.pk, KEY)
    for name in SEALED:
        setattr(one, name, None)
    one.number_index, one.destroyed_at = None, clock.now()
    if one.kind == Supplier.Kind.NATURAL:
        one.title = "—"
    one.save()
    _note(actor, one.pk, "catalog.supplier_destroyed", {})


def _note(actor: Actor, supplier_id: UUID, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=(SUBJECT, supplier_id), clause="PIPL-erasure",
        data=data,
    )  # fmt: skip


retention.register(
    retention.Kind(
        name=KIND,
        title=_("供应商档案和证照"),
        rules=("R-06",),
        due=_due,
        how=_("销毁文件，清空证照号码和联系方式"),
        page="suppliers",
    )
)
