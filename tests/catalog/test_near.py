"""What comes near an entry without being of it: shown, and looked at where it is ambiguous."""

import pytest

from catalog.rules.near import AMBIGUOUS, Neighbours
from catalog.rules.pack import base

NEIGHBOURS = Neighbours(base().entries)


def nearest(title, *more, listed=()):
    return NEIGHBOURS.of([title, *more], listed)


@pytest.mark.law("M-rules-and-catalogue")
@pytest.mark.parametrize(
    ("title", "entry"),
    [("仿真水枪", "imitation-guns"), ("仿真玩具枪", "imitation-guns"),
     ("水银玻璃温度计", "banned-plastics")],
)  # fmt: skip
def test_a_term_with_something_in_between_is_ambiguous(title, entry):
    first = nearest(title)[0]
    assert (first.entry.id, first.why, first.is_ambiguous) == (entry, "similar", True)


@pytest.mark.law("M-rules-and-catalogue")
def test_who_writes_the_word_that_lets_pass_beside_the_term_is_looked_at():
    first = nearest("大麻种子 禁毒教育")[0]
    assert (first.entry.id, first.why, first.word, first.score) == (
        "narcotics", "excepted", "禁毒教育", 1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    "title",
    [
        "儿童水枪 夏季沙滩戏水玩具",
        "纯棉四件套",
        "保温杯 大容量",
        "手枪钻",
        "infant_tableware",
        "Fantastic snow",
    ],
)
def test_ordinary_goods_wait_for_nobody(title):
    assert not any(one.is_ambiguous for one in nearest(title))


def test_what_it_is_listed_by_is_not_near_it():
    assert "imitation-guns" not in {
        one.entry.id for one in nearest("仿真水枪", listed={"imitation-guns"})
    }


def test_nothing_is_near_across_two_fields():
    assert not any(one.is_ambiguous for one in nearest("花卉 仿真", "枪鱼罐头"))


def test_of_the_packs_own_hard_negatives_few_have_to_be_looked_at():
    titles = [one.title for entry in base().entries for one in entry.passes]
    held = [title for title in titles if any(one.score >= AMBIGUOUS for one in nearest(title))]
    assert len(held) <= len(titles) * 0.06, held
