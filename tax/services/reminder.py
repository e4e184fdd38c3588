"""Operators are told what Article 16 has the platform tell them: once for each cause, on record.

What a month's run found decides who is told what. The database writes the rows share by share; who
has an account here gets a letter, one for all of a kind. Twice is once.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from office import services as office
from tax.models import Payee, Reminder, Run
from tax.rules import calendar, tables
from tax.rules.brought import BUCKETS
from tax.selectors import reminder as words
from tax.selectors.withheld import done_numbers

SUBJECT, TOPIC, LINE, CLAUSE = "tax_reminder", "tax_reminder", "A16-register", "M-tax-reminder"
VAT_CLAUSE = "A16-vat-agency"
MONTHS = 12
# The line of each payee that counts in the month.
WENT = """
SELECT DISTINCT ON (h.payee_id) h.payee_id, h.path, h.duty FROM tax_withheld h
WHERE h.tenant_id = %(tenant)s AND h.bucket = %(bucket)s AND h.month = %(month)s
  AND h.number = ANY(%(numbers)s) ORDER BY h.payee_id, h.number DESC
"""
WRITE = f"""
INSERT INTO tax_reminder (id, tenant_id, run_id, payee_id, kind, cause, clause, told, sent_at)
SELECT gen_random_uuid(), %(tenant)s, %(run)s, f.payee_id, f.kind, f.cause, f.clause, f.told,
  %(now)s
FROM (
  WITH went AS ({WENT})
  SELECT w.payee_id, 'register' AS kind, 'first' AS cause, 'M-tax-reminder' AS clause,
    '{{}}'::jsonb AS told
  FROM went w JOIN tax_payee y ON y.id = w.payee_id
  WHERE y.kind = 'natural' AND y.is_resident AND NOT y.is_employee
  UNION ALL
  SELECT w.payee_id, 'declare', CASE w.duty WHEN 'invoice' THEN %(quarter)s ELSE %(year)s END,
    'M-tax-reminder', jsonb_build_object('duty', w.duty)
  FROM went w JOIN tax_payee y ON y.id = w.payee_id WHERE y.is_resident
  UNION ALL
  SELECT w.payee_id, 'preference', %(vat)s, 'A16-vat-agency',
    jsonb_build_object('month_fen', %(threshold)s::bigint)
  FROM went w JOIN tax_payee y ON y.id = w.payee_id
  WHERE w.path = 'platform_cumulative' AND y.consent_on IS NULL
  UNION ALL
  SELECT w.payee_id, 'preference', %(halving)s, 'M-tax-reminder', '{{}}'::jsonb
  FROM went w JOIN tax_payee y ON y.id = w.payee_id WHERE y.kind = 'individual'
  UNION ALL
  SELECT s.payee_id, 'line', %(through)s, 'A16-register',
    jsonb_build_object('sum_fen', s.fen, 'line_fen', %(line)s::bigint)
  FROM (
    SELECT l.payee_id, sum(l.income_fen - l.refunded_fen)::bigint AS fen
    FROM (
      SELECT DISTINCT ON (h.payee_id, h.month) h.payee_id, h.income_fen, h.refunded_fen
      FROM tax_withheld h WHERE h.tenant_id = %(tenant)s AND h.bucket = %(bucket)s
        AND (h.month, h.number) IN %(since)s
      ORDER BY h.payee_id, h.month, h.number DESC
    ) l GROUP BY l.payee_id HAVING sum(l.income_fen - l.refunded_fen) > %(line)s
  ) s JOIN went w ON w.payee_id = s.payee_id JOIN tax_payee y ON y.id = s.payee_id
  WHERE y.kind = 'natural' AND NOT EXISTS (
    SELECT FROM tax_reminder r WHERE r.tenant_id = %(tenant)s AND r.payee_id = s.payee_id
      AND r.kind = 'line' AND r.sent_at > %(now)s - interval '1 year')
) f
ON CONFLICT DO NOTHING RETURNING payee_id, id, kind, cause, told
"""  # noqa: S608  (no value stands in it)


class Made(NamedTuple):
    """A reminder that was written now."""

    payee_id: UUID
    id: UUID
    kind: str
    cause: str
    told: dict[str, Any]


def reminders_write(*, actor: Actor) -> int:
    """Tell whoever a computed month asks to be told, for every run that was not looked at yet.

    Each share of payees is a transaction of its own. Twice is once.

    Law: M-tax-reminder, A16-register, A16-vat-agency
    """
    written = 0
    with transaction.atomic():
        runs = list(
            Run.objects.of(actor)
            .filter(state=Run.State.DONE, reminded_at=None)
            .order_by("period__first_on", "number")
            .values_list("id", "period__first_on")
        )
    for run_id, first in runs:
        for bucket in range(BUCKETS):
            written += _share_write(actor, run_id, first, bucket)
        with transaction.atomic():
            _run_end(actor, run_id)
    return written


@transaction.atomic
def _run_end(actor: Actor, run_id: UUID) -> None:
    """Note, once, that a run was looked at, and how many were told what since it ended."""
    run = Run.objects.of(actor).select_for_update().get(pk=run_id)
    if run.reminded_at is not None:
        return
    run.reminded_at = clock.now()
    run.save(update_fields=["reminded_at"])
    counts = words.kind_counts(Reminder.objects.of(actor).filter(run=run))
    if any(counts.values()):
        record.entry_append(
            actor=actor,
            action="tax.reminders_sent",
            subject=("tax_run", run.pk),
            clause=CLAUSE,
            data=counts,
        )


@transaction.atomic
def _share_write(actor: Actor, run_id: UUID, first: date, bucket: int) -> int:
    numbers = [number for month, number in done_numbers(actor, first, first) if month == first]
    since = tuple(done_numbers(actor, calendar.later(first, 1 - MONTHS), first))
    vat = tables.shipped().figures("vat", first)
    given: dict[str, Any] = {
        "run": run_id,
        "tenant": actor.tenant_id,
        "bucket": bucket,
        "month": first,
        "numbers": numbers,
        "since": since,
        "now": clock.now(),
        "year": f"{first.year}",
        "quarter": f"{first.year}-Q{(first.month - 1) // calendar.QUARTER_MONTHS + 1}",
        "through": f"{first:%Y-%m}",
        "vat": f"vat {vat.version}",
        "halving": f"halving {tables.shipped().figures('halving', first).version}",
        "threshold": vat.amounts["month"],
        "line": law.clause(LINE, first).number("income_above"),
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, given)
        made = [
            Made(row[0], row[1], row[2], row[3], words.read(row[4])) for row in cursor.fetchall()
        ]
    _letters(actor, made)
    return len(made)


def _letters(actor: Actor, made: Sequence[Made]) -> None:
    """Write to those who have an account: one letter for all who are told the same."""
    payees = Payee.objects.of(actor).filter(
        pk__in={one.payee_id for one in made}, party__user__isnull=False
    )
    users = dict(payees.values_list("pk", "party__user_id"))
    active = {one.user_id for one in accounts.members_active(actor, set(users.values()))}
    same: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for one in made:
        if (user := users.get(one.payee_id)) in active and user is not None:
            same[one.kind, one.cause].add(user)
    for (kind, cause), people in same.items():
        office.message_send(
            actor=actor,
            to=people,
            topic=TOPIC,
            context={"what": words.pair(kind)},
            about=office.About(SUBJECT, f"{kind}:{cause}"),
        )


@transaction.atomic
def reminders_see(*, actor: Actor) -> int:
    """Note that what somebody is told about his taxes stands before him. Twice is once.

    Law: M-tax-reminder
    """
    unseen = words.reminders_own(actor).filter(seen_at=None)
    return Reminder.objects.of(actor).filter(pk__in=unseen.values("pk")).update(seen_at=clock.now())


@transaction.atomic
def reminder_note(*, actor: Actor, reminder_id: UUID) -> Reminder:
    """Note that somebody took note of what he was told about his taxes. Twice is once.

    Raises:
        NotFound: it is not his, or there is none.

    Law: M-tax-reminder
    """
    own = words.reminder_own(actor, reminder_id)
    row = Reminder.objects.of(actor).select_for_update().get(pk=own.pk)
    if row.noted_at is None:
        row.noted_at = clock.now()
        row.seen_at = row.seen_at or row.noted_at
        row.save(update_fields=["seen_at", "noted_at"])
        record.entry_append(
            actor=actor,
            action="tax.reminder_noted",
            subject=(SUBJECT, row.pk),
            clause=row.clause,
            data={"kind": row.kind, "payee": str(row.payee_id)},
        )
    return row
