"""Who supplies what is sold, with which papers, and what lists of recalls say."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import Recall, Supplier, SupplierPaper
from catalog.rules import papers as rules
from catalog.rules.chain import Grant, chain_of
from catalog.rules.kinds import CHAIN
from catalog.rules.papers import Lack
from catalog.selectors.supplier_words import lack_words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties.services.sealing import masked

KEY = "supplier"  # the kind of a supplier's own key
SEALED = ("name", "number", "contact", "phone", "address")
LOOK_SETTING, LOOK_DAYS = "supplier_look_days", 180  # the law gives no number
RELOOK_SETTING, RELOOK_DAYS = "paper_look_days", 365  # of what has no last day; none, either
SOON = timedelta(days=30)


def supplier_list(actor: Actor) -> TenantQuerySet[Supplier]:
    """Return the suppliers, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    return Supplier.objects.of(actor).filter(destroyed_at__isnull=True).order_by("-id")


def supplier_get(actor: Actor, supplier_id: UUID) -> Supplier:
    """Return one supplier.

    Raises:
        Forbidden: the actor does not see them.
        NotFound: no such supplier in the tenant.
    """
    found = supplier_list(actor).filter(pk=supplier_id).first()
    if found is None:
        raise NotFound(_("没有这个供应商。"))
    return found


def supplier_page(actor: Actor, wanted: str, state: str, start: int, most: int) -> list[Supplier]:
    """Return suppliers by name, code or the platform's number, with how many papers wait."""
    found = supplier_list(actor)
    if state:
        found = found.filter(state=state)
    if text := wanted.strip()[:80]:
        named = Q(title__icontains=text) | Q(code__iexact=text) | Q(external_id__iexact=text)
        found = found.filter(named)
    waiting = Count("papers", filter=Q(papers__state="waiting"))
    ending = Count(
        "papers",
        filter=Q(papers__state="approved", papers__valid_until__lte=clock.today() + SOON),
    )
    return list(found.annotate(waiting=waiting, ending=ending)[start : start + most])


def supplier_counts(actor: Actor) -> dict[str, int]:
    """Return how many suppliers are in each state."""
    counted = supplier_list(actor).order_by().values_list("state").annotate(n=Count("id"))
    return dict(counted)


def supplier_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what suppliers are called in the record."""
    found = Supplier.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): one.title for one in found}


def suppliers_named(actor: Actor, ids: Iterable[UUID]) -> list[Supplier]:
    """Return suppliers by their ids, in order, whoever asks: to write to who speaks for them."""
    return list(Supplier.objects.of(actor).filter(pk__in=list(ids)).order_by("id"))


def paper_list(actor: Actor, supplier_id: UUID | None = None) -> TenantQuerySet[SupplierPaper]:
    """Return papers, the newest first; of one supplier, or of all.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    found = SupplierPaper.objects.of(actor).filter(destroyed_at__isnull=True)
    found = found.filter(supplier_id=supplier_id) if supplier_id else found
    return found.select_related("supplier").order_by("-id")


def paper_get(actor: Actor, paper_id: UUID) -> SupplierPaper:
    """Return one paper.

    Raises:
        NotFound: no such paper in the tenant.
    """
    found = paper_list(actor).filter(pk=paper_id).first()
    if found is None:
        raise NotFound(_("没有这份证照。"))
    return found


def papers_ending(actor: Actor, until: date, most: int = 200) -> list[SupplierPaper]:
    """Return approved papers that end by a day, those that ended included, the nearest first.

    What a newer approved paper of the same kind and reach has replaced is left out.
    """
    found = (
        paper_list(actor)
        .filter(
            state="approved", valid_until__lte=until, supplier__state__in=["verified", "waiting"]
        )
        .order_by("valid_until", "id")[: most * 2]
    )
    ending = list(found)
    later = paper_list(actor).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=until),
        state="approved",
        supplier_id__in={one.supplier_id for one in ending},
    )
    renewed = {_reach(one) for one in later}
    return [one for one in ending if _reach(one) not in renewed][:most]


def _reach(one: SupplierPaper) -> tuple[object, ...]:
    return (
        one.supplier_id, one.kind, one.brand_key, tuple(sorted(one.covers)),
        one.giver_name, one.taker_name,
    )  # fmt: skip


def papers_waiting(actor: Actor, most: int = 200) -> list[SupplierPaper]:
    """Return papers that wait for review, the oldest first."""
    return list(paper_list(actor).filter(state="waiting").order_by("id")[:most])


def recall_list(actor: Actor) -> TenantQuerySet[Recall]:
    """Return what stands on the lists of recalls and failed samplings, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    return Recall.objects.of(actor).filter(lifted_at__isnull=True).order_by("-id")


def recalls_found(actor: Actor, wanted: str) -> TenantQuerySet[Recall]:
    """Return entries that name something, by brand, name, batch or barcode."""
    found = recall_list(actor)
    text = wanted.strip()[:80]
    if not text:
        return found
    code = rules.barcode_of(text)
    named = Q(brand__icontains=text) | Q(name__icontains=text) | Q(batch__iexact=text)
    return found.filter(named | Q(barcode=code)) if code else found.filter(named)


def tenants_with_papers_turning(today: date, soon: date) -> list[UUID]:
    """Return the tenants, whoever they are, in which a paper ends soon or a term is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM catalog_papers_turning(%s, %s)", [today, soon])
        return [row[0] for row in cursor.fetchall()]


def supplier_masked(actor: Actor, row: Supplier) -> dict[str, str]:
    """Return what names a supplier, masked; "" where nothing is on file."""
    names = [name for name in SEALED if getattr(row, name) is not None]
    return masked(actor, [row], names, KEY)[row.pk] if names else {}


def look_due(actor: Actor) -> date:
    """Return by when somebody looks again at a supplier that is verified today."""
    return clock.today() + timedelta(days=accounts.policy_of(actor, LOOK_SETTING, LOOK_DAYS))


def relook_due(actor: Actor) -> date:
    """Return by when somebody looks again at what has no last day and is approved today."""
    days = accounts.policy_of(actor, RELOOK_SETTING, RELOOK_DAYS)
    return clock.today() + timedelta(days=min(max(days, 1), 366))


def papers_to_look(actor: Actor, until: date, most: int = 200) -> list[SupplierPaper]:
    """Return approved papers without a last day that somebody looks at again by a day.

    Those that were approved before anybody said when come first.
    """
    found = paper_list(actor).filter(
        Q(recheck_on__lte=until) | Q(recheck_on__isnull=True),
        state="approved",
        valid_until__isnull=True,
        supplier__state__in=["verified", "waiting"],
    )
    return list(found.order_by(F("recheck_on").asc(nulls_first=True), "id")[:most])


def _grant(one: SupplierPaper) -> Grant:
    return Grant(
        one.pk,
        one.kind,
        one.brand_key,
        (one.giver_name, one.giver_code),
        (one.taker_name, one.taker_code),
        one.state,
        one.valid_from,
        one.valid_until,
        one.is_live,
    )


def chains_of(
    actor: Actor, row: Supplier, brands: Mapping[str, str], on: date
) -> list[dict[str, Any]]:
    """Return, for each brand of a supplier, whether its chain holds on a day, and its papers."""
    held = SupplierPaper.objects.of(actor).filter(brand_key__in=brands, kind__in=CHAIN)
    rows = {one.pk: one for one in held.filter(state__in=["approved", "waiting", "refused"])}
    found = []
    for key, brand in sorted(brands.items(), key=lambda item: item[1]):
        grants = [_grant(one) for one in rows.values() if one.brand_key == key]
        chain = chain_of(grants, (row.title, row.code), on, on)
        found.append(
            {
                "brand": brand,
                "chain": chain,
                "papers": [rows[pk] for pk in reversed(chain.papers)],
                "said": "" if chain.is_whole else lack_words(
                    Lack("", rules.BRAND, chain.why or "missing", "warn", rules.FAKE, chain.on,
                         chain.at)
                ),
            }
        )  # fmt: skip
    return found
