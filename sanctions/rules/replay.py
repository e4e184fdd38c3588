"""What a ladder would have made of past findings: the same rule that decides, run over history."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sanctions.rules.ladder import RUNGS, Ladder, step_for


class Offence(NamedTuple):
    """What was found of one family in one broadcast of somebody: once, however often."""

    party_id: UUID
    family: str
    at: datetime


class Replayed(NamedTuple):
    """How many decisions on each rung, how many parties' highest rung, and what fits no code."""

    acts: dict[str, int]
    parties: dict[str, int]
    unmatched: int


def replay(ladder: Ladder, offences: Iterable[Offence]) -> Replayed:
    """Walk everybody up a ladder by his past offences, the oldest first; strikes expire.

    Law: O117-measures
    """
    strikes: dict[tuple[UUID, str], list[datetime]] = defaultdict(list)
    acts: Counter[str] = Counter()
    highest: dict[UUID, int] = {}
    unmatched = 0
    for one in sorted(offences, key=lambda each: (each.at, str(each.party_id), each.family)):
        violation = ladder.violation_of(one.family)
        if violation is None:
            unmatched += 1
            continue
        lasting = timedelta(days=violation.strike_days)
        before = strikes[one.party_id, violation.code]
        before[:] = [at for at in before if at + lasting > one.at]
        rung = step_for(violation, len(before)).rung
        before.append(one.at)
        acts[rung] += 1
        highest[one.party_id] = max(highest.get(one.party_id, 0), RUNGS.index(rung))
    parties = Counter(RUNGS[place] for place in highest.values())
    return Replayed(
        {rung: acts[rung] for rung in RUNGS}, {rung: parties[rung] for rung in RUNGS}, unmatched
    )
