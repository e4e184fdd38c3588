"""What a ladder would have made of the last findings, beside the one that holds."""

from dataclasses import dataclass
from datetime import timedelta

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation.selectors import compliance
from sanctions import policies
from sanctions.rules.ladder import RUNGS, Ladder
from sanctions.rules.replay import Offence, Replayed, replay
from sanctions.selectors import words
from sanctions.selectors.policy import ladder_in_force

DAYS = 180


@dataclass(frozen=True, slots=True)
class Column:
    """One rung of the histogram: decisions now and then, and how many parties end there."""

    rung: str
    name: str
    now: int
    then: int
    parties: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A dry run over so many days and offences; `most` is the tallest column."""

    days: int
    offences: int
    unmatched: int
    columns: list[Column]
    most: int


def preview(actor: Actor, ladder: Ladder, days: int = DAYS) -> Preview:
    """Return what a ladder would have made of past findings. Nothing is written.

    Raises:
        Forbidden: the actor may not see it.

    Law: O117-measures
    """
    policies.require_see(actor)
    since = clock.now() - timedelta(days=days)
    found = [Offence(*row) for row in compliance.offences_since(actor, since)]
    then, now = replay(ladder, found), replay(ladder_in_force(actor).body, found)
    columns = [_column(rung, now, then) for rung in RUNGS]
    most = max(max(one.now, one.then) for one in columns)
    return Preview(days, len(found), then.unmatched, columns, most)


def _column(rung: str, now: Replayed, then: Replayed) -> Column:
    return Column(rung, words.rung(rung), now.acts[rung], then.acts[rung], then.parties[rung])
