"""The port to whoever judges words: registered by the app that has the engine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from livecompliance.kernel.actors import Actor
from stage.rules.elements import Suggestion


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody thinks of a text: `labels` hold code, clause and rule, never the words."""

    suggestion: Suggestion
    labels: list[dict[str, Any]] = field(default_factory=list)
    ruleset: str = ""


Judge = Callable[[Actor, str, str], Judgement]
_judges: list[Judge] = []


def judge_register(judge: Judge) -> None:
    """Let `judge(actor, kind, text)` say of every text whether it may be shown; the last counts."""
    _judges[:] = [judge]


def judged(actor: Actor, kind: str, text: str) -> Judgement:
    """Return what the judge thinks; without a judge a person must look."""
    if not _judges:
        return Judgement("review")
    return _judges[0](actor, kind, text)
