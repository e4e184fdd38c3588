"""What reports are drafted from, in the apps below: they keep their rows, and hear of it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from complaints import services as complaints
from filings import services as filings
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office.services import Opened
from office.services.file import place_of
from oversight.models import Dispatch
from oversight.providers import Enclosure
from oversight.rules import dispatches as rules
from sanctions import services as sanctions

Origin, State = Dispatch.Origin, Dispatch.State
OUTSTANDING = (State.DRAFT, State.SECOND, State.QUEUED, State.FAILED)


def enclosed(actor: Actor, row: Dispatch) -> list[Enclosure]:
    """Return what goes along: the tables of identities, or the package of evidence.

    Law: O117-identity-report, M-cooperate
    """
    if row.origin == Origin.IDENTITY and row.ref and row.kind != rules.WITHDRAWAL:
        tables = filings.identity_tables(actor=actor, report_id=row.ref)
        return [_enclosure(f"{name}.csv", one) for name, one in tables]
    if row.package is not None and row.package.file is not None:
        held = Opened(row.package.file, "", place_of(row.package.file))
        return [_enclosure("evidence.zip", held)]
    return []


def _enclosure(name: str, one: Opened) -> Enclosure:
    pieces = partial(one.place.read, one.file.parts)
    return Enclosure(name, one.file.size, bytes(one.file.sha256 or b"").hex(), pieces)


def tell_sent(actor: Actor, row: Dispatch) -> None:
    """Tell the app below that its report has left; it keeps its own row."""
    if row.ref is None or row.kind == rules.WITHDRAWAL:
        return
    if row.origin == Origin.INCIDENT and row.kind == rules.REPORT:
        _incident_left(actor, row.ref, row.sent_at or clock.now())
    elif row.origin in SENT:
        SENT[row.origin](actor=actor, report_id=row.ref)


def _incident_left(actor: Actor, report_id: UUID, at: datetime) -> None:
    """Tell the register of incidents that a report has left, once nothing of it waits any more;
    what goes to the police beside it holds nothing up.

    Law: NIR-report-4h, NIR-final-report
    """
    waiting = Dispatch.objects.of(actor).filter(
        origin=Origin.INCIDENT, ref=report_id, kind=rules.REPORT, state__in=OUTSTANDING
    )
    if not waiting.exclude(matter="offence").exists():
        filings.incident_report_sent(actor=actor, report_id=report_id, at=at)


SENT: dict[str, Callable[..., Any]] = {
    Origin.SANCTION: sanctions.report_sent,
    Origin.COMPLAINT: complaints.report_delivered,
}


def tell_received(actor: Actor, row: Dispatch, at: datetime) -> None:
    """Tell the app below that the authority gave a receipt.

    Law: O117-identity-report
    """
    if row.origin != Origin.IDENTITY or row.ref is None or row.kind == rules.WITHDRAWAL:
        return
    filings.identity_report_submit(
        actor=actor,
        report_id=row.ref,
        on=clock.to_date(row.sent_at or at),
        authority=row.authority.name if row.authority else "",
        receipt=row.receipt,
    )
