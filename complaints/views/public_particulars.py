"""Particulars of a purchase on the page of a receipt: asked for, read, taken away."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from complaints import forms, selectors, services
from complaints.models import Complaint, ParticularsVersion
from complaints.rules import particulars as rules
from complaints.rules import receipts, states, terms
from complaints.rules.receipts import Receipt
from complaints.selectors import particulars
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.downloads import download_of
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.public import Shown

Values = Any
KINDS = {"html": "text/html; charset=utf-8", "json": "application/json"}
STYLE = "<!-- style -->"
LOOK, TAKE = "particulars-look", "particulars-take"
READS = frozenset({LOOK, TAKE})


def told(actor: Actor, row: Complaint, read: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Return how the request stands, for whoever holds the receipt; None where none can be."""
    asked = selectors.particulars_find(actor, row.pk)
    if row.state == states.WITHDRAWN or (asked is None and row.kind not in terms.DISPUTED):
        return None
    is_late = asked is not None and clock.now() > services.askable_until(row, asked)
    return {
        "asked": asked,
        "state": particulars.STATES[asked.state] if asked else "",
        "ground": particulars.GROUNDS.get(asked.ground, "") if asked else "",
        "is_waiting": asked is not None and asked.state == "waiting",
        "can_ask_again": asked is not None
        and asked.state != "waiting"
        and asked.round < rules.MOST_ROUNDS
        and not is_late,
        "until": services.askable_until(row, asked) if asked else None,
        "versions": selectors.particulars_versions(actor, row.pk),
        "read": read,
        "law": _citation(),
    }


def _citation() -> str:
    return law.citation(law.clause("O117-consumer-disputes"), forms.tongue())


def _enquire(request: HttpRequest, actor: Actor, receipt: Receipt, given: Values) -> str:
    services.receipt_enquire(actor=actor, receipt=receipt, text=given.get("text", ""))
    return _("已要求平台提供，期限见上。提供后在本页查看。")


ACTS: dict[str, Callable[[HttpRequest, Actor, Receipt, Values], str]] = {"enquire": _enquire}


def read(
    actor: Actor, receipt: Receipt, given: Values, show: Callable[..., Shown]
) -> Shown | HttpResponseBase:
    """Show what was given on the page, or let it be taken away; either is on record."""
    form = given.get("form", "")
    how = form if given["act"] == TAKE and form in KINDS else "page"
    typed = given.get("version", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    try:
        made, body = services.receipt_particulars(
            actor=actor, receipt=receipt, number=number, how=how
        )
    except DomainError as refusal:
        return show(fault=refusal.message)
    shown = particulars.body_told(body) | {"made": made}
    if how == "page":
        return show(read=shown)
    plain = _page(actor, receipt, shown) if how == "html" else _data(receipt, made, shown)
    name = f"{receipts.shown(receipt.number)}-{made.number}.{how}"
    content = plain.encode()
    return download_of(iter([content]), name=name, kind=KINDS[how], size=len(content))


def _page(actor: Actor, receipt: Receipt, shown: dict[str, Any]) -> str:
    held = {
        "number": receipts.shown(receipt.number),
        "platform": accounts.tenant_get(actor).name,
        "law": _citation(),
        "tongue": "en" if forms.tongue() == "en" else "zh-CN",
    }
    paper = render_to_string("complaints/particulars_paper.html", shown | held)
    return paper.replace(STYLE, f"<style>{_style()}</style>")


@cache
def _style() -> str:
    found = finders.find("css/paper.css")
    return Path(str(found)).read_text(encoding="utf-8")


def _data(receipt: Receipt, made: ParticularsVersion, shown: dict[str, Any]) -> str:
    plain = {
        "number": receipts.shown(receipt.number),
        "version": made.number,
        "given_at": made.given_at.isoformat(),
        "law": _citation(),
        "note": shown["note"],
        "parts": [
            {
                "part": part["code"],
                "name": str(part["name"]),
                "lines": [
                    {
                        "code": line["one"].label,
                        "number": line["one"].number,
                        "name": line["label"],
                        "said": line["one"].said,
                    }
                    for line in part["lines"]
                ],
            }
            for part in shown["parts"]
        ],
        "left_out": [
            {
                "part": one["one"].part,
                "code": one["one"].label,
                "number": one["one"].number,
                "name": one["label"],
                "reason": one["one"].reason,
            }
            for one in shown["left_out"]
        ],
        "missing": shown["missing"],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)
