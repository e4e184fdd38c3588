"""The rules page: the law a platform obeys, the numbers it has set, what it looks for."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from accounts import selectors as accounts
from accounts.models import Tenant
from accounts.services.tenant import NUMBERS
from accounts.templatetags import settings as naming
from livecompliance.kernel import clock, law, public
from livecompliance.kernel.actors import Actor
from moderation.selectors import family, statutes

PUBLISHED = ("acknowledge_s", "execute_s", "risk_prompt", "risk_warning", "risk_limit")


def rules(request: HttpRequest, actor: Actor) -> public.Shown:
    """Show what a platform obeys, in the language of the address.

    Law: M-rules-and-catalogue
    """
    return public.Shown("public/rules.html", partial(told, actor), made_of=())


def told(actor: Actor) -> dict[str, Any]:
    """Return what the page tells: the law, the tenant's own numbers, what is looked for."""
    tongue, tenant = family.tongue(), accounts.tenant_get(actor)
    return {
        "laws": [_law(one, tongue) for one in statutes.instruments()],
        "numbers": [_number(tenant, name) for name in PUBLISHED],
        "families": [_family(one, tongue) for one in family.families()],
    }


def _law(one: statutes.Statute, tongue: str) -> dict[str, Any]:
    named = law.instrument(one.id)
    return {
        "zh": named.zh,
        "en": named.en,
        "number": named.number,
        "name": named.zh if tongue == "zh" else named.en,
        "since": named.effective_from,
        "is_coming": named.effective_from is not None and named.effective_from > clock.today(),
        "count": one.number,
    }


def _number(tenant: Tenant, name: str) -> dict[str, Any]:
    _least, _most, usual, unit = NUMBERS[name]
    label, what = naming.NUMBERS[name]
    value = accounts.policy_number(tenant, name, usual)
    return {"label": label, "what": what, "value": value, "unit": naming.named(unit, "unit")}


def _family(one: Any, tongue: str) -> dict[str, Any]:
    clause = law.clause(one.clause) if one.clause in law.register() else None
    return {
        "name": one.name.get(tongue) or one.code,
        "advice": one.advice.get(tongue) or one.advice.get("zh", ""),
        "citation": law.citation(clause, tongue) if clause else "",
        "severity": one.severity,
    }
