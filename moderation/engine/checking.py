"""What is wrong with a rule as somebody writes it: every fault with its line and column."""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cel_expr_python import cel

from moderation.engine import needs, rules
from moderation.engine.context import CALLS, CONTEXT_NAMES, DATED, LONGEST, SANCTIONED, WINDOWED
from moderation.engine.record import MOST_DAYS

MOST_LENGTH, MOST_DEPTH, MOST_COST, MOST_PATTERN = 2_000, 16, 60, 200
HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
LOOP = re.compile(r"\.\s*(all|exists|exists_one|map|filter|existsOne|transform\w*)\s*\(")
PREFIXED = re.compile(r"\b[rRbB]{1,2}(?=[\"'])|\"\"\"|'''|//")
MATCHES = re.compile(r"\bmatches\s*\(")
LITERAL = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*\)")
COSTLY = re.compile(r"&&|\|\||[<>=!]=|[<>+*/%?]|-|\b\w+\s*\(|\bin\b")
MOST = {
    **dict.fromkeys((*WINDOWED, "ratio"), ("window", LONGEST)),
    **dict.fromkeys((*DATED, *SANCTIONED), ("days", MOST_DAYS)),
}
CALL = re.compile(rf"\b({'|'.join(CALLS)})\s*\(([^()]*)\)")
QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
PLACE = re.compile(r"<input>:(\d+):(\d+): ")
OVERLOAD = re.compile(r"no matching overload for '([^']+)' applied to '\(([^)]*)\)'")
UNKNOWN = re.compile(r"undeclared reference to '([^']+)'")


class Fault(NamedTuple):
    """One thing that is wrong: what, where (from 1), how long the place is, and details."""

    code: str
    line: int = 1
    column: int = 1
    length: int = 1
    detail: str = ""
    hint: str = ""


def faults(when: str, families: Iterable[str]) -> list[Fault]:
    """Return what is wrong with a condition, the first place first; nothing for a good one."""
    if not when.strip():
        return [Fault("empty")]
    if len(when) > MOST_LENGTH:
        return [Fault("too_long", *place(when, MOST_LENGTH), detail=str(MOST_LENGTH))]
    found = [*_hidden(when)] or [*_deep(when), *_strange(when)]
    if found:
        return found
    try:
        expression = rules.compiled(when)
    except (RuntimeError, ValueError) as error:
        return _said(when, str(error))
    found = [*_kind(expression), *_costs(when), *_patterns(when), *_families(when, set(families))]
    return sorted([*found, *_windows(when)], key=lambda one: (one.line, one.column))


def place(when: str, index: int) -> tuple[int, int]:
    """Return line and column, both from 1, of a character."""
    before = when[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def _at(code: str, when: str, start: int, end: int, detail: str = "", hint: str = "") -> Fault:
    return Fault(code, *place(when, start), max(1, end - start), detail, hint)


def bare(when: str) -> str:
    """Return the condition with blanks for what stands in quotes; as long as it was."""
    kept = [" "] * len(when)
    for index, char in needs.outside_quotes(when):
        kept[index] = char
    return "".join(kept)


def _hidden(when: str) -> Iterator[Fault]:
    for match in HIDDEN.finditer(when):
        yield _at("hidden", when, match.start(), match.end(), f"U+{ord(match[0]):04X}")


def _deep(when: str) -> Iterator[Fault]:
    depth = 0
    for index, char in needs.outside_quotes(when):
        depth += (char in "([{") - (char in ")]}")
        if depth > MOST_DEPTH:
            yield _at("too_deep", when, index, index + 1, str(MOST_DEPTH))
            return


def _strange(when: str) -> Iterator[Fault]:
    """Loops, and ways to write texts and remarks that hide what is written."""
    outside = bare(when)
    for match in LOOP.finditer(outside):
        yield _at("loop", when, match.start(1), match.end(1), match[1])
    for match in PREFIXED.finditer(when):
        if outside[match.start()].strip() or match[0] in ('"""', "'''"):
            yield _at("quoting", when, match.start(), match.end(), match[0])


def _kind(expression: Any) -> Iterator[Fault]:
    if expression.return_type() != cel.Type.BOOL:
        yield Fault("no_condition", detail=str(expression.return_type().name()).lower())


def _costs(when: str) -> Iterator[Fault]:
    for number, match in enumerate(COSTLY.finditer(bare(when)), start=1):
        if number > MOST_COST:
            yield _at("too_costly", when, match.start(), match.end(), str(MOST_COST))
            return


def _patterns(when: str) -> Iterator[Fault]:
    """Every pattern is written out, short, and one that the engine can compile."""
    for match in MATCHES.finditer(bare(when)):
        literal = LITERAL.match(when, match.end())
        if literal is None:
            yield _at("pattern_computed", when, match.start(), match.end())
        elif len(literal[1]) > MOST_PATTERN:
            yield _at("pattern_long", when, *literal.span(1), detail=str(MOST_PATTERN))
        elif why := rules.pattern_fault(literal[1]):
            yield _at("pattern", when, *literal.span(1), detail=why)


def _families(when: str, known: set[str]) -> Iterator[Fault]:
    for match in CALL.finditer(when):
        for quoted in QUOTED.finditer(match[2]):
            code = quoted[1] if quoted[1] is not None else quoted[2]
            if code not in known:
                near = difflib.get_close_matches(code, sorted(known), 1)
                start = match.start(2)
                span = (start + quoted.start() + 1, start + quoted.end() - 1)
                yield _at("family", when, *span, code, near[0] if near else "")


def _windows(when: str) -> Iterator[Fault]:
    for match in CALL.finditer(when):
        if match[1] not in MOST:
            continue
        code, most = MOST[match[1]]
        last = match[2].rpartition(",")[2]
        at = match.end(2) - len(last.lstrip())
        if not last.strip().isdecimal() or not 1 <= int(last) <= most:
            yield _at(code, when, at, match.end(2), str(most))


def _said(when: str, error: str) -> list[Fault]:
    """Read what the compiler said: the first fault at each place."""
    parts = PLACE.split(error)
    if len(parts) < 4:
        return [Fault("too_deep", detail=str(MOST_DEPTH))]
    found: dict[tuple[int, int], Fault] = {}
    for line, column, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        where = int(line), int(column)
        found.setdefault(where, _read(where, text.partition("\n |")[0].strip()))
        if found[where].code == "syntax":
            break
    return list(found.values())


def _read(where: tuple[int, int], text: str) -> Fault:
    if match := UNKNOWN.search(text):
        name = match[1]
        near = difflib.get_close_matches(name, [*CONTEXT_NAMES, *CALLS, "jump"], 1)
        return Fault("name", *where, len(name), name, near[0] if near else "")
    if match := OVERLOAD.search(text):
        sign, kinds = match[1].strip("_"), match[2]
        mixed = set(kinds.split(", ")) == {"double", "int"}
        return Fault("types", *where, len(sign), f"{sign} ({kinds})", "decimal" if mixed else "")
    return Fault("syntax", *where, 1, text.removeprefix("Syntax error: ")[:120])
