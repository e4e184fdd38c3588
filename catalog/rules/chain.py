"""The chain of authorisations from whoever owns a trademark to whoever sells under it. Pure."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

TRADEMARK, AUTHORISATION = "trademark-registration", "brand-authorisation"
LONGEST = 12  # links; a longer chain is no chain anybody could look through
BLANKS = re.compile(r"[\s\W_]+")
Broken = Literal["missing", "waiting", "refused", "not_yet", "expired", "expires", "broken"]
NEAREST: tuple[Broken, ...] = ("expires", "waiting", "not_yet", "expired", "refused", "broken",
                               "missing")  # fmt: skip


class Grant(NamedTuple):
    """A registration of a trademark (`giver` is nobody, `taker` owns it), or one link.

    Names are whoever the paper names, each with its code where the paper has one. A link that
    does not speak of selling online in live rooms (`is_live` false) leads nowhere.
    """

    id: UUID
    kind: str
    brand: str
    giver: tuple[str, str]
    taker: tuple[str, str]
    state: str
    since: date | None = None
    until: date | None = None
    is_live: bool = True


class Chain(NamedTuple):
    """Whether a chain is whole, the papers in it, and where the best one breaks."""

    is_whole: bool
    papers: tuple[UUID, ...] = ()
    why: Broken | None = None
    on: date | None = None
    at: str = ""


def same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two papers name the same: by code where both have one, else by name."""
    if one[1] and other[1]:
        return one[1] == other[1]
    name, others = _bare(one[0]), _bare(other[0])
    return bool(name) and name == others


def _bare(name: str) -> str:
    return BLANKS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def chain_of(grants: Sequence[Grant], holder: tuple[str, str], since: date, until: date) -> Chain:
    """Return the chain by which a holder may sell under a brand from a day to a day.

    Every link must be in force the whole time, and begin where the one before it ends. Where
    there is no such chain, it is said where the shortest one breaks, as near to the holder as
    can be seen.
    """
    whole = _walk([one for one in grants if _fault(one, since, until) is None], holder)
    if whole is not None:
        return Chain(True, tuple(one.id for one in whole))
    if (near := _walk(grants, holder)) is not None:
        weak = min(near, key=lambda one: _weight(one, since, until))
        why, on = _fault(weak, since, until) or ("broken", None)
        return Chain(False, (), why, on, _said(weak))
    return Chain(False, (), "broken" if grants else "missing", None, _loose(grants, holder))


def _walk(grants: Iterable[Grant], holder: tuple[str, str]) -> list[Grant] | None:
    """Return the shortest path of papers from the holder back to a registration."""
    papers = list(grants)
    waiting: deque[tuple[tuple[str, str], tuple[Grant, ...]]] = deque([(holder, ())])
    seen: set[UUID] = set()
    while waiting:
        who, path = waiting.popleft()
        mine = [one for one in papers if one.id not in seen and same(one.taker, who)]
        for one in sorted(mine, key=lambda paper: paper.kind != TRADEMARK):
            if one.kind == TRADEMARK:
                return [*path, one]
            seen.add(one.id)
            if len(path) < LONGEST:
                waiting.append((one.giver, (*path, one)))
    return None


def _fault(one: Grant, since: date, until: date) -> tuple[Broken, date | None] | None:
    """Return why a paper does not hold the whole time."""
    if one.state != "approved":
        return ("refused" if one.state == "refused" else "waiting"), None
    if one.kind == AUTHORISATION and not one.is_live:
        return "broken", None
    if one.since is not None and since < one.since:
        return "not_yet", one.since
    if one.until is not None and one.until < until:
        return ("expired" if one.until < since else "expires"), one.until
    return None


def _weight(one: Grant, since: date, until: date) -> int:
    """Return what sorts the worst paper of a path first, and those that hold last."""
    fault = _fault(one, since, until)
    return len(NEAREST) if fault is None else -NEAREST.index(fault[0])


def _said(one: Grant) -> str:
    if one.kind == TRADEMARK:
        return one.taker[0]
    return f"{one.giver[0]} → {one.taker[0]}"


def _loose(grants: Sequence[Grant], holder: tuple[str, str]) -> str:
    """Return whose authorisation nobody showed: the end of what leads back from the holder."""
    who, seen = holder, set()
    while True:
        before = next((g for g in grants if g.id not in seen and same(g.taker, who)), None)
        if before is None or before.kind == TRADEMARK:
            return who[0]
        seen.add(before.id)
        who = before.giver
