"""Compiled packs: the same answers, no damage accepted, swapped without a pause."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.engine import Engine, PackError, PackStore
from moderation.engine import image as images
from moderation.engine.compiler import compile_packs
from moderation.engine.engine import PACKS
from moderation.engine.loader import load, word_list
from rooms import wire

IMAGE = images.dump(
    compile_packs([word_list("w", ["卖假药", "加微信", "走私香烟", "1:1", "top1"])])
)
EVENTS = [
    wire.Speech(id=i, text=text)
    for i, text in enumerate(
        ["全网第一", "最佳食用日期", "加薇芯abc12345", "100%正品", "根治", "好看"]
    )
]


def write(path, *words):
    path.write_text("\n".join(words), encoding="utf-8")
    stamp = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(stamp, stamp))


@pytest.mark.long
def test_an_image_answers_like_the_packs_it_was_made_of():
    fresh = Engine.from_packs(PACKS)
    restored = Engine(images.restore(images.dump(compile_packs(load(PACKS)))))

    assert restored.inspect(EVENTS) == fresh.inspect(EVENTS)


@given(st.integers(0, len(IMAGE) - 1), st.integers(1, 255))
def test_a_damaged_image_is_refused(place, flip):
    damaged = bytearray(IMAGE)
    damaged[place] ^= flip

    with pytest.raises(PackError):
        images.restore(bytes(damaged))


@given(st.integers(0, len(IMAGE) - 1))
def test_a_cut_image_is_refused(size):
    with pytest.raises(PackError):
        images.restore(IMAGE[:size])


def test_an_image_made_with_other_tables_is_refused(monkeypatch):
    monkeypatch.setattr(images, "FOLD_HASH", "other")

    with pytest.raises(PackError, match="fold tables"):
        images.restore(IMAGE)


def test_the_cache_is_used_and_repaired(tmp_path):
    words = tmp_path / "w.txt"
    write(words, "卖假药")
    cache = tmp_path / "cache"

    images.cached(words, cache)
    made = next(cache.glob("pack-*.bin"))
    good = made.read_bytes()
    made.write_bytes(good[:-1] + b"\x00\x01")
    lexicon = images.cached(words, cache)

    assert lexicon.term(0).text == "卖假药"
    assert made.read_bytes() == good


def test_a_reload_swaps_the_engine_and_leaves_the_old_one_working(tmp_path):
    words = tmp_path / "w.txt"
    write(words, "卖假药")
    store = PackStore(words, cache=tmp_path / "cache")
    before = store.current
    assert not store.reload()

    write(words, "走私货")
    assert store.reload()

    event = wire.Speech(id=1, text="走私货")
    assert store.current.inspect([event])[0].labels
    assert not before.inspect([event])[0].labels


def test_a_broken_pack_leaves_the_engine_in_use(tmp_path):
    words = tmp_path / "w.txt"
    write(words, "卖假药")
    store = PackStore(words)
    before = store.current
    write(words, "，")

    with pytest.raises(PackError, match="folds to nothing"):
        store.reload()

    assert store.current is before


def test_a_tenants_engine_is_made_once_for_each_version(tmp_path):
    words = tmp_path / "w.txt"
    write(words, "卖假药")
    store = PackStore(words)
    made = []

    def packs():
        made.append(1)
        return [word_list("own", ["某店暗号"])]

    first = store.tenant("t", 1, packs)
    assert store.tenant("t", 1, packs) is first
    assert store.tenant("t", 2, packs) is not first

    assert len(made) == 2
    assert first.lexicons[0] is store.current.lexicons[0]
    assert first.inspect([wire.Speech(id=1, text="某店暗号")])[0].labels


def wait(condition):
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


@pytest.mark.long
def test_events_go_on_while_packs_are_compiled_elsewhere(tmp_path):
    words = tmp_path / "w.txt"
    write(words, "卖假药")
    store = PackStore(words, cache=tmp_path / "cache")
    before = store.current
    assert not store.refresh()

    write(words, "走私货")
    assert store.refresh()
    while store.current is before:
        store.current.inspect(EVENTS)

    assert store.current.inspect([wire.Speech(id=1, text="走私货")])[0].labels
    assert store.error == ""


def test_a_broken_pack_is_tried_once_and_reported(tmp_path):
    words = tmp_path / "w.txt"
    write(words, "卖假药")
    store = PackStore(words, cache=tmp_path / "cache")
    write(words, "，")

    assert store.refresh()
    wait(lambda: store.error)

    assert "folds to nothing" in store.error
    wait(lambda: not store.refresh())
    assert store.current.inspect([wire.Speech(id=1, text="卖假药")])[0].labels
