"""The detection targets, on recorded chat that lies outside the repository."""

import pytest

from moderation.engine import Engine
from tools.bench import detection

pytestmark = pytest.mark.skipif(
    not (detection.data() / "hand_labelled.jsonl").is_file(),
    reason=f"RECORDED CHAT IS NOT HERE ({detection.data()}): detection is not measured",
)


@pytest.fixture(scope="module")
def lines():
    return detection.labelled(Engine.base())


def flagged(lines, **wanted):
    chosen = [x for x in lines if all(getattr(x, k) in v for k, v in wanted.items())]
    return detection.share(chosen)


@pytest.mark.parametrize("half", detection.FLAGS)
def test_nine_of_ten_ads_with_contact_are_flagged(lines, half):
    share, count = flagged(lines, label=detection.CONTACT, half=[half])
    assert count > 100
    assert share >= 90.0


def test_no_ordinary_line_drawn_at_random_is_flagged(lines):
    share, count = flagged(lines, label=["normal"], stratum=["random"])
    assert count > 100
    assert share == 0.0


@pytest.mark.parametrize("half", detection.FLAGS)
def test_few_ordinary_lines_with_odd_digits_are_flagged(lines, half):
    share, count = flagged(lines, label=["normal"], stratum=["digits_or_odd_unicode"], half=[half])
    assert count > 100
    assert share <= 4.0


@pytest.mark.long
def test_little_of_unlabelled_chat_is_flagged():
    engine = Engine.base()
    sample = detection.unlabelled()
    hits = sum(detection.flagged(engine, text) for text in sample)
    assert len(sample) == detection.SAMPLE
    assert hits / len(sample) <= 0.03
