"""What may be said of goods, by which proof; and at which prices they were sold."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import ClaimEvidence, PriceDeal
from catalog.rules import claims as rules
from catalog.rules import prices
from catalog.rules.claims import Claim, Evidence, Good, Said, Sector
from catalog.rules.papers import Sold
from catalog.rules.prices import Deal, Low
from catalog.selectors.books import papers_missing
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound

Judge = Callable[[Actor, Sequence[str]], Sequence[Sequence[Said]]]
MOST_PROOFS = 2_000
_lent: list[Judge] = []


class Asked(NamedTuple):
    """A text that somebody wants to say of goods.

    `documents` are the papers that the catalogue asks for (`Judged.documents`), `sectors` what
    else is known of the kind of goods.
    """

    text: str
    product: str = ""
    brand: str = ""
    supplier: UUID | None = None
    documents: tuple[str, ...] = ()
    sectors: tuple[Sector, ...] = ()


class Answered(NamedTuple):
    """What becomes of one text: the strictest of it, and everything that was said."""

    verdict: str
    claims: tuple[Claim, ...]


def claims_judge_register(judge: Judge) -> None:
    """Say who finds in texts what rules of inspection find; the last word counts."""
    _lent[:] = [judge]


def claims_check(actor: Actor, asked: Sequence[Asked]) -> list[Answered]:
    """Return what becomes of texts about goods, in their order; three statements for all.

    Raises:
        Forbidden: the actor does not see what the tenant sells.

    Law: ADL-absolute, ADL-review, O117-false-publicity
    """
    policies.require_see_suppliers(actor)
    if not _lent:
        raise LookupError("no judge of claims was registered")
    today = clock.today()
    said = _lent[0](actor, [one.text for one in asked])
    proofs = evidence_of(actor, {one.product for one in asked}, today)
    approved = _approved(actor, asked, today)
    found = []
    for one, words in zip(asked, said, strict=True):
        sectors = rules.sectors_of(one.documents, one.sectors)
        good = Good(
            one.product, one.brand, sectors, approved.get((one.supplier, one.product), frozenset())
        )
        claims = rules.judged(one.text, words, good, proofs, today)
        found.append(Answered(rules.worst(claims), tuple(claims)))
    return found


def claims_noted(actor: Actor, text: str, products: Sequence[str]) -> list[dict[str, str]]:
    """Return what the words of a promotion say of goods, as it is kept beside it."""
    asked = [Asked(text, product) for product in products[:20]] or [Asked(text)]
    noted = [
        {"code": one.said.code, "text": one.said.text, "verdict": one.verdict, "why": one.why}
        for found in claims_check(actor, asked)
        for one in found.claims
    ]
    return [one for place, one in enumerate(noted) if one not in noted[:place]][:50]


def _approved(
    actor: Actor, asked: Sequence[Asked], on: date
) -> Mapping[tuple[UUID | None, str], frozenset[str]]:
    """Return which approvals of advertising hold today, by supplier and product."""
    wanted = {
        (one.supplier, one.product): tuple(
            rules.APPROVAL[kind]
            for kind in sorted(rules.sectors_of(one.documents, one.sectors))
            if kind in rules.APPROVAL
        )
        for one in asked
        if one.supplier is not None
    }
    sold = [Sold(product, supplier, papers) for (supplier, product), papers in wanted.items()]
    gone = {
        (lack.supplier, lack.product, lack.paper)
        for lack in papers_missing(actor, [one for one in sold if one.documents], on, on)
    }
    return {
        (supplier, product): frozenset(
            paper for paper in papers if (supplier, product, paper) not in gone
        )
        for (supplier, product), papers in wanted.items()
    }


def evidence_of(actor: Actor, products: Collection[str], on: date) -> list[Evidence]:
    """Return the proofs that hold on a day, of these products and of all, the newest first."""
    held = ClaimEvidence.objects.of(actor).filter(
        _holding(on),
        product__in={*products, ""},
        state="approved",
        valid_from__lte=on,
    )
    return [
        Evidence(
            one.pk, one.exemption, one.words, one.product, one.brand, one.valid_from,
            one.valid_until,
        )
        for one in held.order_by("-id")[:MOST_PROOFS]
    ]  # fmt: skip


def _holding(on: date) -> Q:
    """Return what holds on a day: its last day has not passed, nor the day to look at it again."""
    return Q(valid_until__gte=on) | (
        Q(valid_until__isnull=True) & (Q(recheck_on__isnull=True) | Q(recheck_on__gte=on))
    )


def evidence_to_look(actor: Actor, until: date, most: int = 200) -> list[ClaimEvidence]:
    """Return approved proofs without a last day that somebody looks at again by a day."""
    found = evidence_list(actor).filter(
        recheck_on__lte=until, state="approved", valid_until__isnull=True
    )
    return list(found.order_by("recheck_on", "id")[:most])


def evidence_anywhere(actor: Actor, on: date) -> list[Evidence]:
    """Return the proofs that hold on a day whatever the product, the newest first."""
    held = ClaimEvidence.objects.of(actor).filter(state="approved", valid_from__lte=on)
    held = held.filter(_holding(on)).order_by("-id")
    return [
        Evidence(one.pk, one.exemption, one.words, one.product, one.brand)
        for one in held[:MOST_PROOFS]
    ]


def evidence_list(actor: Actor) -> TenantQuerySet[ClaimEvidence]:
    """Return proofs, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    found = ClaimEvidence.objects.of(actor).filter(destroyed_at__isnull=True)
    return found.select_related("supplier", "decided_by").order_by("-id")


def evidence_get(actor: Actor, evidence_id: UUID) -> ClaimEvidence:
    """Return one proof.

    Raises:
        NotFound: no such proof in the tenant.
    """
    found = evidence_list(actor).filter(pk=evidence_id).first()
    if found is None:
        raise NotFound(_("没有这份证明材料。"))
    return found


def evidence_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what proofs are called in the record: the words they prove."""
    found = ClaimEvidence.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): f"“{one.words}”" for one in found}


def look_back_days(on: date) -> int:
    """Return over how many days the lowest price is looked for.

    Law: PRICE-compared-price
    """
    return law.clause(prices.CLAUSE, on).number("look_back")


# Of each product and place the lowest deal of the days before, and the last deal before them.
LOWS = """
SELECT w.ord, low.fen, low.at, last.fen, last.at
FROM unnest(%(products)s::text[], %(places)s::text[], %(since)s::timestamptz[],
            %(at)s::timestamptz[]) WITH ORDINALITY AS w (product, place, since, at, ord)
LEFT JOIN LATERAL (SELECT d.fen, d.at FROM catalog_pricedeal d
  WHERE d.tenant_id = ANY(%(tenants)s::uuid[]) AND d.product = w.product AND d.place = w.place
    AND d.at >= w.since AND d.at < w.at ORDER BY d.fen, d.at LIMIT 1) low ON true
LEFT JOIN LATERAL (SELECT d.fen, d.at FROM catalog_pricedeal d
  WHERE d.tenant_id = ANY(%(tenants)s::uuid[]) AND d.product = w.product AND d.place = w.place
    AND d.at < w.since ORDER BY d.at DESC, d.fen LIMIT 1) last ON low.fen IS NULL
ORDER BY w.ord
"""


def lows_of(actor: Actor, wanted: Sequence[tuple[str, str]], at: datetime) -> list[Low | None]:
    """Return what compared prices are measured by, for products and places; one statement.

    Law: PRICE-compared-price
    """
    since = prices.begins(at, look_back_days(clock.to_date(at)))
    given: dict[str, Any] = {
        "products": [product for product, _place in wanted],
        "places": [place for _product, place in wanted],
        "since": [since] * len(wanted),
        "at": [at] * len(wanted),
        "tenants": list(actor.tenant_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOWS, given)
        rows = cursor.fetchall()
    return [_low(*row[1:]) for row in rows]


def _low(
    fen: int | None, at: datetime | None, last_fen: int | None, last_at: datetime | None
) -> Low | None:
    if fen is not None and at is not None:
        return Low(fen, at, is_last=False)
    if last_fen is not None and last_at is not None:
        return Low(last_fen, last_at, is_last=True)
    return None


def deals_of(actor: Actor, product: str, place: str, since: datetime) -> list[Deal]:
    """Return the deals of one product in one place since an instant, in their order.

    Raises:
        Forbidden: the actor does not see what the tenant sells.
    """
    policies.require_see_suppliers(actor)
    found = PriceDeal.objects.of(actor).filter(product=product, place=place, at__gte=since)
    return [Deal(one.fen, one.at) for one in found.order_by("at")[:5_000]]


def priced_products(actor: Actor, wanted: str, most: int) -> list[tuple[str, str]]:
    """Return products and places of which prices were reported in the last thirty days."""
    policies.require_see_suppliers(actor)
    since = clock.now() - timedelta(days=30)
    found = PriceDeal.objects.of(actor).filter(at__gte=since)
    if text := wanted.strip()[:80]:
        found = found.filter(Q(product=text) | Q(place=text))
    pairs = found.order_by("product", "place").values_list("product", "place").distinct()
    return list(pairs[:most])
