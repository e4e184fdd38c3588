"""A rule that held says what each part of its condition came to, and never what was said."""

import pytest

from moderation.engine import RoomState
from moderation.engine.judgement import How
from moderation.engine.record import Record
from moderation.engine.tracing import parts_of
from tests.moderation.engine.test_rules import engine_of, rule, speech

EXPLAINED = How(is_explained=True)


def values(engine, *events, how=EXPLAINED):
    results = engine.inspect(list(events), RoomState(), how)
    return [dict(one.values) for one in results[-1].labels if one.lane == "rule"]


@pytest.mark.parametrize(
    ("when", "parts"),
    [
        ('hit("F-X")', ['hit("F-X")']),
        ('hit("F-X") && score >= 0.5', ['hit("F-X")', "score >= 0.5", "score"]),
        (
            '(count("F-X", 600) >= 2 || risk > 30.0) && speaker != "viewer"',
            [
                'count("F-X", 600) >= 2',
                "risk > 30.0",
                'speaker != "viewer"',
                'count("F-X", 600)',
                "risk",
                "speaker",
            ],
        ),
        ('text.contains("risk && score")', ['text.contains("risk && score")']),
        (
            "orders > 0 && refunds * 2 > orders",
            ["orders > 0", "refunds * 2 > orders", "orders", "refunds"],
        ),
    ],
)
def test_a_condition_is_taken_apart_where_it_is_joined_and_down_to_what_it_reads(when, parts):
    assert parts_of(when) == parts


def test_every_intermediate_value_stands_with_the_label(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X") && count("F-X", 600) >= 2 && strikes >= 1'))
    how = How(Record(tier="key", strikes=2), is_explained=True)
    (found,) = values(engine, speech("根治", 0, 1), speech("根治", 9_000, 2), how=how)
    assert found == {
        'hit("F-X")': True,
        'count("F-X", 600) >= 2': True,
        "strikes >= 1": True,
        'count("F-X", 600)': 2,
        "strikes": 2,
    }


def test_what_did_not_hold_in_a_choice_is_told_too(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X") && (score > 0.99 || type == "speech")'))
    (found,) = values(engine, speech("根治"))
    assert (found["score > 0.99"], found['type == "speech"'], found["type"]) == (
        False, True, "speech",
    )  # fmt: skip


def test_words_that_were_said_never_stand_among_the_values(tmp_path):
    engine = engine_of(tmp_path, rule('text.contains("神药") && text != "x"'))
    (found,) = values(engine, speech("这是神药，我叫林小满"))
    assert "林小满" not in str(found)
    assert found['text.contains("神药")'] is True


def test_nobody_pays_for_values_that_nobody_asked_for(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X")'))
    assert values(engine, speech("根治"), how=How()) == [{}]


def test_a_rule_reads_the_record_and_sees_nothing_where_none_is_known(tmp_path):
    when = 'hit("F-X") && (past("F-X", 30) >= 3 || sanctioned(90) > 0) && tier == "key"'
    engine = engine_of(tmp_path, rule(when))
    assert engine.rules.reads_record
    assert values(engine, speech("根治")) == []
    past = {"F-X": {2: 2, 29: 1, 30: 5}}
    seen = How(Record("key", 0, (200,), past), is_explained=True)
    (found,) = values(engine, speech("根治"), how=seen)
    assert (found['past("F-X", 30)'], found["sanctioned(90)"]) == (3, 0)
    assert not engine_of(tmp_path, rule('hit("F-X")')).rules.reads_record
