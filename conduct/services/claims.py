"""Claims that are said again and again in one broadcast, whatever was done about the first."""

from collections import Counter
from collections.abc import Iterable, Iterator

from conduct.services.memory import memory_of
from moderation import rules
from moderation import services as inspection
from moderation.engine import Label
from rooms import wire

CODE, MEMORY = "CLAIM-REPEATED", "claims"
STEPS = (3, 10, 30)  # times, at which it is said of a claim that it is repeated
MOST, COUNTS = 200, 0.4
REASON: rules.Words = {
    "zh": "同一违规宣传在本场口播中反复出现。",
    "en": "The same claim is said again and again in this broadcast.",
}
ADVICE: rules.Words = {
    "zh": "请停止重复这一说法，并当场更正。",
    "en": "Stop repeating this claim, and correct it on air.",
}


def claims_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Count what is said by rule and find what comes back: at the 3rd, 10th and 30th time.

    Law: O117-false-publicity
    """
    said = list(_said(seen))
    return list(_counted(seen, said)) if said else []


def _said(seen: inspection.Seen) -> Iterator[tuple[int, Label]]:
    for place, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Speech) and wire.role_of(event) != "viewer":
            labels = {one.rule: one for one in seen.batch.results[place].labels
                      if one.lane != "rule" and one.weight >= COUNTS}  # fmt: skip
            for label in labels.values():
                yield place, label


def _counted(seen: inspection.Seen, said: list[tuple[int, Label]]) -> Iterator[inspection.Hit]:
    memory = memory_of(seen)
    counts = Counter(memory.row.told.get(MEMORY, {}))
    for place, label in said:
        name = label.rule[:120]
        if name not in counts and len(counts) >= MOST:
            continue
        counts[name] += 1
        if counts[name] in STEPS:
            yield inspection.Hit(
                at=place,
                code=CODE,
                clause=label.clause,
                severity=label.severity,
                rule=f"{CODE}/{label.code}/{counts[name]}",
                measure="prompt" if counts[name] == STEPS[0] else "warning",
                reason=REASON,
                advice=ADVICE,
                field=label.field,
                text=label.text,
                counts=False,  # each saying of it counted already
            )
    memory.row.told[MEMORY] = dict(counts)
