"""The figures of a period for everybody, from live facts; and which reports there are."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Max, Min, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from complaints.rules.periods import Period
from complaints.selectors.figures import reports_public
from complaints.selectors.period import upheld_between
from filings.selectors.staffing import staffing_list
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation.selectors.period import dismissed_count, findings_between, measures_between
from oversight import policies
from oversight.models import Dispatch, Inspection, TransparencyReport
from oversight.rules import transparency as rules
from oversight.rules.periods import period_of
from review.selectors.period import rounds_found, seconds_decided
from rooms.selectors.period import denied_between
from sanctions.models import Sanction
from sanctions.selectors.period import appeals_answered, appeals_filed, decided_between

SECONDS_MOST = 200_000  # rows of which a median is taken
MINORS_AT_GATE = ("under_age", "guardian_consent_missing", "guardian_consent_revoked")
LEFT = (Dispatch.State.SENT, Dispatch.State.RECEIVED, Dispatch.State.ANSWERED)
State = TransparencyReport.State
FOR_EVERYBODY = (
    *("tenant_id", "period", "version", "state", "body", "sha256", "note", "released_at"),
)


class Within:
    """The instants of a period, for what has a column of time."""

    def __init__(self, period: Period) -> None:
        self.since = datetime.combine(period.first, time(), clock.SHANGHAI)
        self.until = datetime.combine(period.after, time(), clock.SHANGHAI)

    def of(self, name: str) -> Q:
        return Q(**{f"{name}__gte": self.since, f"{name}__lt": self.until})


def body_of(actor: Actor, period: Period, as_of: datetime) -> dict[str, Any]:
    """Return the report of a period as everybody will read it: small numbers are not in it.

    Raises:
        Forbidden: neither an officer nor the product itself.
    """
    policies.require_draw_up(actor)
    inside = Within(period)
    counts = _counts(actor, inside)
    return {
        "period": period.code,
        "first": period.first.isoformat(),
        "after": period.after.isoformat(),
        "as_of": as_of.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "least": rules.LEAST,
        "tables": {name: rules.table(name, counts[name]) for name in rules.TABLES},
        "figures": _figures(actor, inside, counts),
        "staff": _staff(actor, period),
        "complaints": _complaints(actor, period),
    }


def _by(found: Any, field: str) -> dict[str, int]:
    rows = found.order_by().values_list(field).annotate(n=Count("pk"))
    return {str(name or ""): number for name, number in sorted(rows, key=lambda row: -row[1])}


def _counts(actor: Actor, inside: Within) -> dict[str, dict[str, int]]:
    span = inside.since, inside.until
    findings, measures = findings_between(actor, *span), measures_between(actor, *span)
    decided, filed = decided_between(actor, *span), appeals_filed(actor, *span)
    denied = denied_between(actor, *span)
    first = KeyTextTransform("code", KeyTransform("0", "reasons"))
    at_gate = _by(denied.annotate(code=first), "code")
    sent = Dispatch.objects.of(actor).filter(inside.of("sent_at"), state__in=LEFT)
    asked = Inspection.objects.of(actor).filter(inside.of("at"))
    by_family = _by(findings, "code")
    return {
        "sources": _sources(actor, inside, sum(by_family.values()), decided),
        "findings": by_family,
        "measures": _by(measures, "kind"),
        "measures_by": _by(measures, "origin"),
        "decisions": _by(decided, "rung"),
        "decisions_on": _by(decided, "basis"),
        "decisions_for": _by(decided, "code"),
        "appeals": _by(filed, "state"),
        "told": _by(sent, "matter"),
        "asked": _by(asked, "kind"),
        "gate": at_gate,
        "minors": {
            "found": by_family.get("F-MINOR", 0),
            "denied": sum(at_gate.get(code, 0) for code in MINORS_AT_GATE),
        },
    }


def _sources(actor: Actor, inside: Within, found: int, decided: Any) -> dict[str, int]:
    """Return how much came to light by whom; each is a thing of its own."""
    rounds = rounds_found(actor, inside.since, inside.until)
    upheld = upheld_between(actor, inside.since, inside.until)
    return {
        "rules": found,
        "patrol": rounds.count(),
        "complaints": upheld.count(),
        "authorities": decided.filter(basis=Sanction.Basis.NOTICE).count(),
    }


def _figures(
    actor: Actor, inside: Within, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, str | None]:
    span = inside.since, inside.until
    wrong = dismissed_count(actor, findings_between(actor, *span))
    answered = appeals_answered(actor, *span)
    fell = answered.filter(state__in=("overturned", "changed"))
    alike = seconds_decided(actor, *span).aggregate(
        whole=Count("pk"), alike=Count("pk", filter=Q(agrees=True))
    )
    measures = measures_between(actor, *span)
    by, whole = counts["measures_by"], sum(counts["measures_by"].values())
    return {
        "automatic_percent": rules.share(whole - by.get("officer", 0), whole),
        "wrong_percent": rules.share(wrong, sum(counts["findings"].values())),
        "withdrawn_percent": rules.share(
            measures.filter(withdrawn_at__isnull=False).count(), whole
        ),
        "overturned_percent": rules.share(fell.count(), answered.count()),
        "automatic_overturned_percent": rules.share(
            fell.filter(sanction__is_automated=True).count(),
            answered.filter(sanction__is_automated=True).count(),
        ),
        "alike_percent": rules.share(alike["alike"], alike["whole"]),
        "appeal_hours": rules.middle_h(_seconds(answered, "filed_at", "decided_at")),
        "acknowledged_hours": rules.middle_h(
            _seconds(
                measures.filter(acknowledged_at__isnull=False), "released_at", "acknowledged_at"
            )
        ),
    }


def _seconds(found: Any, since: str, until: str) -> list[float]:
    took = found.annotate(took=F(until) - F(since)).values_list("took", flat=True)
    return [one.total_seconds() for one in took[:SECONDS_MOST] if one is not None]


def _staff(actor: Actor, period: Period) -> dict[str, Any]:
    """Return how many people inspected how many hours, as the weeks of the period were kept."""
    if not actor.has("officer", "viewer", "audit_admin", "system"):
        return {}
    weeks = staffing_list(actor).filter(week_on__gte=period.first, week_on__lt=period.after)
    people = F("inspectors") + F("extra")
    found = weeks.order_by().aggregate(
        weeks=Count("pk"), least=Min(people), most=Max(people), hours=Avg("live_seconds")
    )
    if not found["weeks"]:
        return {"weeks": 0}
    hours = int(found["hours"] or 0) // 3600
    return {"weeks": found["weeks"], "least": found["least"], "most": found["most"],
            "hours_a_week": hours}  # fmt: skip


def _complaints(actor: Actor, period: Period) -> list[dict[str, Any]]:
    """Name the reports on complaints that lie in the period: their figures stand there."""
    found = []
    for one in reports_public(actor):
        held = period_of(one.period)
        if held and held.first >= period.first and held.after <= period.after:
            found.append({"period": one.period, "version": one.version})
    return sorted(found, key=lambda row: str(row["period"]))


def report_list(actor: Actor) -> TenantQuerySet[TransparencyReport]:
    """Return every report but what was thrown away, the newest first.

    Raises:
        Forbidden: the actor may not see what is not released.
    """
    policies.require_see_reports(actor)
    found = TransparencyReport.objects.of(actor).exclude(state=State.DISCARDED)
    return found.select_related("drafted_by", "read_by", "released_by").order_by("-id")


def report_get(actor: Actor, report_id: UUID, *, lock: bool = False) -> TransparencyReport:
    """Return one report.

    Raises:
        NotFound: no such report for this actor.
    """
    found = report_list(actor)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("没有这份透明度报告。"))
    return row


def reports_released(actor: Actor) -> list[TransparencyReport]:
    """Return every report that was released and is what it was then, the last period first.

    It is for everybody. One whose bytes are not those of its digest is not shown.
    """
    found = TransparencyReport.objects.of(actor).filter(state=State.RELEASED)
    rows = [one for one in found.only(*FOR_EVERYBODY) if is_whole(one)]
    return sorted(rows, key=lambda one: (_after(one), one.version), reverse=True)


def _after(row: TransparencyReport) -> date:
    return date.fromisoformat(row.body["after"])


def is_whole(row: TransparencyReport) -> bool:
    """Tell whether a report is, byte for byte, what its digest was taken of."""
    return rules.digest(row.body) == row.sha256


def report_names(actor: Actor, refs: Any) -> Mapping[str, str]:
    """Return what reports are called, for who may see them."""
    if not policies.can_see_reports(actor):
        return {}
    found = TransparencyReport.objects.of(actor).filter(pk__in=[UUID(one) for one in refs])
    said = _("%(period)s 透明度报告第 %(version)s 版")
    return {str(one.pk): said % {"period": one.period, "version": one.version} for one in found}
