"""Answers that wait for the moments in which they can be taken back."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts import selectors as accounts
from complaints.models import Complaint, HeldAnswer
from complaints.selectors.reading import keys_of, opened
from livecompliance.kernel.actors import Actor

WINDOW, USUAL_S = "undo_window_s", 10
OPEN = {"sent_at": None, "undone_at": None, "dropped_at": None}


def window_s(actor: Actor) -> int:
    """Return for how many seconds the tenant lets officers take back what they did."""
    return accounts.policy_of(actor, WINDOW, USUAL_S)


def answer_held(actor: Actor, row: Complaint, *, lock: bool = False) -> HeldAnswer | None:
    """Return the answer of a complaint that waits, if one does."""
    found = HeldAnswer.objects.of(actor).filter(complaint=row, **OPEN)
    if lock:
        found = found.select_for_update(of=("self",))
    return found.select_related("by").first()


def answer_unsent(actor: Actor, row: Complaint) -> HeldAnswer | None:
    """Return the newest answer of a complaint, where it was taken back or dropped."""
    newest = HeldAnswer.objects.of(actor).filter(complaint=row).order_by("-held_at", "-pk").first()
    if newest is None or (newest.undone_at is None and newest.dropped_at is None):
        return None
    return newest


def held_text(actor: Actor, row: Complaint, held: HeldAnswer) -> str:
    """Return what a held answer says, for officers."""
    return opened(held, "text", keys_of(actor, [row]).get(row.pk))


def tenants_with_answers_due(at: datetime) -> list[UUID]:
    """Return the tenants in which an answer has waited long enough."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM complaints_answers_due(%s)", [at])
        return [row[0] for row in cursor.fetchall()]
