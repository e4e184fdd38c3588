"""Signs of splitting: the list, one of them with its evidence and its bars, and what it is."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.answers import back
from charter.selectors.words import cited
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pages import is_fragment, page
from tax import policies, selectors, services
from tax.models import Sign
from tax.selectors import sign as words
from tax.services.sign import KIND as LOOK
from tax.views import going

HERE, PAGE = "tax", 50


@page
@require_GET
def signs(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the signs, those that wait first."""
    policies.require_see(actor)
    work = going.going_of(request, actor, {LOOK: {}})
    if is_fragment(request):
        return going.told(request, work)
    state = request.GET.get("state", "open")
    state = state if state in words.STATES else ""
    counts = selectors.sign_counts(actor)
    rows = list(selectors.sign_list(actor, state)[:PAGE])
    numbers = selectors.numbers_of(actor, rows)
    shown = {
        "section": HERE,
        "tab": "signs",
        **work,
        "rows": [_row(one, numbers) for one in rows],
        "wanted": state,
        "states": [(code, name, counts.get(code, 0)) for code, (name, _tone) in _states()],
        "total": sum(counts.values()),
        "can_settle": policies.can_settle(actor),
    }
    return render(request, "tax/signs.html", shown)


def _states() -> list[tuple[str, tuple[Any, str]]]:
    return list(words.STATES.items())


def _row(one: Sign, numbers: dict[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "kind": words.KINDS[one.kind],
        "why": words.WHY[one.kind],
        "state": words.STATES[one.state],
        "payees": [(pk, numbers.get(str(pk), "")) for pk in one.payees],
    }


@page
@require_GET
def sign(request: HttpRequest, actor: Actor, sign_id: UUID) -> HttpResponse:
    """Show one sign: what it rests on, how it looks, what was made of it."""
    one = selectors.sign_get(actor, sign_id)
    facts = selectors.sign_facts(actor, one)
    shown = {
        "section": HERE,
        "row": _row(one, selectors.numbers_of(actor, [one])),
        "facts": facts,
        "bars": selectors.sign_bars(one),
        "axis": words.AXES[one.kind],
        "has_shops": any(fact["shop"] for fact in facts),
        "is_money": one.kind in words.IN_MONEY,
        "clause": cited(one.clause),
        "can_decide": policies.can_settle(actor) and one.state == Sign.State.OPEN,
    }
    return render(request, "tax/sign.html", shown)


@page
@require_POST
def look(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order that signs are looked for."""
    policies.require_settle(actor)

    def act() -> Any:
        return services.signs_look(actor=actor)

    return back(request, "tax-signs", act, _("已开始查找线索。"))


@page
@require_POST
def decide(request: HttpRequest, actor: Actor, sign_id: UUID) -> HttpResponse:
    """Say what a sign is."""
    policies.require_settle(actor)
    one = selectors.sign_get(actor, sign_id)

    def act() -> Any:
        verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
        return services.sign_decide(actor=actor, sign_id=one.pk, verdict=verdict, reason=reason)

    return back(request, reverse("tax-sign", args=[one.pk]), act, _("已记录结论。"))
