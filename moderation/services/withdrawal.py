"""Take warnings back that rest on nothing but findings that were dismissed, and give them again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import rules, selectors
from moderation.engine import RoomState as Memory
from moderation.engine.retraction import shift
from moderation.models import Dismissal, Finding, Measure
from moderation.services.measure import message_of
from moderation.services.notification import IN_WRITING, measure_notify

WORDS = (Measure.Kind.PROMPT, Measure.Kind.WARNING)
AUTOMATIC = (Measure.Origin.RULE, Measure.Origin.ESCALATION)


def measures_withdraw(actor: Actor, dismissal: Dismissal, memory: Memory) -> None:
    """Pursue nothing any more that has no finding left to rest on.

    That is prompts and warnings, and those traffic limits and suspensions that no person took and
    that the streamer has not acknowledged: of the others it is for an officer to say that they end
    (`measure_lift`). The platform is told when the time to undo has passed.

    Law: M-risk-measures
    """
    resting = _resting(actor, dismissal.finding).filter(
        Q(kind__in=WORDS) | Q(acknowledged_at__isnull=True), withdrawn_at__isnull=True
    )
    groundless = [one for one in resting if not _has_ground(actor, one)]
    now = clock.now()
    for measure in groundless:
        measure.withdrawn_at, measure.closed_at = now, measure.closed_at or now
        measure.save(update_fields=["withdrawn_at", "closed_at"])
    _forget_warnings(memory, groundless, dismissal.finding, -1)
    _note(actor, "moderation.measure_withdrawn", groundless, dismissal)
    held = timedelta(seconds=selectors.terms_of(actor).undo_window_s)
    for measure in groundless:
        tell(actor, "measure.withdrawn", measure, now + held)


def measures_reinstate(actor: Actor, dismissal: Dismissal, memory: Memory) -> None:
    """Pursue again what was withdrawn with a finding that stands again, from now on.

    Law: M-risk-measures
    """
    withdrawn = _resting(actor, dismissal.finding).filter(withdrawn_at__isnull=False)
    again = list(withdrawn.filter(lifted_reason=""))
    terms, now = selectors.terms_of(actor), clock.now()
    for measure in again:
        measure.withdrawn_at = None
        if measure.session.ended_at is None:
            measure.closed_at = None
            measure.deadline_at = rules.deadline_of(measure.kind, now, terms)
        measure.save(update_fields=["withdrawn_at", "closed_at", "deadline_at"])
    _forget_warnings(memory, again, dismissal.finding, 1)
    _note(actor, "moderation.measure_reinstated", again, dismissal)
    for measure in again:
        if measure.kind in IN_WRITING:  # once: he may have been written to before it was withdrawn
            measure_notify(actor=actor, measure_id=measure.pk)
        if not record.message_cancel(actor=actor, subject_ref=_reference(measure)):
            tell(actor, "measure.reinstated", measure, now)


def _resting(actor: Actor, finding: Finding) -> QuerySet[Measure]:
    """Return the words and the automatic measures that went out because of a finding, locked."""
    found = Measure.objects.of(actor).filter(
        Q(kind__in=WORDS) | Q(kind__in=rules.BY_THE_PLATFORM, origin__in=AUTOMATIC),
        session=finding.session,
        findings__contains=[finding.pk],
        released_at__isnull=False,
    )
    return found.select_related("room", "session").select_for_update(of=("self",))


def _has_ground(actor: Actor, measure: Measure) -> bool:
    dismissed = selectors.dismissals_of(actor, measure.findings)
    return any(one not in dismissed for one in measure.findings)


def _forget_warnings(
    memory: Memory, measures: Iterable[Measure], finding: Finding, by: int
) -> None:
    """Let rules that look at earlier warnings see one less, or one more: they count their own."""
    for measure in measures:
        if measure.kind == Measure.Kind.WARNING and measure.origin == Measure.Origin.RULE:
            shift(memory, "warnings", int(finding.at.timestamp() * 1000), by)


def _note(actor: Actor, action: str, measures: Iterable[Measure], dismissal: Dismissal) -> None:
    record.entries_append(
        actor=actor,
        acts=[
            {
                "action": action,
                "subject": ("measure", one.pk),
                "clause": one.clause,
                "data": {"kind": one.kind, "finding": str(dismissal.finding_id)},
            }
            for one in measures
        ],
    )


def tell(actor: Actor, topic: str, measure: Measure, at: datetime) -> None:
    """Tell the platform what a measure is now, at an instant until which that may change."""
    record.message_add(
        actor=actor,
        topic=topic,
        subject_ref=_reference(measure),
        payload=message_of(measure),
        available_at=at,
    )


def _reference(measure: Measure) -> str:
    """Name the messages of a withdrawal apart from that of the release, which may still wait."""
    return f"{measure.pk}/withdrawn"
