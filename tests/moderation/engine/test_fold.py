"""Folding: what a text says, whatever it is written with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.engine.batch import Batch
from moderation.engine.fold import collapse, fold, places

TEXTS = st.text(alphabet=st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＦｕＣＫ", "fuck"),
        ("ⓕⓤ🄲🅺", "fuck"),
        ("𝐟𝓾𝖈𝚔", "fuck"),
        ("fúçḱ", "fuck"),
        ("fuсk", "fuck"),
        ("臺灣愛國", "台湾爱国"),
        ("微\u200b信", "微信"),
        ("微😀❤️信", "微信"),
        ("壹贰③⑷⒌❻➆８九", "123456789"),
        ("ⅠⅡⅢⅣⅤⅥ", "123456"),
        ("加Ⅴ信", "加v信"),
        ("㋂", "3月"),
        ("ﬁne", "fine"),
        ("1.2-3 4", "1234"),
        ("\ud800a\udfff", "a"),
        ("a\x00b", "ab"),
        ("\ue000甲", "甲"),
    ],
)
def test_a_disguise_reads_as_what_it_says(written, read):
    assert fold(written) == read


@pytest.mark.long
@given(TEXTS)
def test_every_folded_character_has_a_place_in_the_original(text):
    where = places(text)

    assert len(where) == len(fold(text))
    assert where == sorted(where)
    assert all(0 <= place < len(text) for place in where)


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.long
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_a_batch_folds_each_text_as_it_would_alone(texts):
    batch = Batch(texts)

    assert [batch.folded(i) for i in range(len(texts))] == [fold(text) for text in texts]


def test_runs_of_one_character_collapse():
    assert collapse("微微微信信") == "微信"
