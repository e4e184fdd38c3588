"""Every family says what it should and keeps quiet about ordinary selling."""

from functools import cache
from pathlib import Path

import pytest
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


@pytest.mark.parametrize(("code", "line"), HITS)
def test_a_breach_carries_its_family(code, line):
    assert code in live(inspect(code, line))


@pytest.mark.parametrize(("code", "line"), [(c, x) for c, x in HITS if not CASES[c].get("note")])
def test_a_breach_is_held_back(code, line):
    assert inspect(code, line).suggestion != "pass"


@pytest.mark.parametrize(("code", "line"), MISSES)
def test_ordinary_selling_passes(code, line):
    assert inspect(code, line).suggestion == "pass"


@pytest.mark.parametrize(("code", "line"), [(c, x) for c, x in MISSES if CASES[c].get("note")])
def test_a_family_that_only_notes_does_not_note_ordinary_talk(code, line):
    assert code not in live(inspect(code, line))


def test_every_family_has_three_breaches_and_three_hard_negatives():
    assert set(CASES) == set(engine().families)
    short = [c for c, case in CASES.items() if min(len(case["hit"]), len(case["miss"])) < 3]
    assert short == []
