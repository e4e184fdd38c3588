"""In what words the acts of the record are told: every app says it of its own, pages ask here."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from livecompliance.kernel.actors import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Data = Mapping[str, Any]
Thing = tuple[str, str]  # kind and id
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Namer = Callable[[Actor, Collection[str]], Mapping[str, str]]


class Told(NamedTuple):
    """The words for one act.

    Args:
        name: what the act is called where one is chosen: "作出处置".
        says: the sentence, with %(who)s, %(object)s, what the entry holds, and `values`.
        values: what is said of the entry's data where the data itself would be a code.
    """

    name: "StrOrPromise"
    says: "StrOrPromise"
    values: Mapping[str, Callable[[Data], object]] = {}


_told: dict[str, Told] = {}
_namers: dict[str, Namer] = {}


def register(told: Mapping[str, Told], namers: Mapping[str, Namer]) -> None:
    """Keep the words of an app's acts, and how the things that they are about are named."""
    _told.update(told)
    _namers.update(namers)


def names() -> "dict[str, StrOrPromise]":
    """Return what every act is called."""
    return {action: told.name for action, told in _told.items()}


def things(actor: Actor, wanted: Iterable[Thing]) -> dict[Thing, str]:
    """Return what things are called now; those that are gone or unknown are left out."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, ref in wanted:
        if ID.fullmatch(ref):
            by_kind[kind].add(ref)
    return {
        (kind, ref): name
        for kind, refs in by_kind.items()
        if kind in _namers
        for ref, name in _namers[kind](actor, refs).items()
    }


def sentence(action: str, data: Data, *, who: str, thing: str) -> str:
    """Return one act as a sentence."""
    told = _words_for(action)
    return str(told.says) % _Gaps(_values(told, data) | {"who": who, "object": thing})


def sentence_html(action: str, data: Data, *, who: str, thing: str) -> SafeString:
    """Return one act as a sentence of HTML; `who` and `thing` may be HTML themselves."""
    told = _words_for(action)
    words = _values(told, data) | {"who": who, "object": thing}
    safe = {name: conditional_escape(_text(value)) for name, value in words.items()}
    return mark_safe(escape(str(told.says)) % _Gaps(safe))  # noqa: S308  (every part is escaped)


def _words_for(action: str) -> Told:
    """Return the words for an act; for one that no app knows any more, its name."""
    return _told.get(action) or Told(action, "%(who)s " + action.replace("%", "%%") + " %(object)s")


def _values(told: Told, data: Data) -> dict[str, object]:
    said = {**data, **{name: value(data) for name, value in told.values.items()}}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: object) -> object:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else value


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


class _Gaps(dict[str, Any]):
    """What an older entry does not hold is left blank."""

    def __missing__(self, name: str) -> str:
        return ""
