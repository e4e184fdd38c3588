"""Whether entries can stand: nothing in them is laxer than the base pack or contradicts itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from catalog import selectors
from catalog.rules import own, trial
from catalog.rules.own import Fault
from catalog.rules.pack import Entry
from catalog.selectors import words
from livecompliance.kernel import personal
from livecompliance.kernel.exceptions import Invalid

CLAUSE = "M-rules-and-catalogue"
TEXTS = ("zh", "en", "basis", *own.NOTES)
PLACE = re.compile(r"`\$\.(\w+)")  # of a field, as msgspec names it
LISTS = ("terms", "allow", "unless", "hits")


class EntryFaulty(Invalid):
    """An entry cannot stand; `faults` says everything that is wrong, with entry and field."""

    code = "entry_faulty"


class LaxerThanBase(EntryFaulty):
    """An entry would let through what the base pack does not."""

    code = "laxer_than_base"


def entry_of(given: Mapping[str, Any]) -> Entry:
    """Return an entry as somebody wrote it.

    Raises:
        EntryFaulty: it is none.
    """
    made = {"number": 0, "hits": [], "passes": [], "confidence": "C", "en": ""} | dict(given)
    try:
        return msgspec.convert(made, Entry)
    except msgspec.ValidationError as fault:
        name, at = str(given.get("id", ""))[:60], PLACE.search(str(fault))
        field = at.group(1) if at else ""
        raise refusal([Fault("shape", name, field, str(fault))]) from None


def faults_of(base: selectors.Base, entries: Sequence[Entry]) -> list[Fault]:
    """Return everything that is wrong with a tenant's entries over a base pack."""
    known = {one.id: one for one in base.pack.entries}
    found = [*own.faults(entries, known), *_naming(entries)]
    if found or not entries:
        return found
    placed = selectors.placed_over(base, list(entries))
    tried = selectors.trial_of(base.digest)
    return trial.faults(placed, entries, tried, selectors.finder())


def _naming(entries: Iterable[Entry]) -> Iterable[Fault]:
    for one in entries:
        said = {name: [getattr(one, name)] for name in TEXTS}
        said |= {name: getattr(one, name) for name in LISTS}
        said["passes"] = [text for near in one.passes for text in (near.title, near.zh, near.en)]
        for field, texts in said.items():
            if any(personal.names_somebody(text) for text in texts):
                yield Fault("names_somebody", one.id, field)


def require_sound(base: selectors.Base, entries: Sequence[Entry], only: str | None = None) -> None:
    """Refuse entries that cannot stand.

    Args:
        only: what is wrong with this one alone counts; a new base pack may have made others so.

    Raises:
        LaxerThanBase, EntryFaulty: with every fault.
    """
    found = faults_of(base, entries)
    mine = [one for one in found if only is None or one.at in (only, "")]
    if mine:
        raise refusal(mine)


def refusal(found: Sequence[Fault]) -> EntryFaulty:
    """Return the refusal that names faults."""
    told = [words.told(one) for one in found]
    if any(one.code.startswith("laxer") for one in found):
        said = _("平台目录只能比出厂目录更严，不能更宽松。")
        return LaxerThanBase(said, law=CLAUSE, faults=told)
    return EntryFaulty(_("条目还不能使用，请改正标出的地方。"), faults=told)
