"""The one catalogue that a tenant has at a moment, ready to judge by."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from catalog.models import Draft, Edition
from catalog.rules import moments, own
from catalog.rules.judge import Catalogue
from catalog.rules.own import Placed
from catalog.rules.pack import Entry
from catalog.rules.trial import Base as Trial
from catalog.selectors.finder import finder
from catalog.selectors.release import Base, base_at, base_of
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor

T = TypeVar("T")
_marks: dict[UUID, tuple[float, tuple["Mark", ...]]] = {}
MOST_TENANTS = 10_000


class Mark(NamedTuple):
    """A version and the moment from which it holds."""

    number: int
    effective_at: datetime
    id: UUID


class Held(NamedTuple):
    """What holds at a moment: the version, none before the first, and the base pack below it."""

    mark: Mark | None
    base: Base

    @property
    def number(self) -> int:
        return self.mark.number if self.mark else 0

    @property
    def version(self) -> str:
        """Return what identifies the catalogue: the base pack and the tenant's own version."""
        pack = self.base.pack
        return f"{pack.pack} {pack.version}.{self.base.digest[:8]}+{self.number}"


class Kept:
    """A few things that are dear to make, the least used of them forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._things: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        found: T | None = self.find(key)
        return self.keep(key, make()) if found is None else found

    def find(self, key: Hashable) -> Any:
        """Return what is kept under a key; None where nothing is."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key]

    def clear(self) -> None:
        with self._lock:
            self._things.clear()

    def keep(self, key: Hashable, thing: T) -> T:
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return thing


_placed, _ready = Kept(64), Kept(32)


def edition_marks(actor: Actor) -> tuple[Mark, ...]:
    """Return the tenant's versions, as this process knew them a second ago at most."""
    if len(actor.tenant_ids) != 1:  # whoever looks at several platforms sees the base pack of all
        return ()
    now, known = time.monotonic(), _marks.get(actor.tenant_id)
    if known and now - known[0] < moments.LOOK.total_seconds():
        return known[1]
    rows = Edition.objects.of(actor).order_by("number")
    marks = tuple(Mark(*row) for row in rows.values_list("number", "effective_at", "pk"))
    if len(_marks) >= MOST_TENANTS:
        _marks.clear()
    _marks[actor.tenant_id] = (now, marks)
    return marks


def marks_forget(actor: Actor) -> None:
    """Let the next question about this tenant be asked of the database."""
    _marks.pop(actor.tenant_id, None)


def held_at(actor: Actor, moment: datetime | None = None) -> Held:
    """Return which version and which base pack hold at a moment (now)."""
    when = moment or clock.now()
    return Held(moments.in_force(edition_marks(actor), when), base_at(when))


def catalogue_at(actor: Actor, moment: datetime | None = None) -> Catalogue:
    """Return the one catalogue that the actor's tenant has at a moment (now), to judge by.

    A version is published seconds before its moment and processes look every second: all of
    them give the same answer for the same moment, and give it for ever.

    Raises:
        LookupError: nobody lent a finder of terms.

    Law: M-rules-and-catalogue
    """
    when = moment or clock.now()
    held, day = held_at(actor, when), clock.to_date(when)
    entries = [one.entry for one in placed_of(actor, held) if one.entry.holds(day)]
    key = (held.mark and held.mark.id, held.base.digest, tuple(one.id for one in entries))
    return _ready.get(key, lambda: Catalogue(entries, day, finder(), held.version))


def placed_at(actor: Actor, moment: datetime | None = None) -> list[Placed]:
    """Return the entries that hold at a moment (now), each with where it comes from."""
    when = moment or clock.now()
    day = clock.to_date(when)
    return [one for one in placed_of(actor, held_at(actor, when)) if one.entry.holds(day)]


def placed_of(actor: Actor, held: Held) -> list[Placed]:
    """Return every entry of a version over a base pack, whenever each holds."""
    mark = held.mark
    if mark is None:
        return [Placed(one, "base") for one in held.base.pack.entries]

    def made() -> list[Placed]:
        body = Edition.objects.of(actor).values_list("body", flat=True).get(pk=mark.id)
        return placed_over(held.base, own.read(body))

    return _placed.get((mark.id, held.base.digest), made)


def placed_over(base: Base, entries: list[Entry]) -> list[Placed]:
    """Return what a tenant's entries make of a base pack."""
    if not entries:
        return [Placed(one, "base") for one in base.pack.entries]
    return own.merged(base.pack.entries, entries, trial_of(base.digest).is_harmless)


def catalogue_drafted(actor: Actor, draft: Draft) -> Catalogue:
    """Return what a draft would make of the catalogue now, to judge by."""
    now = clock.now()
    base = base_at(now)

    def made() -> Catalogue:
        placed = placed_over(base, own.read(draft.body))
        entries = [one.entry for one in placed]
        return Catalogue(entries, clock.to_date(now), finder(), f"draft {draft.revision}")

    return _ready.get((draft.pk, draft.revision, base.digest, clock.to_date(now)), made)


@lru_cache(maxsize=2)
def trial_of(digest: str) -> Trial:
    """Return a base pack as a finder of whatever it lists, in force or not."""
    return Trial(base_of(digest).pack.entries, finder())
