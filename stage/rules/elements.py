"""Which elements a room must have had reviewed, and what a first look at one leads to."""

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

Suggestion = Literal["pass", "review", "block"]
TEXTS = ("account_name", "bio", "title")
PICTURES = ("avatar", "cover", "set", "props", "dress", "image")
KINDS = (*TEXTS, *PICTURES, "other")
OF_PERSONS = frozenset({"dress", "image"})
# Measures, Article 20, paragraph 2, items 1 to 4; item 5 is whatever else a platform names.
REQUIRED = frozenset(KINDS) - {"other"}
SEEN = frozenset(PICTURES) - {"avatar", "cover"}  # only where there is a picture
RISKY = 0.5  # from this score on, a label of the platform's own vision counts
WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"


class Standing(NamedTuple):
    """One element as the gate sees it: of whom, whether a version stands, whether one waits."""

    kind: str
    party: str | None
    is_shown: bool
    is_waiting: bool


def required_in(form: str, required: Collection[str]) -> list[str]:
    """Return the elements that a broadcast of this form must have, in the order of the article.

    What nobody sees in an audio broadcast needs no review.

    Law: M-key-elements, O117-prebroadcast-review
    """
    skipped = SEEN if form == "audio" else frozenset()
    return [kind for kind in KINDS if kind in required and kind not in skipped]


def first_state(kind: str, suggestion: Suggestion, is_declared: bool) -> str:
    """Return what becomes of a new version before any person has seen it.

    The engine reads words and may refuse anything; it approves words only. A picture is
    approved by an officer, whatever the platform's own labels say.

    Law: M-key-elements
    """
    if suggestion == "block":
        return REFUSED
    is_settled = kind in TEXTS and suggestion == "pass" and is_declared
    return APPROVED if is_settled else WAITING


def worst(suggestions: Collection[str]) -> Suggestion:
    """Return the strictest of several suggestions; `review` where there is none."""
    strictest: tuple[Suggestion, ...] = ("block", "review", "pass")
    for one in strictest:
        if one in suggestions:
            return one
    return "review"


def of_labels(labels: Collection[Mapping[str, object]]) -> Suggestion:
    """Return what the platform's own labels on a picture suggest: a person looks in any case."""
    scores = [one.get("score") for one in labels]
    risky = [score for score in scores if isinstance(score, int | float) and score >= RISKY]
    return "review" if risky else "pass"


def missing(
    standing: Collection[Standing],
    required: Collection[str],
    marketers: Collection[str],
) -> list[tuple[str, str | None, bool]]:
    """Return (kind, of whom, whether a version waits) for every element that may not be shown.

    Dress and image are the room's, or each marketer's own: one of the two must stand.

    Law: M-key-elements, O117-key-elements
    """
    by_place = {(one.kind, one.party): one for one in standing}
    found: list[tuple[str, str | None, bool]] = []
    for kind in required:
        rooms_own = by_place.get((kind, None))
        if rooms_own is not None and rooms_own.is_shown:
            continue
        persons = list(marketers) if kind in OF_PERSONS else []
        lacking = [one for one in persons if not _stands(by_place.get((kind, one)))]
        if persons and not lacking:
            continue
        if len(lacking) < len(persons):
            found += [(kind, one, _waits(by_place.get((kind, one)))) for one in lacking]
        else:
            found.append((kind, None, _waits(rooms_own)))
    return found


def _stands(one: Standing | None) -> bool:
    return one is not None and one.is_shown


def _waits(one: Standing | None) -> bool:
    return one is not None and one.is_waiting
