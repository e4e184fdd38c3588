"""Whatever a form holds, its text gives it back; whatever a text is, its form writes it again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from moderation.engine.checking import faults
from moderation.engine.context import LONGEST
from studio.rules.form import COUNTERS, KINDS, SPEAKERS, Counter, Form, form_of, text_of

FAMILIES = ("F-MED", "F-OFFPLAT", "F-PRICE", "ECO-6-9", "F-TENANT")
QUICK = settings(max_examples=120, deadline=None, derandomize=True)


def chosen(values):
    """Any of some values, each at most once, in their order."""
    picked = some.sets(some.sampled_from(values))
    return picked.map(lambda found: tuple(one for one in values if one in found))


SCORES = some.one_of(
    some.just(""),
    some.just("1.0"),
    some.integers(1, 99).map(lambda n: f"{n / 100:.2f}".rstrip("0").ljust(3, "0")),
)
COUNTED = some.builds(
    Counter,
    some.sampled_from(COUNTERS),
    some.sampled_from(FAMILIES),
    some.integers(1, LONGEST),
    some.integers(0, 9_999),
)
FORMS = some.builds(
    Form,
    chosen(SPEAKERS),
    chosen(KINDS),
    some.lists(some.sampled_from(FAMILIES), unique=True).map(tuple),
    SCORES,
    some.none() | COUNTED,
)
PIECES = some.sampled_from(
    [" ", "\n  && ", " && ", " || ", "(", ")", "!", '"', "\\", "score >= 0.5", 'hit("F-MED")',
     'speaker in ["viewer"]', 'count("F-MED", 60) >= 3', "0", "，", "true"]
)  # fmt: skip
TEXTS = some.text() | some.lists(PIECES, max_size=8).map("".join)


@pytest.mark.long
@QUICK
@given(FORMS)
def test_a_form_comes_back_from_its_text_and_the_text_is_a_good_rule(form):
    when = text_of(form)
    if form.is_empty:
        assert form_of(when) is None
    else:
        assert form_of(when) == form
        assert faults(when, FAMILIES) == []


@pytest.mark.long
@QUICK
@given(TEXTS)
def test_a_text_is_a_form_only_if_the_form_is_that_very_text(when):
    form = form_of(when)
    assert form is None or text_of(form) == when


@pytest.mark.long
@QUICK
@given(FORMS, some.data())
def test_a_text_that_somebody_changed_is_either_that_other_form_or_stays_text(form, data):
    when = text_of(form)
    at = data.draw(some.integers(0, len(when)))
    changed = when[:at] + data.draw(PIECES | some.just("")) + when[at + 1 :]
    again = form_of(changed)
    assert again is None or text_of(again) == changed


@pytest.mark.long
@QUICK
@given(TEXTS)
def test_whatever_is_typed_is_a_good_rule_or_has_faults_at_places_within_it(when):
    for one in faults(when, FAMILIES):
        lines = when.split("\n")
        assert 1 <= one.line <= len(lines)
        assert 1 <= one.column <= len(lines[one.line - 1]) + 1
