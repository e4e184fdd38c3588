"""Right holders' notices on the public page: the form, what is known by receipt, the register."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from complaints import forms, selectors, services
from complaints.models import Complaint, Notice
from complaints.rules import notices as rules
from complaints.rules.receipts import Receipt
from complaints.selectors import notice_words as words
from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.public import Shown
from office import selectors as office

Values = Mapping[str, str]
FORM, ACT, WANTED = "notice", "notice", "wanted"
TEXTS = ("proof", "evidence", "right", "capacity")
LAWS = ("ECL-ip-notice", "ECL-ip-wrong", "ECL-ip-wait", "ECL-ip-published")


def is_asked(request: HttpRequest) -> bool:
    """Tell whether somebody opened the form of a notice."""
    return request.GET.get("form") == FORM


def particulars(request: HttpRequest, given: Values) -> services.Particulars:
    """Return what the form of a notice brought."""
    return services.Particulars(
        right=given.get("right", ""),
        capacity=given.get("capacity", ""),
        wanted=tuple(request.POST.getlist(WANTED)),
        proof=given.get("proof", ""),
        evidence=given.get("evidence", ""),
    )


def asked(request: HttpRequest, given: Values) -> dict[str, Any]:
    """Return what the form of a notice offers, and what was chosen in it."""
    return {
        "more": {name: given.get(name, "") for name in TEXTS},
        "wanted": request.POST.getlist(WANTED) if request.method == "POST" else [],
        "rights": words.RIGHTS.items(),
        "capacities": words.CAPACITIES.items(),
        "measures": words.MEASURES.items(),
        "days": _days(),
        "laws": [_cited(one) for one in LAWS],
    }


def _cited(clause_id: str) -> dict[str, str]:
    clause = law.clause(clause_id)
    citation = law.citation(clause, forms.tongue())
    return {"citation": citation, "text": clause.text, "reference": clause.reference}


def _days() -> str:
    return office.long_of(int(law.clause(rules.LAW_WAIT[0]).number(rules.LAW_WAIT[1])), "day")


def told(actor: Actor, row: Complaint) -> dict[str, Any] | None:
    """Return how a notice stands, for its right holder; None for what is none."""
    notice = selectors.notice_find(actor, row.pk)
    if notice is None:
        return None
    (newest, *_older) = reversed(selectors.papers_of(actor, notice, "notice"))
    return {
        "row": notice,
        "state": words.STATES[notice.state],
        "end": words.ENDS.get(notice.end, ""),
        "right": words.RIGHTS[notice.right],
        "goods": selectors.measures_of(actor, notice),
        "paper": newest,
        "clocks": office.countdowns(actor, (rules.SUBJECT, notice.pk)),
        "days": _days(),
        "can_amend": rules.can(rules.AMEND, notice.state),
        "can_sue": _can_sue(notice),
        "can_withdraw": rules.can(rules.END, notice.state),
    }


def _can_sue(notice: Notice) -> bool:
    may = rules.can(rules.SUE, notice.state) or rules.can(rules.SUE_LATE, notice.state)
    return may and notice.passed_at is not None and notice.end not in ("withdrawn", "settled")


def _amend(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.notice_amend(
        actor=actor,
        receipt=receipt,
        proof=given.get("proof", ""),
        evidence=given.get("evidence", ""),
    )
    return _("已更正通知。已转送的，平台会再次转送。")


def _sue(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    row = services.suit_tell(
        actor=actor, receipt=receipt, where=given.get("where", ""), text=given.get("text", "")
    )
    if row.is_late:
        return _("已收到。措施此前已经终止，合规专员会决定是否再次采取。")
    return _("已收到，所采取的措施继续有效。")


def _withdraw(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.notice_withdraw(actor=actor, receipt=receipt)
    return _("通知已撤回，措施已终止。")


ACTS: dict[str, Callable[[HttpRequest, Actor, Receipt, Values], str]] = {
    "amend": _amend,
    "sue": _sue,
    "unnotice": _withdraw,
}


def register(request: HttpRequest, actor: Actor) -> Shown:
    """Show what is published of notices, declarations and what came of them.

    Law: ECL-ip-published
    """
    typed = request.GET.get("from", "")
    start = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    found = selectors.notices_published(actor, start)
    most = selectors.PUBLISHED
    shown = {
        "lines": [
            {
                "one": one,
                "right": words.RIGHTS[one.row.right],
                "state": words.STATES[one.row.state],
                "tone": words.TONES.get(one.row.state, ""),
                "end": words.ENDS.get(one.row.end, ""),
                "fault": words.FAULTS.get(one.row.fault, ""),
            }
            for one in found[:most]
        ],
        "next": start + most if len(found) > most else None,
        "before": max(0, start - most) if start else None,
        "start": start,
        "days": _days(),
        "citation": law.citation(law.clause("ECL-ip-published"), forms.tongue()),
    }
    return Shown("complaints/public_notices.html", shown, max_age_s=300)
