"""Of what operators abroad sold, the buyer is kept: by the platform's number for him, no name."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from livecompliance.kernel.actors import Actor
from tax.models import Payee, Sale
from tax.rules.brought import ABROAD, SHANGHAI
from tax.rules.calendar import quarter_of
from tax.rules.left_out import SOLD_INTO

PUT = """
INSERT INTO tax_sale (tenant_id, id, quarter, bucket, payee_id, buyer, kind, is_refund, amount_fen,
  orders)
SELECT %s, * FROM unnest(%s::uuid[], %s::date[], %s::smallint[], %s::uuid[], %s::text[],
  %s::text[], %s::boolean[], %s::bigint[], %s::integer[])
"""
ADD = """
INSERT INTO tax_buyer (tenant_id, quarter, buyer, net_fen)
SELECT %s, * FROM unnest(%s::date[], %s::text[], %s::bigint[])
ON CONFLICT (tenant_id, quarter, buyer) DO UPDATE SET net_fen = tax_buyer.net_fen + excluded.net_fen
"""


class Buyers:
    """Who bought what of a batch of payments; nothing where no row names a buyer."""

    def __init__(self, actor: Actor, payees: Collection[str], refunded: Collection[UUID]) -> None:
        self.tenant = actor.tenant_id
        self.of: dict[UUID, str] = {}
        self.abroad: set[UUID] = set()
        if payees:
            abroad = Q(is_resident=False) | Q(document_kind=ABROAD)
            named = Payee.objects.of(actor).filter(abroad, external_id__in=payees)
            self.abroad = set(named.values_list("id", flat=True))
        if refunded:
            sold = Sale.objects.filter(tenant_id=self.tenant, id__in=refunded)
            self.of = dict(sold.values_list("id", "buyer"))

    def fits(self, payee_id: UUID, buyer: str, refund_of: UUID) -> bool:
        """Tell whether a refund goes back to who bought."""
        sold_to = self.of.get(refund_of)
        return not (buyer and payee_id in self.abroad and sold_to not in (None, buyer))

    def note(self, pk: UUID, payee_id: UUID, buyer: str, refund_of: UUID | None) -> None:
        """Note who bought; a refund of a known sale needs no buyer of its own."""
        sold_to = self.of.get(refund_of) if refund_of else None
        if sold_to is not None or (buyer and payee_id in self.abroad):
            self.of[pk] = sold_to or buyer

    def write(self, lines: Sequence[Any]) -> None:
        """Keep the sales among lines that were written, and add up what buyers bought."""
        rows = [
            (one.id, _quarter(one), one.bucket, one.payee_id, self.of[one.id], one.kind,
             one.is_refund, one.amount_fen, one.orders)
            for one in lines
            if one.id in self.of and one.kind in SOLD_INTO
        ]  # fmt: skip
        if not rows:
            return
        nets: Mapping[tuple[date, str], list[int]] = defaultdict(lambda: [0])
        for _pk, quarter, _bucket, _payee, buyer, _kind, is_refund, fen, _orders in rows:
            nets[quarter, buyer][0] += -fen if is_refund else fen
        sums = [(*key, *net) for key, net in sorted(nets.items())]
        with connection.cursor() as cursor:
            cursor.execute(PUT, [self.tenant, *map(list, zip(*rows, strict=True))])
            cursor.execute(ADD, [self.tenant, *map(list, zip(*sums, strict=True))])


def _quarter(line: Any) -> date:
    found: date = quarter_of(line.paid_at.astimezone(SHANGHAI).date())
    return found
