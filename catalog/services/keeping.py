"""Proofs of claims, prices of deals and statements of advertising go when their term is over."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from catalog.models import AdStatement, ClaimEvidence, Pin, PriceDeal
from catalog.rules import papers as rules
from catalog.services.claim import SUBJECT
from ledger import services as record
from livecompliance.kernel import clock, events, law, retention
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.clock import SHANGHAI
from office import services as office
from office.rules.days import months_after

EVIDENCE, ERASURE = "O117-evidence-3y", "PIPL-erasure"
PROOFS, DEALS = "catalog.proofs", "catalog.deals"
LONGEST = timedelta(days=30)  # a price is compared, and a proof used, in a broadcast that soon
AT_ONCE = 50
DEALS_AT_ONCE = 5_000


def evidence_expire(*, actor: Actor, day: date | None = None) -> int:
    """Destroy proofs of claims, with their files, three years after they could be relied on last.

    That is their last day, that on which they were to be looked at again and nobody did, or the
    day on which they were refused or withdrawn. What a broadcast that is still kept sold under it
    stays as long as the broadcast: for a legal hold, a later sale, a longer term. Safe to run
    twice, or to be killed half-way.

    Returns: how many went.

    Law: O117-supplier-check, PIPL-erasure
    """
    gone = 0
    while found := _some_evidence(actor, day or clock.today()):
        gone += found
    return gone


@transaction.atomic
def _some_evidence(actor: Actor, day: date) -> int:
    rows = _evidence_over(actor, day)
    found = list(rows.select_for_update(of=("self",)).order_by("id")[:AT_ONCE])
    for one in found:
        _evidence_gone(actor, one)
    if found:
        events.publish(retention.Destroyed(actor, PROOFS, len(found), rules.CHECK, day))
    return len(found)


def _evidence_over(actor: Actor, day: date) -> TenantQuerySet[ClaimEvidence]:
    before = _before(rules.CHECK, day)
    over = (
        Q(valid_until__lt=before)
        | Q(recheck_on__lt=before)
        | Q(state__in=["refused", "withdrawn"], decided_at__date__lt=before)
    )
    rows = ClaimEvidence.objects.of(actor).filter(over, destroyed_at__isnull=True)
    rows = rows.exclude(pk__in=_held(actor, SUBJECT)).exclude(
        supplier_id__in=_held(actor, "supplier")
    )
    kept = _pins_kept(actor, before)
    sold = kept.filter(product__external_id=OuterRef("product"))
    of_brand = kept.filter(product__brand=OuterRef("brand"))
    rows = rows.exclude(Q(Exists(sold)) & ~Q(product=""))
    rows = rows.exclude(Q(Exists(of_brand)) & Q(product="") & ~Q(brand=""))
    if kept.exists():
        rows = rows.exclude(product="", brand="")
    return rows


def _evidence_gone(actor: Actor, one: ClaimEvidence) -> None:
    if one.file is not None:
        office.file_destroy(actor=actor, file_id=one.file)
    one.destroyed_at, one.statement, one.standard = clock.now(), "", ""
    one.save(update_fields=["destroyed_at", "statement", "standard"])
    record.entry_append(
        actor=actor,
        action="catalog.evidence_destroyed",
        subject=(SUBJECT, one.pk),
        clause=ERASURE,
        data={"exemption": one.exemption, "kept_by": rules.CHECK},
    )


def deals_expire(*, actor: Actor, day: date | None = None) -> int:
    """Delete prices of deals three years after the sale, but for the last of each product and
    place: it is what a later comparison is held against. Of goods that a broadcast which is still
    kept sold then, all stay. Safe to run twice, or to be killed half-way.

    Returns: how many went.

    Law: O117-evidence-3y, PRICE-compared-price
    """
    gone = 0
    while found := _some_deals(actor, day or clock.today()):
        gone += found
    return gone


@transaction.atomic
def _some_deals(actor: Actor, day: date) -> int:
    before, over = _before(EVIDENCE, day), _deals_over(actor, day)
    ids = list(over.order_by("id").values_list("pk", flat=True)[:DEALS_AT_ONCE])
    if not ids:
        return 0
    gone, _each = PriceDeal.objects.of(actor).filter(pk__in=ids).delete()
    record.entry_append(
        actor=actor,
        action="catalog.prices_destroyed",
        subject=("tenant", actor.tenant_id),
        clause=EVIDENCE,
        data={"number": gone, "before": f"{before}"},
    )
    events.publish(retention.Destroyed(actor, DEALS, gone, EVIDENCE, day))
    return gone


def _deals_over(actor: Actor, day: date) -> TenantQuerySet[PriceDeal]:
    before = _before(EVIDENCE, day)
    rows = PriceDeal.objects.of(actor)
    newer = rows.filter(product=OuterRef("product"), place=OuterRef("place"), at__gt=OuterRef("at"))
    kept = _pins_kept(actor, before).filter(product__external_id=OuterRef("product"))
    return rows.filter(Exists(newer), ~Exists(kept), at__lt=_midnight(before))


@transaction.atomic
def statements_destroy(*, actor: Actor, session_id: UUID) -> int:
    """Empty the statements of who answered for a broadcast that was destroyed: its term is theirs.

    Law: IAD-archive-3y, PIPL-erasure
    """
    rows = AdStatement.objects.of(actor).filter(session_id=session_id)
    return rows.exclude(roles=[]).update(roles=[], facts={})


def _before(clause: str, day: date) -> date:
    return months_after(day, -12 * law.clause(clause, day).number("retain"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _held(actor: Actor, kind: str) -> list[str]:
    return list(
        accounts.hold_list(actor).filter(subject_kind=kind).values_list("subject_ref", flat=True)
    )


def _pins_kept(actor: Actor, before: date) -> TenantQuerySet[Pin]:
    """Return what broadcasts of that time sold which are kept on: they hold what proves it."""
    until = _midnight(before) + LONGEST
    rows = Pin.objects.of(actor).filter(session__key_destroyed_at__isnull=True)
    return rows.filter(session__started_at__lt=until)


def _proofs_due(actor: Actor, today: date, until: date) -> retention.Due:
    over = _evidence_over(actor, today).count()
    return retention.Due(over, _evidence_over(actor, until).count() - over)


def _deals_due(actor: Actor, today: date, until: date) -> retention.Due:
    over = _deals_over(actor, today).count()
    return retention.Due(over, _deals_over(actor, until).count() - over)


retention.register(
    retention.Kind(
        name=PROOFS,
        title=_("用语证明及其文件"),
        rules=("R-06", "R-10", "R-11"),
        due=_proofs_due,
        how=_("销毁文件，清空说明"),
    ),
    retention.Kind(
        name=DEALS,
        title=_("成交价格"),
        rules=("R-03", "R-04"),
        due=_deals_due,
        how=_("删除；每种商品在每个场所的最后一笔保留，供比较"),
    ),
)
