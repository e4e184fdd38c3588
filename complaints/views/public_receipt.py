"""The receipt itself: shown, shown in the other language, and taken along as a file."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from accounts import selectors as accounts
from complaints import selectors, services
from complaints.models import Complaint
from complaints.rules import receipts
from complaints.rules import terms as rules
from complaints.rules.receipts import Receipt
from complaints.selectors import words
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import disposition
from livecompliance.kernel.public import Shown
from office import selectors as office

TERMS = (*rules.FROM_FILING, rules.OPERATOR, rules.PARTICULARS)
SHOWN_CLOCKS = frozenset(f"complaint_{one}" for one in TERMS)


def clocks_shown(actor: Actor, row: Complaint) -> list[office.Countdown]:
    """Return the clocks of a complaint that its complainant is told of."""
    found = office.countdowns(actor, (selectors.SUBJECT, row.pk))
    return [one for one in found if one.clock.kind in SHOWN_CLOCKS]


def receipt_shown(
    request: HttpRequest, actor: Actor, row: Complaint, receipt: Receipt
) -> Shown | HttpResponseBase:
    """Show the receipt, and what is due when."""
    return Shown("complaints/public_receipt.html", _said(actor, row, receipt), max_age_s=0)


def _said(actor: Actor, row: Complaint, receipt: Receipt) -> dict[str, object]:
    return {
        "number": receipts.shown(receipt.number),
        "secret": receipts.shown(receipt.secret, 4),
        "pass": services.pass_issue(actor.tenant_id, receipt),
        "kind": words.KINDS[row.kind],
        "clocks": clocks_shown(actor, row),
        "row": row,
    }


def receipt_file(
    request: HttpRequest, actor: Actor, row: Complaint, receipt: Receipt
) -> HttpResponse:
    """Let the receipt be taken along as a text that no cache keeps."""
    said = _said(actor, row, receipt) | {
        "tenant_name": accounts.tenant_get(actor).name,
        "address": request.build_absolute_uri(request.path),
    }
    text = render_to_string("complaints/receipt.txt", said).strip() + "\n"
    answer = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = disposition(f"receipt-{said['number']}.txt")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


Act = Callable[[HttpRequest, Actor, Complaint, Receipt], Shown | HttpResponseBase]
ACTS: dict[str, Act] = {"receipt": receipt_shown, "keep": receipt_file}
