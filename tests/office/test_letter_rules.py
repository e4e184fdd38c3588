"""Letters as data, and quiet hours: pure decisions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from office.rules import letters, quiet

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOOD = """
topic: tea
name: {zh: 茶, en: Tea}
parameters: {leaf: text, kind: words, at: instant}
zh: {subject: "{leaf}", body: "{kind} {at}"}
en: {subject: "{leaf}", body: "{kind} {at}"}
"""


def read(tmp_path, text):
    (tmp_path / "tea.yaml").write_text(text, encoding="utf-8")
    return letters.read(tmp_path)


def test_every_template_of_the_product_is_fit_for_use():
    assert {"measure", "invitation", "joined"} <= set(letters.templates())
    assert letters.templates()["measure"].legal


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\nen: {subject", "\nfr: {subject", "fr"),
        ('en: {subject: "{leaf}", body: "{kind} {at}"}', 'en: {subject: x, body: "{kind}"}', "en"),
        ("{kind} {at}", "{kind} {at} {more}", "more"),
        ("{leaf}", "{leaf.__class__}", "plain"),
        ("{leaf}", "{leaf!r}", "plain"),
        ("{leaf}", "{0}", "plain"),
        ("{leaf}", "{leaf", "expected"),
        ("name: {zh: 茶, en: Tea}", "name: {zh: 茶}", "name"),
        ("topic: tea", "topic: Tea!", "topic"),
        ("topic: tea", "topic: tea\nlegal: true\nwaits: false", "clause"),
        ("topic: tea", "topic: tea\nlegal: true\nclause: M-18-1", "wait"),
        ("topic: tea", "topic: tea\nsecret: [water]", "secret"),
        ("leaf: text", "leaf: html", "html"),
        ("topic: tea", "topic: [", "tea.yaml"),
        ("topic: tea", "colour: green", "tea.yaml"),
    ],
)
def test_a_bad_template_is_refused_with_its_name_and_why(tmp_path, old, new, said):
    assert old in GOOD

    with pytest.raises(letters.BadLetter, match=r"tea\.yaml") as refused:
        read(tmp_path, GOOD.replace(old, new))

    assert said in str(refused.value)


def test_a_topic_stands_in_one_file_only(tmp_path):
    (tmp_path / "other.yaml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(letters.BadLetter, match="twice"):
        read(tmp_path, GOOD)


def test_a_letter_is_said_in_both_languages_from_values_in_none(tmp_path):
    template = read(tmp_path, GOOD)["tea"]
    values = {
        "leaf": "绿\n茶",
        "kind": {"zh": "新", "en": "new"},
        "at": "2026-12-31T16:00:00+00:00",
    }

    assert letters.misfits(template, values) == []
    assert letters.write(template, values, "zh") == ("绿 茶", "新 2027-01-01 00:00（北京时间）")
    assert letters.write(template, values, "en").body == "new 2027-01-01 00:00 (Beijing time)"


def test_braces_in_a_value_are_words_and_nothing_else(tmp_path):
    template = read(tmp_path, GOOD)["tea"]
    values = {"leaf": "{at}", "kind": {"zh": "{leaf}", "en": ""}, "at": "2026-12-31T16:00:00+00:00"}

    assert letters.write(template, values, "zh").subject == "{at}"


@pytest.mark.parametrize(
    "change",
    [
        {"leaf": 1},
        {"leaf": None},
        {"leaf": "x" * 4001},
        {"kind": {"zh": "x"}},
        {"kind": "x"},
        {"at": "2026-12-31T16:00:00"},
        {"at": "yesterday"},
        {"more": "x"},
    ],
)
def test_values_that_do_not_fit_are_named(tmp_path, change):
    template = read(tmp_path, GOOD)["tea"]
    fit = {"leaf": "x", "kind": {"zh": "", "en": ""}, "at": "2026-12-31T16:00:00+00:00"}

    assert letters.misfits(template, fit | change) == list(change)
    assert letters.misfits(template, {k: v for k, v in fit.items() if k != "leaf"}) == ["leaf"]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NIGHT = (22, 8)


@pytest.mark.parametrize(
    ("now", "spans", "leaves"),
    [
        ("2026-11-22T12:00", [NIGHT], "2026-11-22T12:00"),
        ("2026-11-22T21:59", [NIGHT], "2026-11-22T21:59"),
        ("2026-11-22T22:00", [NIGHT], "2026-11-23T08:00"),
        ("2026-11-23T00:00", [NIGHT], "2026-11-23T08:00"),
        ("2026-11-23T07:59", [NIGHT], "2026-11-23T08:00"),
        ("2026-11-23T08:00", [NIGHT], "2026-11-23T08:00"),
        ("2026-12-31T23:30", [NIGHT], "2027-01-01T08:00"),
        ("2027-01-01T00:30", [NIGHT], "2027-01-01T08:00"),
        ("2028-02-28T23:00", [NIGHT], "2028-02-29T08:00"),
        ("2026-11-22T13:00", [(12, 14)], "2026-11-22T14:00"),
        ("2026-11-22T23:00", [NIGHT, (6, 10)], "2026-11-23T10:00"),
        ("2026-11-22T23:00", [(0, 0)], "2026-11-22T23:00"),
        ("2026-11-22T23:00", [], "2026-11-22T23:00"),
    ],
)
def test_what_may_wait_leaves_when_all_quiet_hours_are_over(now, spans, leaves):
    assert quiet.leaves_at(at(now), spans) == at(leaves)


def test_quiet_hours_are_shanghais_whatever_the_zone_of_the_instant():
    new_year = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai

    assert quiet.leaves_at(new_year, [NIGHT]) == datetime(2027, 1, 1, 0, 0, tzinfo=UTC)


def test_quiet_hours_without_end_hold_nothing_back_for_more_than_a_day():
    now = at("2026-11-22T23:00")

    assert quiet.leaves_at(now, [(22, 8), (8, 22)]) <= now + timedelta(days=1)
