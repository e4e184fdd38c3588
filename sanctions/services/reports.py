"""What the authorities are told of a decision: drafted with it, queued, corrected when it falls."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation import selectors as moderation
from sanctions import policies, selectors
from sanctions.events import ReportsQueued
from sanctions.models import Effect, Report, Sanction
from sanctions.rules import ladder as rules

CLAUSE, PROVINCIAL = "O117-measure-report", "also_provincial"
NAMED = {rules.CLOSURE: "close_account", rules.BAN: "ban_registration",
         rules.BLACKLIST: "blacklist"}  # fmt: skip
Kind, Level = Report.Kind, Report.Level


def reports_draft(actor: Actor, row: Sanction) -> list[Report]:
    """Draft what the county's authorities, and for the last rungs the province's, are told.

    A prompt is kept with the record of prevention and reported to nobody.

    Law: M-account-sanctions, M-blacklist, O117-measure-report
    """
    if row.rung == rules.PROMPT:
        return []
    levels = [Level.COUNTY]
    also = law.clause(CLAUSE, clock.today()).value(PROVINCIAL)
    if NAMED.get(row.rung) in (also if isinstance(also, list) else ()):
        levels.append(Level.PROVINCE)
    made = [
        _made(actor, row, Kind.DECISION, authority, level, None)
        for level in levels
        for authority in Report.Authority.values
    ]
    _note(actor, row, "sanctions.reports_queued", made)
    return made


def reports_correct(actor: Actor, row: Sanction) -> list[Report]:
    """Queue a correction of every report of a decision that fell, sent or not.

    Law: O117-measure-report
    """
    told = [one for one in selectors.reports_of(actor, row) if one.kind == Kind.DECISION]
    made = [_made(actor, row, Kind.CORRECTION, one.authority, one.level, one) for one in told]
    if made:
        _note(actor, row, "sanctions.corrections_queued", made)
    return made


def _made(
    actor: Actor, row: Sanction, kind: str, authority: str, level: str, corrects: Report | None
) -> Report:
    return Report.objects.create(
        tenant_id=actor.tenant_id,
        sanction=row,
        kind=kind,
        authority=authority,
        level=level,
        clause=CLAUSE,
        body=_body(row) | {"measures": _measures(actor, row)},
        corrects=corrects,
        created_at=clock.now(),
    )


def _body(row: Sanction) -> dict[str, Any]:
    return {
        "number": row.number,
        "party": str(row.party_id),
        "subject": row.subject,
        "rung": row.rung,
        "code": row.code,
        "clause": row.clause,
        "basis": row.basis,
        "ground": row.ground,
        "is_automated": row.is_automated,
        "state": row.state,
        "starts_at": row.starts_at.isoformat() if row.starts_at else "",
        "ends_at": row.ends_at.isoformat() if row.ends_at else "",
    }


def _measures(actor: Actor, row: Sanction) -> list[dict[str, str]]:
    """Return what was done on air about the same act: it is reported here and nowhere else.

    Law: M-account-sanctions
    """
    kinds = (Effect.Kind.MEASURE, Effect.Kind.PROMPT)
    held = [one.ref for one in selectors.effects_of(actor, row) if one.kind in kinds]
    found = moderation.measures_named(actor, [UUID(one) for one in held])
    return [{"kind": one.kind, "at": one.created_at.isoformat()} for one in found]


def _note(actor: Actor, row: Sanction, action: str, made: list[Report]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("sanction", row.pk),
        clause=CLAUSE,
        data={"reports": len(made), "to": sorted({f"{one.authority}.{one.level}" for one in made})},
    )
    events.publish(ReportsQueued(actor, row.pk, tuple(one.pk for one in made)))


@transaction.atomic
def report_sent(*, actor: Actor, report_id: UUID) -> Report:
    """Write down that a report has left. Twice is once.

    Raises:
        Forbidden: neither an officer nor the product itself. NotFound: no such report.

    Law: O117-measure-report
    """
    policies.require_decide(actor)
    row = Report.objects.of(actor).select_for_update().filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("没有这份报告。"))
    if row.state == Report.State.QUEUED:
        row.state = Report.State.SENT
        row.save(update_fields=["state"])
        record.entry_append(
            actor=actor,
            action="sanctions.report_sent",
            subject=("sanction", row.sanction_id),
            clause=CLAUSE,
            data={"to": f"{row.authority}.{row.level}", "kind": row.kind},
        )
    return row
