"""What names a payee goes when no paper on taxes needs it any more: his key is destroyed."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from accounts import selectors as held
from accounts import services as accounts
from ledger import services as record
from livecompliance.kernel import clock, events, retention
from livecompliance.kernel.actors import Actor
from tax import policies
from tax.models import Payee
from tax.selectors.copied import CLAUSE, KEEP_YEARS
from tax.selectors.payee import KEY

MOST = 200  # in one transaction
LOOKED, KIND = 10_000, "tax.payees"
OVER = """
SELECT y.id FROM tax_payee y
WHERE y.tenant_id = %s AND y.brought_at < %s AND y.name_index IS NOT NULL
  AND NOT EXISTS (SELECT FROM tax_payment p WHERE p.tenant_id = y.tenant_id AND p.month >= %s
    AND p.bucket = y.bucket AND p.payee_id = y.id)
  AND NOT EXISTS (SELECT FROM tax_payee a WHERE a.tenant_id = y.tenant_id AND a.agency_id = y.id
    AND a.name_index IS NOT NULL)
ORDER BY y.id LIMIT %s
"""


@transaction.atomic
def payees_forget(*, actor: Actor, day: date | None = None) -> int:
    """Destroy the keys of payees whose papers' term is over; lines of money stay without a name.

    The term runs ten years from the end of the year of the last payment. A hold on the payee, his
    party or his account stops it.

    Raises:
        Forbidden: anybody but the product itself.

    Law: A16-evidence
    """
    policies.require_forget(actor)
    today = day or clock.today()
    since = date(today.year - KEEP_YEARS, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(OVER, [actor.tenant_id, since, since, MOST])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Payee.objects.of(actor).filter(pk__in=ids).select_related("party")
    gone = [one for one in rows.select_for_update(of=("self",)) if not _is_held(actor, one)]
    for one in gone:
        accounts.person_key_destroy(actor, one.pk, KEY)
    Payee.objects.of(actor).filter(pk__in=[one.pk for one in gone]).update(
        name_index=None, number_index=None, address_index=None
    )
    if gone:
        record.entry_append(
            actor=actor,
            action="tax.payees_forgotten",
            subject=("tenant", actor.tenant_id),
            clause=CLAUSE,
            data={"payees": len(gone)},
        )
        events.publish(retention.Destroyed(actor, KIND, len(gone), CLAUSE, today))
    return len(gone)


def _is_held(actor: Actor, one: Payee) -> bool:
    subjects: list[tuple[str, UUID | None]] = [("payee", one.pk), ("party", one.party_id)]
    if one.party is not None:
        subjects.append(("user", one.party.user_id))
    return any(
        ref is not None and held.hold_list(actor, kind, str(ref)).exists() for kind, ref in subjects
    )


def _count(actor: Actor, day: date) -> int:
    since = date(day.year - KEEP_YEARS, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(OVER, [actor.tenant_id, since, since, LOOKED])
        return len(cursor.fetchall())


def _due(actor: Actor, today: date, until: date) -> retention.Due:
    over = _count(actor, today)
    return retention.Due(over, _count(actor, until) - over)


retention.register(
    retention.Kind(
        name=KIND,
        title=gettext_lazy("收款人的姓名、证件号码、地址"),
        rules=("R-17", "R-18", "R-19"),
        due=_due,
        how=gettext_lazy("销毁每名收款人的密钥；支付金额不带姓名保留"),
    )
)
