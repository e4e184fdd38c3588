"""All that is known of who supplies goods, of their papers and brands, and of recalls."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts import selectors as accounts
from catalog import policies
from catalog.rules import papers as rules
from catalog.rules.chain import Grant
from catalog.rules.kinds import CHAIN
from catalog.rules.papers import Books, Held, Known, Lack, Recalled, Sold, Weight
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

CHAIN_SETTING = "brand_chain"  # 0 never asked, 1 said, 2 keeps the product off air
CHAIN_USUAL = 1
OVERDUE_SETTING = "look_overdue"  # 1: what nobody looked at again in time is kept off air
WEIGHTS: dict[int, Weight | None] = {0: None, 1: "warn", 2: "deny"}
MOST_ASKED, MOST_RECALLS = 2_000, 5_000
# A chain leads through papers that others handed in: those are found by the brand. A recall is
# near by its barcode, by its brand, or without a brand by its very name.
BOOKS = """
SELECT 'supplier', json_build_array(s.id, s.title, s.code, s.state, s.credit, s.recheck_on)::text
  FROM catalog_supplier s
 WHERE s.tenant_id = ANY(%(tenants)s::uuid[]) AND s.id = ANY(%(suppliers)s::uuid[])
UNION ALL
SELECT 'paper', json_build_array(p.id, p.supplier_id, p.kind, p.state, p.valid_from,
         p.valid_until, p.covers, p.brand_key, p.giver_name, p.giver_code, p.taker_name,
         p.taker_code, p.is_live, p.recheck_on)::text
  FROM catalog_supplierpaper p
 WHERE p.tenant_id = ANY(%(tenants)s::uuid[]) AND p.state IN ('approved', 'waiting', 'refused')
   AND p.destroyed_at IS NULL
   AND (p.supplier_id = ANY(%(suppliers)s::uuid[])
     OR (p.brand_key <> '' AND p.brand_key = ANY(%(brands)s) AND p.kind = ANY(%(chain)s)))
UNION ALL
(SELECT 'recall', json_build_array(r.id, r.kind, r.brand, r.name, r.batch, r.barcode)::text
  FROM catalog_recall r
 WHERE r.tenant_id = ANY(%(tenants)s::uuid[]) AND r.lifted_at IS NULL
   AND ((r.barcode <> '' AND r.barcode = ANY(%(barcodes)s)) OR r.brand_key = ANY(%(brands)s)
     OR (r.brand_key = '' AND r.name_key = ANY(%(titles)s)))
 LIMIT %(most)s)
"""


def papers_missing(
    actor: Actor,
    wanted: Sequence[Sold],
    since: date,
    until: date,
    policy: Mapping[str, Any] | None = None,
) -> list[Lack]:
    """Return what papers products lack, or lose, from the first to the last day of a broadcast.

    For the gate and for the review of goods. One statement, however many products: the suppliers
    by id, their papers with the chains of the brands, the recalls by brand and barcode. A `Sold`
    is a product as far as papers go: the platform's own id of it, its supplier's id (None: nobody
    was said), the papers that the catalogue asks for (`Judged.documents`), brand, title,
    barcodes, batch. A `Lack` names the product, the paper (a name of
    `catalog.rules.kinds.kinds()`, or `supplier`, `brand`, `recall`), why, the day that says so,
    the clause, and whether it denies or warns; `lack_words` says it to people. A licence that
    ends before the broadcast does (`expires`) denies like one that has ended.

    Args:
        since, until: the first and the last day of the broadcast, in Shanghai's time.
        policy: the tenant's, where it is at hand; looked up in a statement of its own else.

    Law: O117-supplier-check, M-supplier-check, O117-illegal-goods
    """
    asked = list(wanted)[:MOST_ASKED]
    return rules.lacking(asked, _books(actor, asked, policy), since, until) if asked else []


def papers_check(actor: Actor, wanted: Sequence[Sold], since: date, until: date) -> list[Lack]:
    """Return what products lack, for whoever may see the tenant's suppliers.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see_suppliers(actor)
    return papers_missing(actor, wanted, since, until)


def _books(actor: Actor, wanted: Sequence[Sold], policy: Mapping[str, Any] | None) -> Books:
    rows = _read(_given(actor, wanted))
    if policy is None:
        policy = accounts.tenant_get(actor).policy
    papers = rows["paper"]
    return Books(
        {one.id: one for one in map(_known, rows["supplier"])},
        [_held(row) for row in papers if row[2] not in CHAIN],
        [_grant(row) for row in papers if row[2] in CHAIN],
        [Recalled(UUID(row[0]), *row[1:]) for row in rows["recall"]],
        WEIGHTS.get(accounts.policy_value(policy, CHAIN_SETTING, CHAIN_USUAL), "deny"),
        "deny" if accounts.policy_value(policy, OVERDUE_SETTING, 0) else "warn",
    )


def _given(actor: Actor, wanted: Iterable[Sold]) -> dict[str, Any]:
    sold = list(wanted)
    codes = {text for one in sold for text in one.barcodes}
    return {
        "tenants": list(tenancy.require(actor).tenant_ids),
        "suppliers": list({one.supplier for one in sold if one.supplier is not None}),
        "brands": _folded({one.brand for one in sold}),
        "titles": _folded({one.title for one in sold}),
        "barcodes": list({code for text in codes if (code := rules.barcode_of(text))}),
        "chain": list(CHAIN),
        "most": MOST_RECALLS,
    }


def _folded(names: Iterable[str]) -> list[str]:
    return list({key for name in names if (key := rules.folded(name))})


def _read(given: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """Return the rows by what they are, each kind by its ids: the answer has one order."""
    found: dict[str, list[list[Any]]] = {"supplier": [], "paper": [], "recall": []}
    with connection.cursor() as cursor:
        cursor.execute(BOOKS, given)
        for what, row in cursor.fetchall():
            found[what].append(json.loads(row))
    return {what: sorted(rows, key=lambda row: row[0]) for what, rows in found.items()}


def _known(row: list[Any]) -> Known:
    pk, title, code, state, credit, recheck_on = row
    return Known(UUID(pk), title, code, state, credit, _day(recheck_on))


def _held(row: list[Any]) -> Held:
    pk, supplier, kind, state, since, until, covers, *_more, look = row
    days = _day(since), _day(until)
    return Held(UUID(pk), UUID(supplier), kind, state, *days, frozenset(covers), _day(look))


def _grant(row: list[Any]) -> Grant:
    pk, _supplier, kind, state, since, until, _covers, brand, *names, is_live, _look = row
    giver, giver_code, taker, taker_code = names
    return Grant(
        UUID(pk), kind, brand, (giver, giver_code), (taker, taker_code), state, _day(since),
        _day(until), is_live,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
