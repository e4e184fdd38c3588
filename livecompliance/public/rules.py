"""The rules page: the law a platform obeys, the numbers it has set, what it looks for."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Tenant
from accounts.services.tenant import NUMBERS
from accounts.templatetags import settings as naming
from charter import selectors as charter
from charter.models import Version
from charter.rules import texts
from charter.rules.items import PUBLIC
from charter.selectors import words
from livecompliance.kernel import clock, law, public
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation.selectors import family, statutes

PUBLISHED = ("acknowledge_s", "execute_s", "risk_prompt", "risk_warning", "risk_limit")


def rules(request: HttpRequest, actor: Actor) -> public.Shown:
    """Show what a platform obeys, in the language of the address; with `text`, one text whole.

    Law: M-rules-and-catalogue, ECL-rules-shown, ECL-rules-changed, NTM-rules-history
    """
    shelves = charter.shelves(actor, PUBLIC)
    wanted = request.GET.get("text", "")
    if wanted:
        return _text(shelves, wanted)
    made_of = tuple(one.pk for shelf in shelves for one in _open(shelf))
    return public.Shown("public/rules.html", partial(told, actor, shelves), made_of=made_of)


def _open(shelf: charter.Shelf) -> list[Version]:
    """Return every version of a kind that is public: in force, coming, past."""
    current = [shelf.current] if shelf.current else []
    return [*current, *shelf.coming, *charter.kept_past(shelf)]


def _text(shelves: list[charter.Shelf], wanted: str) -> public.Shown:
    """Return one public version whole.

    Raises:
        NotFound: there is none of this id, or it is not public.
    """
    for shelf in shelves:
        for version in _open(shelf):
            if str(version.pk) == wanted:
                return public.Shown(
                    "public/text.html", partial(_whole, shelf, version), made_of=(version.pk,)
                )
    raise NotFound(_("没有这个文本。"))


def _whole(shelf: charter.Shelf, version: Version) -> dict[str, Any]:
    return {
        "kind": words.KINDS[shelf.kind],
        "version": version,
        "is_current": version == shelf.current,
        "is_coming": version in shelf.coming,
        "paragraphs": texts.paragraphs(version.body_zh, version.marks),
        "query": f"text={version.pk}",
    }


def told(actor: Actor, shelves: list[charter.Shelf] | None = None) -> dict[str, Any]:
    """Return what the page tells: texts, law, the tenant's own numbers, what is looked for."""
    tongue, tenant = family.tongue(), accounts.tenant_get(actor)
    shelves = charter.shelves(actor, PUBLIC) if shelves is None else shelves
    return {
        "texts": [
            {"kind": words.KINDS[one.kind], "shelf": one, "past": charter.kept_past(one)}
            for one in shelves
            if _open(one)
        ],
        "laws": [_law(one, tongue) for one in statutes.instruments()],
        "numbers": [_number(tenant, name) for name in PUBLISHED],
        "clauses": _clauses(tongue),
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


def _clauses(tongue: str) -> list[dict[str, Any]]:
    """Return the clauses under which something is looked for, in the order of the law, each with
    its words and what is looked for."""
    held: dict[str, list[Any]] = {}
    for one in family.families():
        held.setdefault(one.clause, []).append(one)
    today = law.register(clock.today())
    found = [today.get(name) or law.clause(name) for name in held]
    places = {one.id: place for place, one in enumerate(statutes.instruments())}
    found.sort(key=lambda one: (places[one.instrument], _place(one)))
    return [
        {
            "citation": law.citation(one, tongue),
            "text": one.text,
            "reference": one.reference if tongue == "en" else "",
            "families": [_family(each, tongue) for each in held[one.id]],
        }
        for one in found
    ]


def _place(one: law.Clause) -> tuple[int, int, int]:
    article = int(one.article) if one.article.isdigit() else 0
    return article, one.paragraph or 0, one.item or 0


def _family(one: Any, tongue: str) -> dict[str, Any]:
    return {
        "name": one.name.get(tongue) or one.code,
        "advice": one.advice.get(tongue) or one.advice.get("zh", ""),
    }
