"""Identity numbers by the second: single checks, lines through the command's reader, one core."""

import io
import time
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from parties.rules.documents import check, lines
from parties.rules.documents.digits import (
    RESIDENT_CHECKS,
    RESIDENT_WEIGHTS,
    credit_check,
    resident_check,
    subject_check,
)
from tools.bench import Figure

NUMBERS, ROUNDS = 20_000, 3
PER_SECOND = 100_000
ON = date(2026, 11, 29)


def residents() -> list[str]:
    """Return numbers of invented people: every one another birthday, in a few districts."""
    first = date(1950, 1, 1)
    bodies = [
        f"{110101 + step % 9}{first + timedelta(days=step):%Y%m%d}{step % 1000:03}"
        for step in range(NUMBERS)
    ]
    return [body + resident_check(body) for body in bodies]


def organisations() -> list[str]:
    """Return credit codes of invented companies."""
    bodies = []
    for step in range(NUMBERS):
        subject = f"MA{step:06}"
        bodies.append("91310115" + subject + subject_check(subject))
    return [body + credit_check(body) for body in bodies]


def plain(value: str) -> bool:
    """Check a resident number as anybody would write it: a check character and a date, no more."""
    total = sum(int(digit) * weight for digit, weight in zip(value, RESIDENT_WEIGHTS, strict=False))
    born = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    return RESIDENT_CHECKS[total % 11] == value[17] and born <= ON


def rate(one: Callable[[str], object], values: list[str]) -> float:
    """Return the best of a few rounds, in numbers a second."""
    best = 0.0
    for _round in range(ROUNDS):
        began = time.perf_counter()
        for value in values:
            one(value)
        best = max(best, len(values) / (time.perf_counter() - began))
    return best


def figures() -> list[Figure]:
    """Measure numbers with their kind, without, and as lines."""
    people, companies = residents(), organisations()
    loop = rate(plain, people)
    known = rate(lambda value: check("resident_id", value, ON), people)
    credit = rate(lambda value: check("uscc", value, ON), companies)
    guessed = rate(lambda value: check(None, value, ON), people)
    raw = b"".join(msgspec.json.encode({"value": value}) + b"\n" for value in people)
    words = {"zh": "", "en": ""}
    began = time.perf_counter()
    lines.run(io.BytesIO(raw), io.BytesIO(), ON, lambda code: words)
    answered = NUMBERS / (time.perf_counter() - began)
    against = _figure("resident numbers, whole check", known)
    against |= {"baseline": loop, "ratio": known / loop, "note": "plain loop: check and date only"}
    return [
        against,
        _figure("credit codes", credit),
        _figure("resident numbers, kind not given", guessed),
        {"name": "identity_check lines", "value": answered, "unit": "/s"},
    ]


def _figure(name: str, value: float) -> Figure:
    target = f">= {PER_SECOND:,}/s"
    return Figure(name=name, value=value, unit="/s", target=target, ok=value >= PER_SECOND)
