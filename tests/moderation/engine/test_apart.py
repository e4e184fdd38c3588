"""Counting what a tenant's lists do changes nothing of what is found."""

import random

import pytest

from moderation.engine import Engine, RoomState
from moderation.engine.lexicon import from_packs
from moderation.engine.resolve import Apart
from moderation.engine.source import FamilySource, PackSource
from rooms import wire

NOBODYS = Apart(frozenset(), frozenset())
WORDS = ["琥珀海马", "海马", "紫檀", "紫檀鲸鱼", "白玉", "海狮", "青瓷"]
PHRASES = ["一只琥珀海马摆件", "紫檀鲸鱼店", "白玉海"]
SIGNS = list("一只摆件店琥珀海马紫檀鲸鱼白玉狮青瓷，！ ")


def own(code: str, pack: str, **given: list[str]):
    family = FamilySource(code=code, speakers=["marketer"], **given)
    return from_packs([PackSource(pack=pack, families=[family])])


@pytest.fixture(scope="module")
def engine() -> Engine:
    base = own("F-B", "base", terms=["鲸鱼", "海马摆"])
    return Engine(
        base,
        more=[own("F-TENANT", "W-own", terms=WORDS), own("F-ALLOW", "A-own", allow=PHRASES)],
    )


@pytest.mark.long
@pytest.mark.parametrize("role", ["marketer", "viewer"])
def test_what_is_found_is_the_same_whether_or_not_lists_are_counted(engine, role):
    chance, counted = random.Random(5), engine.apart
    parts = [*SIGNS, *WORDS, *PHRASES]
    texts = ["".join(chance.choices(parts, k=chance.randint(1, 9))) for _ in range(1_500)]
    events = [
        wire.Speech(id=n, at=n, text=text, speaker=wire.Speaker(role=role))
        for n, text in enumerate(texts)
    ]
    noted, plain = RoomState(), RoomState()
    try:
        with_counts = engine.inspect(events, noted)
        engine.apart = NOBODYS
        without = engine.inspect(events, plain)
    finally:
        engine.apart = counted
    assert [one.labels for one in with_counts] == [one.labels for one in without]
    assert bool(noted.tallies) == (role == "marketer")
    assert plain.tallies == {}
