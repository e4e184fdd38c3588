"""Faces and voices that the platform's own vision and hearing call borrowed, and no consent for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from conduct.services.memory import memory_of
from moderation import rules
from moderation import services as inspection
from rooms import wire
from stage import selectors as stage

CODE = "LIKENESS-FORGED"
CLAUSES = {"face": "M-likeness", "voice": "M-likeness"}
SURE = 0.5
EVERY_MS = 300_000
LABELS = {
    "face_swap": "face",
    "deepfake": "face",
    "face_reenactment": "face",
    "voice_clone": "voice",
    "voice_conversion": "voice",
}
REASON: dict[str, rules.Words] = {
    "face": {
        "zh": "画面疑似换脸或伪造他人肖像，且没有有效的肖像同意。",
        "en": "A face seems swapped or forged, and no consent to a likeness is in force.",
    },
    "voice": {
        "zh": "声音疑似克隆他人，且没有有效的声音同意。",
        "en": "A voice seems cloned, and no consent to a voice is in force.",
    },
}
ADVICE: rules.Words = {
    "zh": "请立即停止使用，补齐本人同意后再播。",
    "en": "Stop using it now; go on only with the person's consent.",
}


class Sight(NamedTuple):
    """A label in a frame: its place in the batch, whether face or voice, when."""

    at: int
    what: str
    at_ms: int


def likeness_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Find at once what is labelled a swapped face or a cloned voice without a consent in force.

    A consent is in force where a virtual host of this broadcast rests on one that stands.

    Law: M-likeness, O117-ai-impersonation, O117-ai-false-publicity
    """
    sights = list(_sights(seen))
    if not sights:
        return []
    agreed = stage.likeness_agreed(seen.actor, seen.session)
    wanted = [one for one in sights if one.what not in agreed]
    return list(_told(seen, wanted)) if wanted else []


def _sights(seen: inspection.Seen) -> Iterator[Sight]:
    for at, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Frame):
            for label in event.labels:
                what = LABELS.get(label.name.partition(":")[0].strip().lower())
                if what and label.score >= SURE:
                    yield Sight(at, what, event.at if isinstance(event.at, int) else 0)


def _told(seen: inspection.Seen, sights: list[Sight]) -> Iterator[inspection.Hit]:
    memory = memory_of(seen)
    for one in sights:
        if memory.may_tell(f"{CODE}|{one.what}", one.at_ms, EVERY_MS):
            yield inspection.Hit(
                at=one.at,
                code=CODE,
                clause=CLAUSES[one.what],
                severity="high",
                rule=f"{CODE}/{one.what}",
                measure="warning",
                reason=REASON[one.what],
                advice=ADVICE,
            )
