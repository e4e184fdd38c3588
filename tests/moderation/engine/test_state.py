"""The room's memory: decays by event time, says why, can be saved and replayed."""

import msgspec
import pytest

from moderation.engine import Engine, RoomState
from moderation.engine.state import DUTY

SHOW = [
    {"id": 1, "type": "speech", "text": "家人们全网第一", "at": 0},
    {
        "id": 2,
        "type": "comment",
        "text": "加微信abc12345便宜",
        "at": 1_000,
        "speaker": {"role": "viewer", "id": "v9"},
    },
    {"id": 3, "type": "metric", "viewers": 120, "orders": 3, "at": 2_000},
    {
        "id": 4,
        "type": "goods",
        "product_id": "p",
        "price_fen": 9900,
        "category": "food",
        "action": "explained",
        "at": 3_000,
    },
    {"id": 5, "type": "speech", "text": "可以根治糖尿病，加我微信13800138000", "at": 60_000},
    {"id": 6, "type": "removal", "target_id": 2, "text": "假货，骗子", "at": 61_000},
    {"id": 7, "type": "goods", "product_id": "p", "price_fen": 12900, "at": 62_000},
]


@pytest.fixture(scope="module")
def engine():
    return Engine.base()


def test_risk_halves_in_five_minutes():
    state = RoomState()
    state.add_points("F-MED", 40.0)

    assert state.risk(0) == 40.0
    assert state.risk(300_000) == 20.0
    assert state.risk(600_000) == 10.0


def test_contributions_are_named_and_highest_first():
    state = RoomState()
    state.add_points("F-MED", 10.0)
    state.add_points("F-OFFPLAT", 30.0)

    assert state.contributions() == [("F-OFFPLAT", 30.0), ("F-MED", 10.0)]


def test_risk_never_passes_a_hundred():
    state = RoomState()
    for _ in range(9):
        state.add_points("F-MED", 60.0)

    assert state.risk() == 100.0


@pytest.mark.law("M-comment-management")
def test_viewers_words_weigh_on_the_duty_to_manage_comments_only(engine):
    state = RoomState()
    comment = {"type": "comment", "text": "加微信abc12345便宜，根治糖尿病"}
    engine.inspect([{**comment, "id": i, "at": i * 1000} for i in range(40)], state)

    assert state.risk() == 0.0
    assert state.duty() > 10
    assert [code for code, _ in state.contributions()] == [DUTY]
    assert {p.kind for p in state.take_proposals()} <= {"viewer_notice", "prompt"}


def test_the_same_events_lead_to_the_same_state_however_they_are_cut(engine):
    whole, pieces = RoomState(), RoomState()
    at_once = engine.inspect(SHOW, whole)
    one_by_one = []
    for event in SHOW:
        one_by_one += engine.inspect([event], pieces)
        pieces = RoomState.from_bytes(pieces.to_bytes())

    assert one_by_one == at_once
    assert pieces == whole


def test_prices_categories_and_figures_are_remembered(engine):
    state = RoomState()
    engine.inspect(SHOW, state)

    assert state.prices["p"] == (12900, 9900)
    assert state.category == "food"
    assert state.metrics["viewers"] == 120


def test_removed_complaints_are_counted_and_not_held_against_anybody(engine):
    state = RoomState()
    removal = {"type": "removal", "target_id": 1, "text": "差评，买到假货了"}
    results = engine.inspect([{**removal, "id": i, "at": i} for i in range(1, 3)], state)

    assert state.recent("removals", 600) == 2
    assert state.recent("negative_removals", 600) == 2
    assert [result.labels for result in results] == [[], []]
    assert state.risk() == 0.0


def test_the_clock_never_runs_backwards():
    state = RoomState()
    state.advance(5_000)
    state.advance(1_000)

    assert state.clock == 5_000


def test_old_counts_leave_the_window():
    state = RoomState()
    for second in (0, 100, 650):
        state.advance(second * 1000)
        state.count("s:F-X")

    assert state.recent("s:F-X", 600) == 2


def test_different_people_are_told_apart(engine):
    state = RoomState()
    events = [
        {
            "id": i,
            "type": "comment",
            "text": "加微信abc12345",
            "at": i,
            "speaker": {"role": "viewer", "id": f"v{i % 3}"},
        }
        for i in range(9)
    ]
    engine.inspect(events, state)

    assert state.distinct("F-OFFPLAT", 600) == 3


def test_damaged_bytes_are_refused():
    with pytest.raises(msgspec.DecodeError):
        RoomState.from_bytes(b"\x93\x01")
