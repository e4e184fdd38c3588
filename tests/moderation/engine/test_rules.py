"""Rules: typed, indexed by what they name, never silent when they fail."""

import pytest

from moderation.engine import Engine, PackError, RoomState
from moderation.engine.needs import read, split
from rooms import wire

FAMILY = "families:\n  - {code: F-X, clause: M-18-2, weight: 0.5, terms: [根治, 神药]}\n"


def engine_of(tmp_path, *rules):
    path = tmp_path / "p.yaml"
    listed = "".join(f"  - {rule}\n" for rule in rules)
    path.write_text(f"pack: p\nversion: 3\n{FAMILY}rules:\n{listed}", encoding="utf-8")
    return Engine.from_packs(path)


def rule(when, then="{score: 0.7, suggestion: block}", name="R"):
    return f"{{id: {name}, clause: M-18-2, when: '{when}', then: {then}}}"


def speech(text, at=0, number=1, **more):
    return {"id": number, "type": "speech", "text": text, "at": at, **more}


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ('hit("F-X") &&', "column 1:14"),
        ("risk > 3", "column 1:6"),
        ('hit("F-X") && wrong', "column 1:15"),
        ('type == 3 && hit("F-X")', "column 1:6"),
        ('hit("F-NONE")', "F-NONE"),
        ("score", "true or false"),
    ],
)
def test_a_wrong_rule_refuses_the_pack_and_points_at_the_place(tmp_path, when, hint):
    with pytest.raises(PackError, match="rule R") as refused:
        engine_of(tmp_path, rule(when))

    assert hint in str(refused.value)


def test_a_rule_that_holds_labels_what_it_is_about(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X") && speaker != "viewer"'))
    result = engine.inspect([speech("能根治")])[0]
    label = next(label for label in result.labels if label.lane == "rule")

    assert (label.code, label.rule, label.text, label.start) == ("F-X", "R", "根治", 1)
    assert label.pack == "p@3"
    assert result.suggestion == "block"
    assert result.score == 0.7


def test_a_rule_that_cannot_be_evaluated_asks_for_a_human(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X") && 10 / (recent("F-X") - 1) > 0', "{score: 0.1}"))
    result = engine.inspect([speech("能根治")], RoomState())[0]

    assert result.suggestion == "review"
    failure = next(label for label in result.labels if label.code == "RULE-FAILED")
    assert failure.rule == "R"
    assert "zero" in failure.text


def test_recent_hits_are_counted_by_event_time(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X") && recent("F-X") >= 3', "{measure: warning}"))
    state = RoomState()

    engine.inspect([speech("根治", at) for at in (0, 400_000, 700_000)], state)
    assert state.take_proposals() == []
    engine.inspect([speech("神药", 900_000, number=9)], state)

    assert [p.kind for p in state.take_proposals()] == ["warning"]


def test_a_measure_is_not_proposed_again_while_it_cools_down(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X")', "{measure: warning, cooldown: 100}"))
    state = RoomState()

    engine.inspect([speech("根治", at * 1000, at) for at in (0, 50, 99, 100, 150)], state)

    assert [p.event_ids[-1] for p in state.take_proposals()] == [0, 100]


def test_a_threshold_fires_again_only_after_the_risk_fell_below_its_own(tmp_path):
    then = "{measure: limit_traffic, cooldown: 0, rearm: 15}"
    engine = engine_of(tmp_path, rule("risk >= 20.0", then))
    state = RoomState()

    engine.inspect([speech("根治神药", at * 1000, at) for at in (0, 10, 20)], state)
    assert len(state.take_proposals()) == 1
    engine.inspect([speech("根治神药", at * 1000, at) for at in (1500, 1510, 1520)], state)

    assert len(state.take_proposals()) == 1


def test_one_event_leads_to_one_measure_of_a_kind_and_no_prompt_beside_a_warning(tmp_path):
    engine = engine_of(
        tmp_path,
        rule('hit("F-X")', "{measure: prompt}", "P"),
        rule('hit("F-X")', "{measure: warning, score: 0.5}", "W1"),
        rule('weight("F-X") > 0.1', "{measure: warning, score: 0.8}", "W2"),
    )
    state = RoomState()
    engine.inspect([speech("根治")], state)

    assert [(p.kind, p.rule) for p in state.take_proposals()] == [("warning", "W2")]


def test_a_viewers_words_lead_to_no_measure_against_the_streamer(tmp_path):
    engine = engine_of(
        tmp_path,
        rule('hit("F-X")', "{measure: suspend}", "S"),
        rule('hit("F-X")', "{measure: viewer_notice}", "N"),
    )
    state = RoomState()
    engine.inspect([{"id": 1, "type": "comment", "text": "根治", "at": 1}], state)

    assert [p.kind for p in state.take_proposals()] == ["viewer_notice"]


def test_text_with_half_a_surrogate_reaches_the_rules(tmp_path):
    engine = engine_of(tmp_path, rule('hit("F-X") && text.contains("根治")'))

    assert engine.inspect([speech("根治")])[0].suggestion == "block"

    event = wire.Speech(id=1, text="\ud800根治")
    assert engine.inspect([event])[0].suggestion == "block"


def test_needs_are_read_off_the_parts_that_and_joins():
    needs = read('speaker != "viewer" && (type == "goods" || type == "title") && hit("F-X")')

    assert needs.met("marketer", "title", frozenset({"F-X", "hit"}))
    assert not needs.met("viewer", "title", frozenset({"F-X"}))
    assert not needs.met("marketer", "speech", frozenset({"F-X"}))
    assert not needs.met("marketer", "goods", frozenset({"F-Y"}))


def test_a_condition_joined_by_or_needs_nothing():
    needs = read('hit("F-X") || (has_contact && speaker == "viewer")')

    assert needs.met("system", "metric", frozenset())
    assert split('a == "x && y" && (b && c)', "&&") == ['a == "x && y" ', " (b && c)"]


def test_zero_is_no_threshold():
    assert read('weight("F-X") >= 0.0 && contact_score >= 0').signals == frozenset()
