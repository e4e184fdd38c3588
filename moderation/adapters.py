"""What is lent to apps below: the engine's judgement of words, its matcher, tiers' surfaces."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from catalog import selectors as sold
from catalog import services as catalog
from catalog.rules.claims import Said
from catalog.rules.terms import Finder
from livecompliance.kernel.actors import Actor
from moderation import services
from moderation.engine import Matcher
from moderation.selectors.surfaces import withheld
from rooms import wire
from stage import selectors as shown
from stage import services as stage


def item_of(kind: str, text: str) -> wire.Event:
    """Return the words of a key element as the event in which they will be seen on air."""
    if kind == "account_name":
        return wire.Profile(id=kind, name=text[:200], text=text[200:])
    if kind == "bio":
        return wire.Profile(id=kind, bio=text)
    return wire.Title(id=kind, text=text) if kind == "title" else wire.Cover(id=kind, text=text)


def judge(actor: Actor, kind: str, text: str) -> stage.Judgement:
    """Judge the words of a key element by the packs of its platform."""
    result, version = services.item_judge(actor=actor, item=item_of(kind, text))
    return stage.Judgement(result.suggestion, [_public(one) for one in result.labels], version)


def _public(label: Any) -> dict[str, Any]:
    """Return a label without the words it found, which are sealed with the version."""
    named: dict[str, Any] = msgspec.to_builtins(label)
    return {name: named[name] for name in ("code", "clause", "rule", "weight", "severity")}


def finder(terms: Iterable[str], allow: Iterable[str]) -> Finder:
    """Return the engine's matcher: titles are written, so nothing is listened for in them."""
    return Matcher.from_terms(terms, allow=allow, sound=0)


def claims(actor: Actor, texts: Sequence[str]) -> list[list[Said]]:
    """Return what the rules of the platform find in texts about goods, with their places."""
    items = [wire.Title(id=str(place), text=text) for place, text in enumerate(texts)]
    results = services.items_judge(actor=actor, items=items)
    return [[_said(one) for one in result.labels if one.field == "text"] for result in results]


def _said(label: Any) -> Said:
    return Said(
        label.code, label.clause, label.rule, label.start, label.end, label.text, label.severity
    )


sold.claims_judge_register(claims)
catalog.finder_register(finder)
stage.judge_register(judge)
shown.withheld_register("tiers", withheld)
services.watch_register(services.corrections_watch)
