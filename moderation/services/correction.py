"""What is set right on air is held against what was found: is it about that, and taken back?"""

import re
from collections.abc import Iterable, Iterator

from moderation import rules
from moderation.models import Correction, Dismissal, Finding
from moderation.services.watching import Hit, Seen
from rooms import wire

# Words by which somebody takes back what was said. A sentence without any only says it again.
TAKEN_BACK = re.compile(
    r"口误|说错|讲错|念错|写错|更正|纠正|收回|撤回|不实|不准确|不严谨|夸大|误导|并非|并不|不是|没有|"
    r"不能|不会|不具|不代表|为准|抱歉|道歉|"
    r"\b(?:correct(?:ion)?|mistak\w*|misspoke|misspoken|wrong|inaccurate|retract|"
    r"take (?:it|that) back|not|no|sorry|apolog\w+)\b",
    re.IGNORECASE,
)
Verdict = Correction.Verdict


def corrections_watch(seen: Seen) -> Iterable[Hit]:
    """Keep what every correction of a batch came to: no finding, and nothing added to the risk.

    Law: O117-correction
    """
    said = list(_said(seen))
    if not said:
        return ()
    found = _found(seen, {key for _place, _event, key in said if key})
    rows = [
        Correction(
            tenant_id=seen.session.tenant_id,
            session=seen.session,
            segment_seq=seen.batch.places[place][0],
            position=seen.batch.places[place][1],
            event_key=str(event.id)[:80],
            target_key=key,
            verdict=verdict_of(event.text or "", is_found=key in found),
            at=rules.instant_of(event.at if isinstance(event.at, int) else 0),
        )
        for place, event, key in said
    ]
    Correction.objects.bulk_create(rows, ignore_conflicts=True)
    return ()


def verdict_of(text: str, *, is_found: bool) -> str:
    """Return what a correction comes to: about something that was found, and taking it back.

    Law: O117-correction
    """
    if not is_found:
        return Verdict.LOOSE
    return Verdict.RIGHT if TAKEN_BACK.search(text) else Verdict.BARE


def _said(seen: Seen) -> Iterator[tuple[int, wire.Correction, str]]:
    for place, event in enumerate(seen.batch.events):
        if isinstance(event, wire.Correction):
            target = event.target_id
            yield place, event, "" if target is None else str(target)[:80]


def _found(seen: Seen, keys: set[str]) -> set[str]:
    """Return of which events something was found that no officer dismissed: earlier in the session,
    or in this very batch, before it.
    """
    rows = Finding.objects.of(seen.actor).filter(session=seen.session, event_key__in=keys)
    gone = Dismissal.objects.of(seen.actor).filter(restored_at__isnull=True, finding__in=rows)
    standing = rows.exclude(pk__in=gone.values("finding_id"))
    here = {
        str(event.id)[:80]
        for event, result in zip(seen.batch.events, seen.batch.results, strict=True)
        if any(label.weight > 0 for label in result.labels)
    }
    return set(standing.values_list("event_key", flat=True)) | (here & keys)
