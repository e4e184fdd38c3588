"""What employees deduct is brought, month by month; a month that was filed takes nothing more."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts import services as accounts
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import DataKey
from parties.services.sealing import Sealer
from tax import policies
from tax.models import Deduction, Payee, Return, Run
from tax.rules import deductions
from tax.rules.brought import Bad
from tax.rules.deductions import Deducted, DeductionGiven
from tax.selectors.payee import KEY
from tax.services.batch import Outcome, batch_note, row_read, rows_take, turn_take

CLAUSE, MOST = "N61-wage", 500
AMOUNTS = ("special_fen", "additional_fen", "other_fen", "months")
OF = """
SELECT payee_id, month, special_fen, additional_fen, other_fen, months FROM tax_deduction
WHERE tenant_id = %s AND bucket = %s AND payee_id = ANY(%s::uuid[]) AND month >= %s AND month <= %s
"""


@transaction.atomic
def deductions_bring(*, actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """File what employees deduct in months; the same words again change nothing.

    What the deductions are for is sealed with the employee's key. A row that cannot be is named
    with its fault, and the others are taken.

    Raises:
        Forbidden: neither an officer nor the employer's own system.

    Law: N61-wage
    """
    policies.require_bring(actor)
    found = deductions_take(actor, items)
    batch_note(actor, "tax.deductions_brought", CLAUSE, found)
    return found


def deductions_take(actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Take one batch inside the caller's transaction."""
    turn_take(actor, "deductions")  # two that bring the same month
    today = clock.today()

    def reads(item: Mapping[str, Any]) -> DeductionGiven:
        return deductions.deduction_of(item, today)

    read = [row_read(item, reads, "payee") for item in items]
    given = [one for one in read if isinstance(one, DeductionGiven)]
    return rows_take(read, _Batch(actor, given))


class _Batch:
    """What a batch finds, and what it writes."""

    def __init__(self, actor: Actor, given: Sequence[DeductionGiven]) -> None:
        self.actor, self.over = actor, accounts.tenant_key(actor)
        self.secret = crypto.derive(self.over.key, "tax.deduction")
        named = Payee.objects.of(actor).filter(external_id__in={one.payee for one in given})
        self.payees = {one.external_id: one for one in named}
        held = Deduction.objects.of(actor).filter(
            payee__in=self.payees.values(), month__in={one.month for one in given}
        )
        self.rows = {(one.payee_id, one.month): one for one in held}
        self.over_with = settled(actor, {one.month for one in given})
        self.new: list[tuple[Deduction, DeductionGiven]] = []
        self.changed: list[tuple[Deduction, DeductionGiven]] = []
        self.seen: set[tuple[UUID, date]] = set()

    def take(self, given: DeductionGiven) -> Outcome:
        """Decide what one row comes to."""
        payee = self.payees.get(given.payee)
        if payee is None:
            return _bad(given, "payee_unknown", "payee")
        if not (payee.is_employee and payee.is_resident):
            return _bad(given, "not_an_employee", "payee")
        at, digest = (payee.pk, given.month), crypto.keyed_digest(self.secret, given.told())
        row = self.rows.get(at)
        if row is not None and bytes(row.print) == digest:
            return Outcome(given.payee, "same", None, row.pk)
        if code := self._late(given, payee, is_twice=at in self.seen):
            return _bad(given, code, "month")
        self.seen.add(at)
        made = row or Deduction(
            id=uuid7(), tenant_id=self.actor.tenant_id, payee=payee, bucket=payee.bucket,
            month=given.month,
        )  # fmt: skip
        for name in AMOUNTS:
            setattr(made, name, getattr(given, name))
        made.print, made.brought_at = digest, clock.now()
        (self.new if row is None else self.changed).append((made, given))
        self.rows[at] = made
        return Outcome(given.payee, "added" if row is None else "changed", None, made.pk)

    def _late(self, given: DeductionGiven, payee: Payee, *, is_twice: bool) -> str:
        if is_twice:
            return "duplicate_in_batch"
        if given.month in self.over_with:
            return "month_settled"
        return "forgotten" if payee.name_index is None else ""

    def write(self) -> None:
        """Seal what is private and write the rows."""
        rows = [*self.new, *self.changed]
        ids = {row.payee_id for row, _given in rows}
        keys = accounts.person_keys(self.actor, ids, KEY, make=True) if ids else {}
        for row, given in rows:
            self._seal(row, given, keys[row.payee_id])
        Deduction.objects.bulk_create([row for row, _given in self.new])
        for row, _given in self.changed:
            row.save()

    def _seal(self, row: Deduction, given: DeductionGiven, key: DataKey) -> None:
        Sealer(key, self.over.key).put(row, {"kinds": given.kinds})


def settled(actor: Actor, months: Collection[date]) -> set[date]:
    """Return the months that take nothing more: filed, or a later one is computed already."""
    filed = Return.objects.of(actor).filter(period__first_on__in=months)
    found = set(filed.values_list("period__first_on", flat=True))
    runs = Run.objects.of(actor).filter(state=Run.State.DONE).order_by("-period__first_on")
    last = runs.values_list("period__first_on", flat=True).first()
    return found | {one for one in months if last is not None and one < last}


def deducted_of(
    actor_tenant: UUID, first: date, bucket: int, ids: Collection[UUID]
) -> dict[UUID, list[Deducted]]:
    """Return what employees deduct in a year up to a month."""
    if not ids:
        return {}
    found: dict[UUID, list[Deducted]] = {}
    with connection.cursor() as cursor:
        cursor.execute(OF, [actor_tenant, bucket, list(ids), first.replace(month=1), first])
        for payee_id, *of in cursor.fetchall():
            found.setdefault(payee_id, []).append(Deducted(*of))
    return found


def _bad(given: DeductionGiven, code: str, field: str) -> Outcome:
    return Outcome(given.payee, "faulty", Bad(code, field))
