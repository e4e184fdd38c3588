"""The work that a form asks for: ours, fresh, of this platform, and done."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from complaints.rules import challenge as rules
from complaints.rules.challenge import Challenge, challenge_new, verdict_of
from livecompliance.kernel.ids import uuid7

KEY, TENANT, NOW = b"k" * 32, uuid7(), datetime(2026, 12, 31, 23, 59, tzinfo=UTC)


def solved(given: Challenge) -> str:
    """Do the work, as a browser does."""
    return next(
        str(n)
        for n in range(rules.MOST)
        if hashlib.sha256(f"{given.salt}{n}".encode()).hexdigest() == given.target
    )


@pytest.fixture
def asked(monkeypatch) -> Challenge:
    monkeypatch.setattr(rules, "MOST", 50)
    return challenge_new(KEY, TENANT, NOW)


def test_work_that_was_done_is_taken_at_once(asked):
    verdict = verdict_of(KEY, TENANT, asked, solved(asked), NOW)

    assert (verdict.code, verdict.is_proved) == ("", True)
    assert verdict.form == bytes.fromhex(asked.salt)


@pytest.mark.parametrize("number", ["999999", "-1", "x", "٣", "1" * 400, " 1"])
def test_what_is_no_solution_is_none(asked, number):
    assert verdict_of(KEY, TENANT, asked, number, NOW).code == "wrong"


@pytest.mark.parametrize(("after_s", "code"), [(0, "early"), (14, "early"), (15, ""), (600, "")])
def test_without_a_script_whoever_took_his_time_is_heard(asked, after_s, code):
    verdict = verdict_of(KEY, TENANT, asked, "", NOW + timedelta(seconds=after_s))

    assert (verdict.code, verdict.is_proved) == (code, False)


@pytest.mark.parametrize("after", [timedelta(hours=6, seconds=1), timedelta(hours=-1)])
def test_what_is_old_or_of_tomorrow_is_stale(asked, after):
    assert verdict_of(KEY, TENANT, asked, solved(asked), NOW + after).code == "stale"


@pytest.mark.parametrize(
    "spoil",
    [
        {"salt": "00" * 20},
        {"target": "0" * 64},
        {"seal": ""},
        {"seal": "é"},
        {"salt": ""},
        {"salt": "\ud800"},
    ],
)
def test_what_we_did_not_ask_is_stale(asked, spoil):
    assert verdict_of(KEY, TENANT, asked._replace(**spoil), "1", NOW).code == "stale"


def test_a_challenge_of_another_platform_or_key_is_stale(asked):
    number = solved(asked)

    assert verdict_of(KEY, uuid7(), asked, number, NOW).code == "stale"
    assert verdict_of(b"o" * 32, TENANT, asked, number, NOW).code == "stale"


def test_no_two_forms_are_known_by_the_same(asked):
    assert challenge_new(KEY, TENANT, NOW).salt != asked.salt
