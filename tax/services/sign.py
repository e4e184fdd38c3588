"""Signs of splitting are looked for as a job, and an officer says what they are.

Facts stream out of the database sorted by person, so that one person is held at a time. Which shop
ids payees have is noted at every look: what changed since the last one is how ids are seen to
come and go.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from office import services as office
from office.models import Job
from office.services.progress import Progress
from tax import policies
from tax.models import Sign
from tax.rules import abuse, calendar, tables
from tax.selectors.choice import choices_in_force
from tax.selectors.sign import sign_get
from tax.selectors.withheld import done_numbers

KIND, SUBJECT = "tax_signs", "tax_sign"
MONTHS = 15  # twelve that count together, and the quarter before
MOST_REASON = 500
PERSON = """coalesce(y.party_id::text, encode(y.number_index, 'hex'), nullif(y.code, ''),
  y.id::text) COLLATE "C" """
SEEN_NO_MORE = """
UPDATE tax_shopseen s SET last_on = %s FROM tax_payee y
WHERE s.tenant_id = %s AND y.tenant_id = s.tenant_id AND y.id = s.payee_id AND s.last_on IS NULL
  AND NOT s.shop = ANY(y.shops)
"""
SEEN_NOW = """
INSERT INTO tax_shopseen (id, tenant_id, payee_id, shop, first_on)
SELECT gen_random_uuid(), y.tenant_id, y.id, shop, (y.brought_at AT TIME ZONE 'Asia/Shanghai')::date
FROM tax_payee y CROSS JOIN LATERAL unnest(y.shops) shop
WHERE y.tenant_id = %s AND NOT EXISTS (
  SELECT FROM tax_shopseen s WHERE s.tenant_id = y.tenant_id AND s.payee_id = y.id)
UNION ALL
SELECT gen_random_uuid(), y.tenant_id, y.id, shop, %s
FROM tax_payee y CROSS JOIN LATERAL unnest(y.shops) shop
WHERE y.tenant_id = %s AND EXISTS (
  SELECT FROM tax_shopseen s WHERE s.tenant_id = y.tenant_id AND s.payee_id = y.id)
ON CONFLICT DO NOTHING
"""
SHOPS = f"""
SELECT s.payee_id::text, {PERSON} AS person, s.shop, s.first_on, s.last_on
FROM tax_shopseen s JOIN tax_payee y ON y.tenant_id = s.tenant_id AND y.id = s.payee_id
WHERE s.tenant_id = %s ORDER BY person, s.payee_id, s.shop, s.first_on
"""  # noqa: S608  (no value stands in it)
INCOMES = f"""
SELECT w.payee_id::text, {PERSON} AS person, w.month,
  w.path IN ('business_income', 'company'), w.income_fen - w.refunded_fen
FROM (
  SELECT DISTINCT ON (bucket, payee_id, month) payee_id, month, path, income_fen, refunded_fen
  FROM tax_withheld WHERE tenant_id = %s AND (month, number) IN %s
  ORDER BY bucket, payee_id, month, number DESC
) w JOIN tax_payee y ON y.id = w.payee_id WHERE y.tenant_id = %s ORDER BY person, w.month
"""  # noqa: S608


REGISTRATIONS = f"""
SELECT y.id::text, {PERSON} AS person, y.registered_on, encode(y.address_index, 'hex') AS place
FROM tax_payee y
WHERE y.tenant_id = %s AND y.kind <> 'natural' AND y.registered_on IS NOT NULL
  AND y.address_index IS NOT NULL ORDER BY place, y.registered_on, y.id
"""  # noqa: S608


class SignDecided(Conflict):
    """Somebody has said already what this sign is."""

    code = "sign_decided"


@transaction.atomic
def signs_look(*, actor: Actor) -> Job:
    """Order that signs of splitting and conversion are looked for.

    Raises:
        Forbidden: not an officer.

    Law: A22-conversion
    """
    policies.require_settle(actor)
    return office.job_start(actor=actor, kind=KIND, arguments={})


def allow(actor: Actor, arguments: Mapping[str, Any]) -> None:
    """Let an officer look."""
    policies.require_settle(actor)


def limits_of(actor: Actor, on: date) -> abuse.Limits:
    """Return from when on a sign is one: the law's figures of a day and the tenant's numbers."""
    numbers = msgspec.structs.asdict(choices_in_force(actor, on).body.signs)
    month = tables.shipped().figures("vat", on).amounts["month"]
    line = law.clause("A16-register", on).number("income_above")
    return abuse.Limits(**numbers, threshold_fen=month, line_fen=line)


def run(progress: Progress, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look once: note shop ids, then persons one by one; what is found again is not new."""
    actor, today = progress.actor, clock.today()
    with transaction.atomic():
        limits = limits_of(actor, today)
        shops_note(actor, today)
    found, looks = 0, (_of_shops, _of_incomes, _of_places)
    progress.total(len(looks))
    for look in looks:
        with transaction.atomic():
            for finding in look(actor, limits, today):
                found += keep(actor, finding)
        progress.step()
    with transaction.atomic():
        data = {"found": found, "limits": _limits_told(limits)}
        subject = (KIND, progress.job.pk)
        record.entry_append(
            actor=actor, action="tax.signs_looked", subject=subject, clause=abuse.CLAUSE, data=data
        )
    return {"found": found}


def _limits_told(limits: abuse.Limits) -> dict[str, int]:
    return {name: getattr(limits, name) for name in limits.__struct_fields__}


def shops_note(actor: Actor, today: date) -> None:
    """Note which shop ids payees have today, and which of them they have no more."""
    tenant = actor.tenant_id
    with connection.cursor() as cursor:
        cursor.execute(SEEN_NO_MORE, [today, tenant])
        cursor.execute(SEEN_NOW, [tenant, today, tenant])


def _of_shops(actor: Actor, limits: abuse.Limits, today: date) -> Iterator[abuse.Finding]:
    rows = map(abuse.Shop._make, _streamed(SHOPS, [actor.tenant_id]))
    for _person, group in groupby(rows, lambda one: one.person):
        his = list(group)
        yield from abuse.many_shops(his, limits, today)
        yield from abuse.shop_churn(his, limits)


def _of_incomes(actor: Actor, limits: abuse.Limits, today: date) -> Iterator[abuse.Finding]:
    first = calendar.later(calendar.month_of(today), -MONTHS)
    numbers = tuple(done_numbers(actor, first, today))
    if not numbers:
        return
    tenant = actor.tenant_id
    rows = map(abuse.Income._make, _streamed(INCOMES, [tenant, numbers, tenant]))
    for _person, group in groupby(rows, lambda one: one.person):
        his = list(group)
        for look in (abuse.conversion, abuse.parked, abuse.under_line):
            yield from look(his, limits)


def _of_places(actor: Actor, limits: abuse.Limits, today: date) -> Iterator[abuse.Finding]:
    rows = map(abuse.Registration._make, _streamed(REGISTRATIONS, [actor.tenant_id]))
    yield from abuse.batch(rows, limits)


def _streamed(query: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        yield from cursor


def keep(actor: Actor, finding: abuse.Finding) -> int:
    """Keep a finding; one that is open is brought up to date, one that is known is left alone."""
    subject = hashlib.sha256(finding.subject.encode()).digest()
    evidence = [[one.what, f"{one.on}", one.payee, one.shop, one.fen] for one in finding.evidence]
    print_ = hashlib.sha256(json.dumps(sorted(map(str, evidence))).encode()).digest()
    kind = str(finding.sign)
    same = Sign.objects.of(actor).filter(kind=kind, subject=subject)
    plot = {
        "points": [[f"{one.on}", one.value, one.is_marked] for one in finding.points],
        "limit": finding.limit,
    }
    if known := same.filter(print=print_).values_list("pk", flat=True):
        # of the same facts only the plot may be another: a limit was chosen anew
        Sign.objects.of(actor).filter(pk__in=list(known), state=Sign.State.OPEN).update(**plot)
        return 0
    told = plot | {
        "clause": finding.clause,
        "print": print_,
        "payees": [UUID(one) for one in finding.payees],
        "last_on": finding.on,
        "evidence": evidence,
        "found_at": clock.now(),
    }
    _sign, is_new = Sign.objects.update_or_create(
        tenant_id=actor.tenant_id,
        kind=kind,
        subject=subject,
        state=Sign.State.OPEN,
        defaults=told,
    )
    return int(is_new)


@transaction.atomic
def sign_decide(*, actor: Actor, sign_id: UUID, verdict: str, reason: str) -> Sign:
    """Say of a sign whether it is true, and why; the record keeps it.

    Raises:
        Forbidden: not an officer. NotFound: no such sign in the tenant.
        SignDecided: somebody has said already. Invalid: no such verdict, or no reason.

    Law: A22-conversion
    """
    user_id = policies.require_settle(actor)
    found = sign_get(actor, sign_id)
    sign = Sign.objects.of(actor).select_for_update().get(pk=found.pk)
    if sign.state != Sign.State.OPEN:
        raise SignDecided(_("这条线索已经有了结论。"))
    if verdict not in (Sign.State.CONFIRMED, Sign.State.DISMISSED):
        raise Invalid(_("请选择结论。"), field="verdict")
    reason = " ".join(reason.split())
    if not reason or len(reason) > MOST_REASON or "\0" in reason:
        raise Invalid(_("请写明理由，不超过 500 字。"), field="reason")
    sign.state, sign.reason = verdict, reason
    sign.decided_by_id, sign.decided_at = user_id, clock.now()
    sign.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record.entry_append(
        actor=actor,
        action="tax.sign_decided",
        subject=(SUBJECT, sign.pk),
        clause=sign.clause,
        data={"kind": sign.kind, "verdict": verdict, "payees": [str(one) for one in sign.payees]},
    )
    return sign


def _told(result: Mapping[str, Any]) -> str:
    return _("新发现的线索 %(found)s 条") % {"found": f"{result.get('found', 0):,}"}


office.job_kind(KIND, run, label=gettext_lazy("查找拆分收入线索"), allow=allow, told=_told)
