"""The form and the text of a rule are one: what goes in comes out, or stays text."""

import itertools

import pytest

from moderation.engine.checking import faults
from studio.rules.form import Counter, Form, form_of, text_of

FORMS = [
    Form(speakers, kinds, families, score, counter)
    for speakers, kinds, families, score, counter in itertools.product(
        [(), ("marketer",), ("operator", "marketer")],
        [(), ("speech", "comment")],
        [(), ("F-MED",), ("F-MED", "F-OFFPLAT", "F-PRICE")],
        ["", "0.5", "0.85", "1.0"],
        [None, Counter("count", "F-MED", 600, 3), Counter("distinct", "F-PRICE", 1800, 12)],
    )
]
KNOWN = {"F-MED", "F-OFFPLAT", "F-PRICE"}


def test_every_form_comes_back_from_its_text_and_its_text_is_a_good_rule():
    for form in FORMS:
        if not form.is_empty:
            when = text_of(form)
            assert form_of(when) == form
            assert faults(when, KNOWN) == []


@pytest.mark.parametrize(
    "when",
    [
        'hit("F-MED")&&score >= 0.5',
        'score >= 0.5\n  && hit("F-MED")',
        'hit("F-MED") || score >= 0.5',
        'hit("F-MED") && risk > 30.0',
        'speaker in ["nobody"]',
        "score >= 0.50001",
        'count("F-MED", 9999) >= 3',
        'hit("F-MED") ',
        "",
        'hit("F-MED") && hit("F-MED")',
        '(hit("F-MED"))',
    ],
)
def test_what_the_form_would_write_otherwise_stays_text(when):
    assert form_of(when) is None
