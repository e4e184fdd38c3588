"""What a hostile text may cost: time that grows with its length, and no faster."""

import time

import pytest

from moderation.engine import Engine, RoomState

KINDS = {
    "one character": "加",
    "a hit after the other": "加微信",
    "hits with signs between": "加 微·信*",
    "letters that sound like a hit": "weixinjia",
    "the same apart": "wei xin ",
    "shortcuts": "vx",
    "numbers with cues": "扣扣123456789",
    "torn numbers": "1 3 8 0 0 1 3 8 0 0 0 ",
    "numbers in words": "一二三四五六七八九零",
    "addresses": "http://a.b/",
    "dots": "a.",
    "mentions": "a@b.c",
    "superlatives": "第一",
    "words that need others": "卫星加",
    "nothing to be seen": "加\u200b",
    "marks above marks": "加\u0301\u0301\u0301",
    "one sign that folds to eighteen": "\ufdfa",
    "circled": "①②③",
    "faces": "😀",
    "spaces": " ",
    "backslashes": "\\",
}
SHORT, TIMES = 1_250, 8
GROWTH = 3.0 * TIMES  # a square would be 64 times


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.base()


def cost(engine: Engine, event: dict) -> float:
    """Return the least CPU time that one call took."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        engine.inspect([event])
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("kind", KINDS)
def test_the_cost_of_a_text_grows_with_its_length_and_no_faster(engine, kind):
    short, long = (
        cost(engine, {"id": "1", "type": "script", "text": (KINDS[kind] * length)[:length]})
        for length in (SHORT, SHORT * TIMES)
    )

    assert long < GROWTH * short + 0.004, f"{short * 1000:.1f} ms became {long * 1000:.1f} ms"


def test_a_room_full_of_hits_remembers_no_more_than_a_quiet_one(engine):
    state = RoomState()
    for batch in range(20):
        engine.inspect(
            [
                {"id": f"{batch}-{n}", "type": "speech", "text": f"加微信 tea{n:05d}", "at": n}
                for n in range(100)
            ],
            state,
        )

    assert len(state.to_bytes()) < 100_000
