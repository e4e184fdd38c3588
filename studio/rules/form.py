"""The common shape of a rule as a form: the same form from the text, the same text from it."""

import re
from typing import NamedTuple

from moderation.engine import needs
from moderation.engine.context import LONGEST

SPEAKERS = ("operator", "marketer", "guest", "viewer")
KINDS = ("speech", "comment", "screen_text", "title", "goods", "product", "script")
COUNTERS = ("count", "count_viewers", "distinct")
CODE = r"[A-Za-z0-9_-]{1,40}"
HIT = re.compile(rf'hit\("({CODE})"\)')
ANY = re.compile(rf'\((hit\("{CODE}"\)(?: \|\| hit\("{CODE}"\))+)\)')
AMONG = re.compile(r'(speaker|type) in \[("[a-z_]+"(?:, "[a-z_]+")*)\]')
SCORE = re.compile(r"score >= (0\.[0-9]{1,2}|1\.0)")
COUNTER = re.compile(rf'({"|".join(COUNTERS)})\("({CODE})", ([0-9]{{1,4}})\) >= ([0-9]{{1,4}})')


class Counter(NamedTuple):
    """At least so many of a family within so many seconds."""

    what: str
    family: str
    seconds: int
    least: int


class Form(NamedTuple):
    """Who speaks, in what, about which families, how surely, how often."""

    speakers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    score: str = ""
    counter: Counter | None = None

    @property
    def is_empty(self) -> bool:
        return self == Form()


def text_of(form: Form) -> str:
    """Write a form as a condition, one part a line."""
    parts = []
    if form.speakers:
        parts.append(_among("speaker", form.speakers))
    if form.kinds:
        parts.append(_among("type", form.kinds))
    if form.families:
        hits = " || ".join(f'hit("{code}")' for code in form.families)
        parts.append(f"({hits})" if len(form.families) > 1 else hits)
    if form.score:
        parts.append(f"score >= {form.score}")
    if form.counter:
        one = form.counter
        parts.append(f'{one.what}("{one.family}", {one.seconds}) >= {one.least}')
    return "\n  && ".join(parts)


def _among(name: str, values: tuple[str, ...]) -> str:
    return f"{name} in [{', '.join(f'{chr(34)}{one}{chr(34)}' for one in values)}]"


def form_of(when: str) -> Form | None:
    """Read a condition as a form; None unless the form would be written as the very same text."""
    form = Form()
    for part in needs.split(when, "&&"):
        read = _with(form, part.strip())
        if read is None:
            return None
        form = read
    return form if text_of(form) == when and not form.is_empty else None


def _with(form: Form, part: str) -> Form | None:
    if match := AMONG.fullmatch(part):
        return _among_of(form, match)
    if match := HIT.fullmatch(part):
        return form._replace(families=(match[1],))
    if match := ANY.fullmatch(part):
        return form._replace(families=tuple(HIT.findall(match[1])))
    if match := SCORE.fullmatch(part):
        return form._replace(score=match[1])
    if match := COUNTER.fullmatch(part):
        counter = Counter(match[1], match[2], int(match[3]), int(match[4]))
        return form._replace(counter=counter) if 1 <= counter.seconds <= LONGEST else None
    return None


def _among_of(form: Form, match: re.Match[str]) -> Form | None:
    values = tuple(re.findall(r'"([a-z_]+)"', match[2]))
    if match[1] == "speaker":
        return form._replace(speakers=values) if set(values) <= set(SPEAKERS) else None
    return form._replace(kinds=values) if set(values) <= set(KINDS) else None
