"""What is on file of a disputed purchase, line by line; what an officer lets be read of it."""

import hmac
from collections.abc import Mapping, Sequence

import msgspec

OPERATOR, MARKETERS, TRADE = "operator", "marketers", "trade"
PARTS = (OPERATOR, MARKETERS, TRADE)
LEAST_REASON, MOST_REASON = 2, 300
MOST_ROUNDS = 5


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line: of which part, what it is, what it says.

    Args:
        key: known by it within one draft. label: a code, named in the language of the page.
        number: of which marketer or which goods, where there are several.
        is_veiled: a person's own name; masked unless an officer says why it must be known.
    """

    key: str
    part: str
    label: str
    said: str
    number: int = 0
    is_veiled: bool = False


class LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that is on file and was not given, and why."""

    part: str
    label: str
    reason: str
    number: int = 0


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything on file, and what is not there though it was looked for."""

    items: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a consumer was given, whole."""

    items: tuple[Item, ...]
    missing: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unveiled: Mapping[str, str] = {}
    note: str = ""


class Unreasoned(ValueError):
    """A line is left out, or a name shown, without a reason of some words."""


class NoSuchLine(ValueError):
    """The draft has no such line, or it hides nothing."""


def seen(draft: Draft, key: bytes) -> str:
    """Return by what a draft is known again: another mark, and something in it has changed."""
    return hmac.new(key, msgspec.json.encode(draft), "sha256").hexdigest()


def given(
    draft: Draft,
    omits: Mapping[str, str],
    unveils: Mapping[str, str],
    names: Mapping[str, str],
    note: str = "",
) -> Body:
    """Return what is given of a draft.

    Args:
        omits: lines that are left out, each with its reason. unveils: names that are shown whole,
            each with its reason. names: those in clear, by line; who is a minor has none.

    Raises:
        NoSuchLine, Unreasoned.

    Law: O117-consumer-disputes
    """
    lines = {one.key: one for one in draft.items}
    veiled = {one.key for one in draft.items if one.is_veiled and one.key in names}
    if not set(omits) <= lines.keys() or not set(unveils) <= veiled - set(omits):
        raise NoSuchLine
    for reason in (*omits.values(), *unveils.values()):
        if not LEAST_REASON <= len(reason) <= MOST_REASON:
            raise Unreasoned
    kept = [one for one in draft.items if one.key not in omits]
    return Body(
        items=tuple(
            msgspec.structs.replace(one, said=names[one.key]) if one.key in unveils else one
            for one in kept
        ),
        missing=draft.missing,
        left_out=tuple(
            LeftOut(one.part, one.label, omits[one.key], one.number)
            for one in draft.items
            if one.key in omits
        ),
        unveiled=dict(unveils),
        note=note,
    )


def differs(draft: Draft, body: Body) -> bool:
    """Tell whether what is on file is other than it was when it was given.

    What was left out then, and what was shown whole, is no difference.
    """
    left = {(one.label, one.number) for one in body.left_out}
    now = {_line(one, body) for one in draft.items if (one.label, one.number) not in left}
    return now != {_line(one, body) for one in body.items} or draft.missing != body.missing


def _line(one: Item, body: Body) -> tuple[str, str, str]:
    return (one.key, one.label, "" if one.key in body.unveiled else one.said)


def by_part(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return lines by the part they belong to, in order."""
    return {part: [one for one in items if one.part == part] for part in PARTS}
