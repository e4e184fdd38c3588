"""What was destroyed is counted in its own transaction, and certified soon after."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import override

from accounts import selectors as accounts
from ledger import selectors as ledger
from ledger import services as record
from livecompliance.kernel import clock, retention
from livecompliance.kernel.actors import Actor, system_actor
from office import services as office
from oversight import policies
from oversight.models import Certificate, Destruction
from oversight.rules.certificates import Head, Line, text_of
from oversight.selectors.retention import plans

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def destruction_note(event: retention.Destroyed) -> Destruction:
    """Count what was destroyed, in the transaction of whoever destroyed it."""
    return Destruction.objects.create(
        tenant_id=event.actor.tenant_id,
        kind=event.kind,
        number=event.number,
        clause=event.clause,
        ended_before=event.ended_before,
        at=clock.now(),
    )


def tenants_uncertified(most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, in which something went that no certificate names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM destructions_uncertified(%s)", [most])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def certificate_make(*, actor: Actor) -> Certificate | None:
    """Certify what was destroyed since the last certificate: signed, and an entry of the record.

    Returns:
        The certificate; None where nothing went.

    Raises:
        Forbidden: anybody but the product itself.
        SignerLost: nobody can sign; what was destroyed stays to be certified.

    Law: PIPL-erasure
    """
    policies.require_certify(actor)
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [f"oversight.certificate|{actor.tenant_id}"])
    rows = list(
        Destruction.objects.of(actor)
        .select_for_update(of=("self",))
        .filter(certificate__isnull=True)
        .order_by("kind", "clause", "at")
    )
    if not rows:
        return None
    last = Certificate.objects.of(actor).aggregate(last=Max("number"))["last"] or 0
    now = clock.now()
    head = Head(ledger.origin_of(actor.tenant_id), last + 1, _instant(now))
    note = record.text_sign(actor=actor, text=text_of(head, _lines(rows)))
    made = Certificate.objects.create(
        tenant_id=actor.tenant_id,
        number=last + 1,
        note=note,
        sha256=hashlib.sha256(note.encode()).hexdigest(),
        things=sum(one.number for one in rows),
        made_at=now,
    )
    Destruction.objects.of(actor).filter(pk__in=[one.pk for one in rows]).update(certificate=made)
    record.entry_append(
        actor=actor,
        action="oversight.destruction_certified",
        subject=("certificate", made.pk),
        clause="PIPL-erasure",
        data={
            "number": made.number,
            "things": made.things,
            "sha256": made.sha256,
            "kinds": sorted({one.kind for one in rows}),
        },
    )
    return made


def _lines(rows: Sequence[Destruction]) -> list[Line]:
    groups: dict[tuple[str, str], list[Destruction]] = {}
    for one in rows:
        groups.setdefault((one.kind, one.clause), []).append(one)
    return [
        Line(
            kind,
            _title(kind),
            sum(one.number for one in some),
            clause,
            _instant(some[0].at),
            _instant(some[-1].at),
            f"{max(one.ended_before for one in some)}",
        )
        for (kind, clause), some in groups.items()
    ]


def _title(kind: str) -> str:
    found = retention.kind_find(kind)
    with override("zh-hans"):
        return str(found.title) if found else kind


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@transaction.atomic
def retention_preview(*, actor: Actor) -> int:
    """Write to the officers, once a month, what goes within thirty days; return of how much."""
    policies.require_certify(actor)
    product = system_actor(actor.tenant_id)
    found = [one for one in plans(product) if one.due.over or one.due.soon]
    number = sum(one.due.over + one.due.soon for one in found)
    if number:
        officers = accounts.membership_list(actor).filter(
            roles__contains=["officer"], is_active=True
        )
        office.message_send(
            actor=actor,
            to=sorted(officers.values_list("user_id", flat=True)),
            topic="retention_preview",
            context={"number": f"{number}", "kinds": f"{len(found)}"},
            about=office.About("retention_preview", f"{clock.today():%Y-%m}"),
        )
    return number
