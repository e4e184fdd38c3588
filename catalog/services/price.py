"""Prices at which goods were sold, as the platform reports them, line by line."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated, Any, NamedTuple

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import PriceDeal
from catalog.rules.prices import MOST_FEN
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid

STEP, MOST_LINES, MOST_FAULTS, LONGEST_LINE = 1_000, 20_000, 100, 2_000
AHEAD, BEHIND = timedelta(minutes=5), timedelta(days=400)
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One deal: of which product, in which place of business, by which order, for how much."""

    product: Text
    place: Text
    reference: Text
    price_fen: Annotated[int, msgspec.Meta(ge=0, le=MOST_FEN)]
    at: datetime


class Taken(NamedTuple):
    """What came of a report: lines taken, lines that stood already, and those refused."""

    taken: int
    known: int
    rejected: tuple[tuple[int, str], ...]


@transaction.atomic
def prices_report(*, actor: Actor, lines: Iterable[bytes]) -> Taken:
    """Take deals line by line, a thousand at a time; what is wrong with a line stops no other.

    The same order of the same product in the same place is one deal, whatever comes later.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: more than 20,000 lines.

    Law: PRICE-compared-price
    """
    policies.require_file(actor)
    rejected: list[tuple[int, str]] = []
    taken = known = 0
    read = _read(lines, rejected)
    while chunk := list(islice(read, STEP)):
        made: dict[tuple[str, str, str], Line] = {}
        for one in chunk:
            made.setdefault((one.product, one.place, one.reference), one)
        fresh = _stored(actor, made.values())
        taken, known = taken + fresh, known + len(chunk) - fresh
    if taken:
        data = {"taken": taken, "known": known, "rejected": len(rejected)}
        record.entry_append(
            actor=actor, action="catalog.prices_reported", subject=("tenant", actor.tenant_id),
            clause="PRICE-compared-price", data=data,
        )  # fmt: skip
    return Taken(taken, known, tuple(rejected[:MOST_FAULTS]))


def _read(lines: Iterable[bytes], rejected: list[tuple[int, str]]) -> Iterator[Line]:
    now = clock.now()
    for number, raw in enumerate(lines, 1):
        if number > MOST_LINES:
            raise Invalid(
                _("一次最多上报 %(most)s 行。") % {"most": f"{MOST_LINES:,}"}, field="lines"
            )
        text = raw.strip()
        if not text:
            continue
        try:
            if len(text) > LONGEST_LINE:
                raise ValueError("line_too_long")
            yield _checked(msgspec.json.decode(text, type=Line), now)
        except msgspec.ValidationError as fault:
            rejected.append((number, _field(fault)))
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as fault:
            rejected.append((number, _code(fault)))


def _code(fault: Any) -> str:
    return str(fault) if str(fault) in {"at", "text", "line_too_long"} else "not_json"


def _field(fault: msgspec.ValidationError) -> str:
    """Return the field that a line is wrong in; the whole line where none is named."""
    _words, mark, path = str(fault).rpartition("`$.")
    return path.rstrip("`") if mark else "line"


def _checked(one: Line, now: datetime) -> Line:
    if one.at.tzinfo is None or not now - BEHIND <= one.at <= now + AHEAD:
        raise ValueError("at")
    if any("\0" in text for text in (one.product, one.place, one.reference)):
        raise ValueError("text")
    return one


def _stored(actor: Actor, lines: Iterable[Line]) -> int:
    rows = [
        PriceDeal(
            tenant_id=actor.tenant_id,
            product=one.product,
            place=one.place,
            reference=one.reference,
            fen=one.price_fen,
            at=one.at,
        )
        for one in lines
    ]
    before = _held(actor, rows)
    PriceDeal.objects.bulk_create(
        [one for one in rows if (one.product, one.place, one.reference) not in before],
        ignore_conflicts=True,
    )
    return len(rows) - len(before)


def _held(actor: Actor, rows: list[PriceDeal]) -> set[tuple[str, str, str]]:
    """Return which of these deals stand already."""
    found = PriceDeal.objects.of(actor).filter(
        product__in={one.product for one in rows},
        place__in={one.place for one in rows},
        reference__in={one.reference for one in rows},
    )
    return set(found.values_list("product", "place", "reference")) & {
        (one.product, one.place, one.reference) for one in rows
    }
