"""The ladder, the cool-down and what a streamer reads, as tables."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from moderation import rules

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TERMS = rules.Terms()


@dataclass
class Taken:
    kind: str
    clause: str = "M-18-2"
    minutes: int | None = None
    released_at: datetime | None = NOW - timedelta(seconds=30)
    acknowledged_at: datetime | None = None
    escalated_at: datetime | None = None


@pytest.mark.parametrize(
    ("taken", "kind", "clause", "settled"),
    [
        (Taken("prompt"), "prompt", "M-18-2", True),
        (Taken("prompt"), "prompt", "M-18-4", False),
        (Taken("prompt"), "warning", "M-18-2", False),
        (Taken("warning"), "prompt", "M-18-2", True),
        (Taken("warning", acknowledged_at=NOW), "warning", "M-18-2", False),
        (Taken("warning", escalated_at=NOW), "warning", "M-18-2", False),
        (Taken("warning"), "limit_traffic", "M-18-2", False),
        (Taken("limit_traffic", minutes=30), "limit_traffic", "M-18-8", True),
        (Taken("limit_traffic", minutes=30, acknowledged_at=NOW), "limit_traffic", "M-18-2", True),
        (
            Taken("limit_traffic", minutes=1, released_at=NOW - timedelta(minutes=2)),
            "limit_traffic",
            "M-18-2",
            False,
        ),
        (Taken("suspend"), "suspend", "M-18-2", True),
        (Taken("viewer_notice"), "viewer_notice", "M-off-platform", True),
        (
            Taken("viewer_notice", released_at=NOW - timedelta(seconds=61)),
            "viewer_notice",
            "M-off-platform",
            False,
        ),
        (Taken("viewer_notice"), "warning", "M-18-2", False),
        (Taken("warning"), "viewer_notice", "M-18-2", False),
    ],
)
def test_what_stands_already_is_not_said_again_but_a_step_up_is(taken, kind, clause, settled):
    assert rules.is_settled(kind, clause, [taken], NOW, TERMS) is settled


@pytest.mark.parametrize(
    ("kind", "automatically", "step"),
    [
        ("prompt", True, "warning"),
        ("prompt", False, "warning"),
        ("warning", True, "limit_traffic"),
        ("warning", False, None),
        ("limit_traffic", True, None),
        ("suspend", True, None),
        ("viewer_notice", True, None),
    ],
)
def test_nothing_climbs_to_a_suspension_by_itself(kind, automatically, step):
    terms = rules.Terms(escalate_automatically=automatically)

    assert rules.next_step(kind, terms) == step


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, rules.Terms()),
        ({"acknowledge_s": 30}, rules.Terms(acknowledge_s=30)),
        ({"acknowledge_s": 5}, rules.Terms()),
        ({"acknowledge_s": "30"}, rules.Terms()),
        ({"acknowledge_s": True}, rules.Terms()),
        ({"escalate_automatically": False}, rules.Terms(escalate_automatically=False)),
        ({"escalate_automatically": 0}, rules.Terms()),
        ({"terms": ["x"]}, rules.Terms()),
    ],
)
def test_a_tenants_numbers_count_only_within_their_bounds(policy, expected):
    assert rules.terms_of(policy) == expected


@pytest.mark.parametrize(
    ("kind", "quote", "minutes", "zh", "en"),
    [
        (
            "warning",
            rules.Quote("speech", "降血压"),
            None,
            "刚才说到“降血压”：把茶说成药。",
            "You just said “降血压”: Tea sold as medicine.",
        ),
        ("warning", None, None, "把茶说成药。", "Tea sold as medicine."),
        (
            "limit_traffic",
            rules.Quote("title", "根治"),
            30,
            "直播间标题写有“根治”：把茶说成药。直播间已被限制流量（30 分钟）。",
            "The room's title says “根治”: Tea sold as medicine."
            " The room's traffic is limited for 30 min.",
        ),
        (
            "suspend",
            None,
            None,
            "把茶说成药。直播已被暂停。",
            "Tea sold as medicine. The broadcast is suspended.",
        ),
    ],
)
def test_the_streamer_reads_one_sentence_with_his_own_words(kind, quote, minutes, zh, en):
    reason = {"zh": "把茶说成药。", "en": "Tea sold as medicine."}

    assert rules.text_of(kind, quote, reason, minutes) == {"zh": zh, "en": en}


def test_without_english_the_chinese_reason_stands_in_both_languages():
    text = rules.text_of("prompt", None, {"zh": "注意用语。", "en": ""}, None)

    assert text == {"zh": "注意用语。", "en": "注意用语。"}


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (
            {"zh": "引导私下交易", "en": "Private dealing"},
            "刚才说到“加微信”：引导私下交易。直播间已被限制流量（30 分钟）。",
            "You just said “加微信”: Private dealing. The room's traffic is limited for 30 min.",
        ),
        (
            {"zh": "他说“没事”", "en": ""},
            "刚才说到“加微信”：他说“没事”。直播间已被限制流量（30 分钟）。",
            "You just said “加微信”: 他说“没事”. The room's traffic is limited for 30 min.",
        ),
        (
            {"zh": "真的吗？", "en": "Really?"},
            "刚才说到“加微信”：真的吗？直播间已被限制流量（30 分钟）。",
            "You just said “加微信”: Really? The room's traffic is limited for 30 min.",
        ),
        (
            {"zh": "", "en": ""},
            "刚才说到“加微信”。直播间已被限制流量（30 分钟）。",
            "You just said “加微信”. The room's traffic is limited for 30 min.",
        ),
    ],
)
def test_sentences_never_run_into_each_other(reason, zh, en):
    quote = rules.Quote("speech", "加微信")

    assert rules.text_of("limit_traffic", quote, reason, 30) == {"zh": zh, "en": en}


def test_why_a_measure_climbed_is_whole_in_both_languages():
    climbed = rules.escalated_reason("warning", {"zh": "引导私下交易", "en": ""}, 60)

    assert climbed == {
        "zh": "违规警示发出后 60 秒内未确认。引导私下交易。",
        "en": "Violation warning not acknowledged within 60 s. 引导私下交易",
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, 1_000_000),
        (900_000, 900_000),
        (1_050_000, 1_050_000),
        (1_060_001, 1_000_000),
        (datetime(1970, 1, 1, 0, 15, tzinfo=UTC), 900_000),
        (datetime(1970, 1, 1, 0, 15), 900_000),  # noqa: DTZ001  (no zone: read as UTC)
    ],
)
def test_an_event_happened_when_it_says_unless_that_is_a_future(said, expected):
    assert rules.moment_of(said, 1_000_000) == expected


def test_the_risk_line_keeps_the_highest_of_ten_seconds_and_fills_quiet_ones_with_decay():
    line, begins = rules.spark_on([], None, 5_000, 40)
    line, begins = rules.spark_on(line, begins, 9_000, 38)
    line, begins = rules.spark_on(line, begins, 42_000, 60)

    assert line == [40, 39, 38, 37, 60]
    assert begins == 40_000


def test_the_risk_line_never_grows_past_half_an_hour_and_starts_anew_after_them():
    line, begins = rules.spark_on([], None, 0, 10)
    for slot in range(1, 300):
        line, begins = rules.spark_on(line, begins, slot * 10_000, 10)
    anew, _ = rules.spark_on(line, begins, 10_000_000, 3)

    assert len(line) == 180
    assert anew == [3]
