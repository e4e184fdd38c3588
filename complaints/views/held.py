"""An answer that waits on the page of its complaint: how long, taken back, not sent."""

from math import ceil
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from complaints import services
from complaints.models import Complaint
from complaints.rules import states
from complaints.selectors import held as waiting
from complaints.selectors import words
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor


def sent_if_due(actor: Actor, row: Complaint) -> bool:
    """Send what has waited long enough, whoever looks; tell whether anything was due."""
    return bool(services.answers_send_due(actor=actor, complaint_id=row.pk))


def told(actor: Actor, row: Complaint) -> dict[str, Any]:
    """Return what waits to be sent, or was dropped, as the page shows it."""
    held = waiting.answer_held(actor, row)
    unsent = waiting.answer_unsent(actor, row) if held is None else None
    dropped = unsent if unsent is not None and unsent.dropped_at is not None else None
    shown = held or dropped
    if shown is None:
        return {"held": None, "dropped": None}
    return {
        "held": held,
        "dropped": dropped,
        "held_text": waiting.held_text(actor, row, shown),
        "held_outcome": words.OUTCOMES[shown.outcome],
        "held_left": max(0, ceil((shown.sends_at - clock.now()).total_seconds())),
    }


def again(request: HttpRequest, actor: Actor, row: Complaint) -> dict[str, Any] | None:
    """Return what was taken back, to stand in its form again; None where that is not asked."""
    if not request.GET.get("again") or not states.can(states.ANSWER, row.state):
        return None
    unsent = waiting.answer_unsent(actor, row)
    if unsent is None or waiting.answer_held(actor, row) is not None:
        return None
    text = waiting.held_text(actor, row, unsent)
    return {
        "deed": "answer",
        "tone": "warning",
        "message": _("已撤回，没有发出。内容在下面，可以修改后再发。"),
        "next": "",
        "given": {"outcome": unsent.outcome, "text": text, "channel": "web"},
    }
