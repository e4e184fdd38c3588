"""Large compiled packs come beside the work: nobody waits, nothing passes, faults are told."""

import threading

import pytest

from moderation.engine import PackError, PackStore
from moderation.engine.lexicon import from_packs
from moderation.engine.source import FamilySource, PackSource
from moderation.engine.store import QUICK_BYTES, Part

SAID = [{"id": 1, "type": "speech", "text": "来看琥珀海马"}]
LARGE = QUICK_BYTES + 1


@pytest.fixture(scope="module")
def store():
    return PackStore()


def words(name="W-1"):
    family = FamilySource(code="F-OWN", terms=["琥珀海马"])
    return from_packs([PackSource(pack=name, families=[family])])


def hits(engine):
    return [label.pack for label in engine.inspect(SAID)[0].labels]


def ask(store, key, stamp, *parts):
    return store.tenant(key, stamp, list, parts=lambda: parts)


def test_a_large_pack_is_loaded_in_a_thread_while_the_engine_in_use_goes_on(store):
    go, let_go = threading.Event(), threading.Event()

    def load():
        assert threading.current_thread() is not threading.main_thread()
        go.wait(20)
        return words()

    part = Part("large-1", LARGE, load, let_go.set)
    before = ask(store, "t1", "1")
    assert ask(store, "t1", "2", part) is before
    assert ask(store, "t1", "2", part) is before
    go.set()
    assert let_go.wait(20)
    after = ask(store, "t1", "2", part)
    assert hits(before) == []
    assert hits(after) == ["W-1@1"]
    assert ask(store, "t1", "2", part) is after


def test_a_process_without_an_engine_waits_so_that_nothing_passes_unseen(store):
    assert hits(ask(store, "t2", "1", Part("large-2", LARGE, words))) == ["W-1@1"]


def test_a_small_pack_is_loaded_at_once_and_shared_by_all_who_use_it(store):
    loads = []

    def load():
        loads.append(1)
        return words()

    part = Part("small", 10, load)
    first, second = ask(store, "t3", "1", part), ask(store, "t4", "1", part)
    assert hits(first) == hits(second) == ["W-1@1"]
    assert first.lexicons[-1] is second.lexicons[-1]
    assert loads == [1]


def test_one_that_cannot_be_loaded_is_told_and_tried_again(store):
    tried, let_go = [], threading.Event()

    def load():
        tried.append(1)
        if len(tried) == 1:
            raise PackError("damaged")
        return words()

    part = Part("broken", LARGE, load, let_go.set)
    before = ask(store, "t5", "1")
    assert ask(store, "t5", "2", part) is before
    assert let_go.wait(20)
    with pytest.raises(PackError, match="damaged"):
        ask(store, "t5", "2", part)
    assert store.kept("t5") == ("1", before)
    let_go.clear()
    ask(store, "t5", "2", part)
    assert let_go.wait(20)
    assert hits(ask(store, "t5", "2", part)) == ["W-1@1"]


def test_the_severity_of_a_tenants_term_is_its_own_and_caps_are_the_bases(store):
    family = store.current.families["F-PRICE"]
    grave = FamilySource(code="F-PRICE", severity="high", weight=0.9, cap=0.1, terms=["琥珀海马"])
    more = from_packs([PackSource(pack="W-2", families=[grave])])
    engine = store.current.overlaid(from_packs([]), (), [more])
    (label,) = [one for one in engine.inspect(SAID)[0].labels if one.pack == "W-2@1"]
    assert (label.severity, label.weight) == ("high", 0.9)
    assert engine.caps["F-PRICE"] == family.cap
