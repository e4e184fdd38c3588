"""Every family says what it should and keeps quiet about ordinary selling."""

from functools import cache
from pathlib import Path

import yaml

from moderation.engine import Engine, Result

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
HITS = [(code, line) for code, case in CASES.items() for line in case["hit"]]
MISSES = [(code, line) for code, case in CASES.items() for line in case["miss"]]


@cache
def engine() -> Engine:
    return Engine.base()


def inspect(code: str, line: str) -> Result:
    speaker = CASES[code].get("as", "marketer")
    kind = "comment" if speaker == "viewer" else "speech"
    event = {"id": 1, "type": kind, "speaker": speaker, "text": line}
    return engine().inspect([event])[0]


def live(result: Result) -> set[str]:
    return {label.code for label in result.labels if label.weight > 0}


def is_note(code: str) -> bool:
    return bool(CASES[code].get("note"))


def test_a_breach_carries_its_family():
    assert [pair for pair in HITS if pair[0] not in live(inspect(*pair))] == []


def test_a_breach_is_held_back():
    held = [pair for pair in HITS if not is_note(pair[0])]
    assert [pair for pair in held if inspect(*pair).suggestion == "pass"] == []


def test_ordinary_selling_passes():
    assert [pair for pair in MISSES if inspect(*pair).suggestion != "pass"] == []


def test_a_family_that_only_notes_does_not_note_ordinary_talk():
    noted = [pair for pair in MISSES if is_note(pair[0])]
    assert [pair for pair in noted if pair[0] in live(inspect(*pair))] == []


def test_every_family_has_three_breaches_and_three_hard_negatives():
    assert set(CASES) == set(engine().families)
    short = [c for c, case in CASES.items() if min(len(case["hit"]), len(case["miss"])) < 3]
    assert short == []
