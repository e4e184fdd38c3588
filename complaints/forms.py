"""What was sent by a form as terms; terms as the values of a form and as a page reads them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.rules import terms as rules
from complaints.rules.terms import Promise
from complaints.selectors import words
from complaints.services import Draft
from livecompliance.kernel import law
from livecompliance.kernel.exceptions import Invalid
from office import selectors as office

UNITS = ("hour", "working_hour", "day", "working_day")
MOST_DIGITS = 5
CLUSTERS = tuple(words.CLUSTERS)
Values = Mapping[str, str]


def values_of(promise: Promise, effective_from: date, note: str = "") -> dict[str, str]:
    """Return terms as the values of the form."""
    given = {
        "effective_from": effective_from.isoformat(),
        "note": note,
        "reopen_days": str(promise.reopen_days),
        "escalate_to": promise.escalate_to,
    }
    given["particulars.amount"] = str(promise.particulars.amount)
    given["particulars.unit"] = promise.particulars.unit
    given |= {f"clusters.{one}": str(getattr(promise.clusters, one)) for one in CLUSTERS}
    for kind, name, span in promise.each():
        given[f"{kind}.{name}.amount"] = str(span.amount)
        given[f"{kind}.{name}.unit"] = span.unit
    return given


def draft_of(given: Values) -> Draft:
    """Return what was sent as a draft.

    Raises:
        Invalid: something is no number, or no day.
    """
    kinds = {
        kind: {name: _span(given, f"{kind}.{name}") for name in rules.TERMS} for kind in rules.KINDS
    }
    try:
        day = date.fromisoformat(given.get("effective_from", ""))
    except ValueError:
        raise Invalid(_("请填写生效日期。"), field="effective_from") from None
    body = {
        "kinds": kinds,
        "particulars": _span(given, rules.PARTICULARS),
        "reopen_days": _number(given, "reopen_days"),
        "escalate_to": given.get("escalate_to", ""),
        "clusters": {one: _number(given, f"clusters.{one}") for one in CLUSTERS},
    }
    return Draft(body, day, given.get("note", ""))


def _span(given: Values, at: str) -> dict[str, Any]:
    return {"amount": _number(given, f"{at}.amount"), "unit": given.get(f"{at}.unit", "")}


def _number(given: Values, at: str) -> int:
    found = given.get(at, "").strip()
    if not (found.isascii() and found.isdigit() and len(found) <= MOST_DIGITS):
        raise Invalid(
            _("“%(at)s”须为整数。") % {"at": place_name(at.removesuffix(".amount"))}, field=at
        )
    return int(found)


def rows_of(given: Values) -> list[dict[str, Any]]:
    """Return the values of the form kind by kind, each term with its clause."""
    return [
        {
            "kind": kind,
            "name": words.KINDS[kind],
            "terms": [
                {
                    "at": f"{kind}.{name}",
                    "name": words.TERMS[name],
                    "amount": given.get(f"{kind}.{name}.amount", ""),
                    "unit": given.get(f"{kind}.{name}.unit", ""),
                }
                for name in rules.TERMS
            ],
        }
        for kind in rules.KINDS
    ]


def table_of(promise: Promise) -> list[dict[str, Any]]:
    """Return terms as a page reads them: how long each is, by which clause, whose number it is."""
    return [
        {
            "kind": kind,
            "name": words.KINDS[kind],
            "terms": [
                {"name": words.TERMS[name], **told(kind, name, promise)} for name in rules.TERMS
            ],
        }
        for kind in rules.KINDS
    ]


def told(kind: str, name: str, promise: Promise) -> dict[str, Any]:
    """Return how long a term is in words, and the clause it is kept under."""
    span = promise.kinds[kind].span(name)
    clause_id, param = rules.clause_of(kind, name)
    clause = law.clause(clause_id)
    most = clause.number(param) if param else 0
    return {
        "code": name,
        "long": office.long_of(span.amount, span.unit),
        "citation": law.citation(clause, tongue()),
        "most": office.long_of(int(most), str(clause.params[param].unit)) if most else "",
    }


def tongue() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def place_name(at: str) -> str:
    """Return what a place of the form is called."""
    kind, _dot, name = at.partition(".")
    if kind in words.KINDS and name in words.TERMS:
        return _("%(kind)s：%(term)s") % {"kind": words.KINDS[kind], "term": words.TERMS[name]}
    if kind in words.KINDS:
        return str(words.KINDS[kind])
    if kind == "clusters" and name in words.CLUSTERS:
        return _("投诉集中：%(what)s") % {"what": words.CLUSTERS[name]}
    plain = {
        "reopen_days": _("可要求重新处理的天数"),
        rules.PARTICULARS: words.TERMS[rules.PARTICULARS],
    }
    return str(plain.get(at.removesuffix(f".{rules.PARTICULARS}"), at))


def particulars_of(given: Values) -> dict[str, str]:
    """Return the term to give a consumer what he asks for, as the form shows it."""
    return {one: given.get(f"{rules.PARTICULARS}.{one}", "") for one in ("amount", "unit")}


def particulars_long(promise: Promise) -> str:
    """Return in words how long it takes to give a consumer what he asks for."""
    return office.long_of(promise.particulars.amount, promise.particulars.unit)


def clusters_of(given: Values) -> list[tuple[str, object, str]]:
    """Return the numbers of clusters as the form shows them."""
    at = ((f"clusters.{one}", name) for one, name in words.CLUSTERS.items())
    return [(place, name, given.get(place, "")) for place, name in at]


def fault(one: Values) -> str:
    """Say one thing that is wrong."""
    return f"{place_name(one['at'])}：{words.FAULTS[one['code']]}"


def uuid_of(text: str) -> UUID | None:
    """Return an id that stood in an address; nothing for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
