"""Try a rule on pasted lines, with the engine that judges live traffic. Nothing is kept."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from moderation import services as moderation
from moderation.engine import Label, PackError
from moderation.engine.record import NOBODY, Record
from moderation.engine.types import Value
from rooms import wire
from studio import policies, selectors
from studio.rules.body import TRIED, Body
from studio.selectors.release import pack_of

MOST_LINES, LONGEST_LINE = 50, 500
NAME = "T-preview@0"
SECOND = 1_000


class Tried(NamedTuple):
    """A line, what the engine thinks of it, and whether the rule catches it."""

    text: str
    suggestion: str
    labels: list[Label]
    is_caught: bool
    error: str
    values: tuple[tuple[str, Value], ...] = ()


class Preview(NamedTuple):
    """The lines as tried, and the measures that the rule would have led to."""

    lines: list[Tried]
    measures: Sequence[str]


def _who(role: str) -> wire.Speaker:
    """Return somebody of a role, under the number by which the record that is tried knows him."""
    return wire.Speaker(role=role, id=TRIED)  # type: ignore[arg-type]


def lines_preview(
    *,
    actor: Actor,
    body: Mapping[str, Any],
    text: str,
    speaker: str = "marketer",
    record: Record = NOBODY,
) -> Preview:
    """Judge pasted lines, one event each, a second apart, as one room's session.

    Args:
        record: what is to be known of the streamer.

    Raises:
        Forbidden: the actor does not see rules.
        Invalid: the rule cannot run.
    """
    policies.require_see(actor)
    rule = {"name": NAME, "share": [0, 100], "body": Body.of(body).kept()}
    others = [one for one in selectors.sources(selectors.running(actor)) if one["share"][1] == 100]
    try:
        parts = selectors.parts_of(actor, selectors.packs_running(actor))
        engine = moderation.engine_with(actor, [pack_of([*others, rule])], parts)
    except PackError as fault:
        raise Invalid(_("这一版规则无法运行：%(why)s") % {"why": str(fault)[:200]}) from fault
    lines = [line.strip()[:LONGEST_LINE] for line in text.splitlines() if line.strip()]
    kept = lines[:MOST_LINES]
    events: list[wire.Event] = [
        wire.Speech(id=number, at=number * SECOND, text=line, speaker=_who(speaker))
        if speaker != "viewer"
        else wire.Comment(id=number, at=number * SECOND, text=line)
        for number, line in enumerate(kept, start=1)
    ]
    results, memory = moderation.lines_try(engine, events, record)
    tried = []
    for line, result in zip(kept, results, strict=True):
        own = [label for label in result.labels if label.rule == NAME]
        error = next((one.text for one in own if one.code == "RULE-FAILED"), "")
        values = own[0].values if own else ()
        is_caught = bool(own) and not error
        tried.append(Tried(line, result.suggestion, result.labels, is_caught, error, values))
    measures = [one.kind for one in memory.take_proposals() if one.rule == NAME]
    return Preview(tried, measures)
