"""Accounts that say the same things: several lines, word for word, in one short while. Pure.

Many people write one and the same line: a cheer, a code word. That several accounts share
several long lines, and no other account does, is how one hand with many accounts looks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

LEAST_SIGNS = 8  # of a folded line, below which everybody writes it
LEAST_VARIETY = 5  # different signs in it
LEAST_LINES, LEAST_ACCOUNTS = 3, 5
MOST_SHARE = 0.02  # of the accounts who spoke: a line that more of them wrote is a cheer
CHEER = 40  # accounts of one line, beyond which it is a cheer however many spoke


class Twins(NamedTuple):
    """Accounts that share lines: how many, how many lines, and the lines' numbers."""

    accounts: frozenset[int]
    lines: frozenset[int]


def counts(folded: str) -> bool:
    """Tell whether a line is long and varied enough to be nobody's by chance."""
    return len(folded) >= LEAST_SIGNS and len(set(folded)) >= LEAST_VARIETY


def twins(said: Iterable[tuple[int, int]]) -> list[Twins]:
    """Return the groups of accounts that share lines.

    Args:
        said: account and line, as numbers, for every line that counts; in any order, repeated
            at will.

    Law: M-18-4
    """
    by_line: dict[int, set[int]] = defaultdict(set)
    everybody = set()
    for account, line in said:
        by_line[line].add(account)
        everybody.add(account)
    most = max(LEAST_ACCOUNTS, min(CHEER, int(MOST_SHARE * len(everybody)) or 0, len(everybody)))
    most = max(most, LEAST_ACCOUNTS * 2)
    shared = {line: who for line, who in by_line.items() if LEAST_ACCOUNTS <= len(who) <= most}
    return _groups(shared)


def _groups(shared: Mapping[int, set[int]]) -> list[Twins]:
    lines_of: dict[int, set[int]] = defaultdict(set)
    for line, who in shared.items():
        for account in who:
            lines_of[account].add(line)
    able = {account: lines for account, lines in lines_of.items() if len(lines) >= LEAST_LINES}
    groups: list[Twins] = []
    seen: set[int] = set()
    for account in sorted(able):
        if account not in seen:
            group = _group(account, able)
            seen |= group.accounts
            if len(group.accounts) >= LEAST_ACCOUNTS and len(group.lines) >= LEAST_LINES:
                groups.append(group)
    return groups


def _group(first: int, able: Mapping[int, set[int]]) -> Twins:
    """Return who shares enough lines with one account, and the lines that all of them share."""
    mine = able[first]
    near = {other for other, lines in able.items() if len(lines & mine) >= LEAST_LINES}
    common = set(mine)
    for other in near:
        common &= able[other]
    if len(common) >= LEAST_LINES:
        return Twins(frozenset(near), frozenset(common))
    exact = {other for other in near if mine <= able[other]}
    return Twins(frozenset(exact), frozenset(mine))
