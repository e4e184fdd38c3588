"""A point-in-time question has exactly one answer, whatever the order of things."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import selectors, services
from catalog.rules import moments
from catalog.rules.judge import Product
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.catalog.conftest import COINS

START = datetime(2026, 11, 24, 12, 14, 7, tzinfo=UTC)


class Mark(NamedTuple):
    number: int
    effective_at: datetime


def timeline(steps):
    """Publish one version after another: each waits a while, and holds a while later."""
    now, marks = START, []
    for number, (wait, ahead) in enumerate(steps, start=1):
        now += timedelta(seconds=wait)
        marks.append(Mark(number, now + moments.LEAD + timedelta(seconds=ahead)))
    return marks


steps = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 200)), max_size=12)
seconds = st.integers(-5, 900)


def replayed(marks, moment):
    """Walk through what happened: each version takes over at its moment, from an older one."""
    current = None
    for one in sorted(marks, key=lambda mark: (mark.effective_at, mark.number)):
        if one.effective_at <= moment and (current is None or one.number > current.number):
            current = one
    return current


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
@given(steps=steps, at=seconds, order=st.randoms(use_true_random=False))
def test_the_answer_is_one_whatever_the_order_in_which_versions_are_read(steps, at, order):
    marks, moment = timeline(steps), START + timedelta(seconds=at)
    shuffled = order.sample(marks, len(marks))

    assert moments.in_force(shuffled, moment) == replayed(marks, moment)


@pytest.mark.long
@given(steps=steps, at=seconds)
def test_no_version_that_is_published_later_changes_an_answer_about_the_past(steps, at):
    marks, moment = timeline(steps), START + timedelta(seconds=at)
    answers = {
        moments.in_force(marks[:count], moment)
        for count in range(len(marks) + 1)
        if all(one.effective_at - moments.LEAD >= moment for one in marks[count:])
    }

    assert len(answers) <= 1


@pytest.mark.long
@given(steps=steps, at=seconds)
def test_every_version_holds_in_one_stretch_or_never(steps, at):
    marks, moment = timeline(steps), START + timedelta(seconds=at)
    gone = moments.never(marks)
    holding = [
        one
        for one in marks
        if one not in gone
        and one.effective_at <= moment
        and ((end := moments.ends(marks, one)) is None or moment < end)
    ]

    assert holding == ([held] if (held := moments.in_force(marks, moment)) else [])


@pytest.mark.long
@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["publish", "withdraw", "wait"]),
            st.integers(0, 120),
            st.integers(0, 400),
        ),
        max_size=5,
    )
)
def test_a_tenants_answers_about_the_past_stay_whatever_is_published_and_withdrawn(
    acts, monkeypatch
):
    owner = builders.tenant(f"t-{builders.uuid7().hex[-12:]}")
    lin, mei = (builders.person(owner, name, "officer") for name in ("lin", "mei"))
    with monkeypatch.context() as patch, acting(lin):
        now, given_ = START, {}
        for number, (act, wait, ahead) in enumerate(acts):
            now += timedelta(seconds=wait)
            patch.setattr(clock, "now", lambda now=now: now)
            _do(act, lin, mei, number, now + timedelta(seconds=ahead))
            given_.setdefault(now, answer(lin, now))
            assert given_ == {moment: answer(lin, moment) for moment in given_}


def _do(act, lin, mei, number, when):
    latest = selectors.edition_latest(lin)
    if act == "wait" or (act == "withdraw" and latest is None):
        return
    if act == "withdraw":
        row = services.edition_withdraw(actor=lin, edition_id=latest.pk, note="撤回上一版")
    else:
        entry = COINS | {"id": f"coins-{number}", "terms": [f"琥珀星币{number}"], "hits": []}
        row = services.draft_begin(actor=lin, note="加一条")
        row = services.entry_put(actor=lin, draft_id=row.pk, entry=entry)
    with acting(mei):
        services.edition_publish(
            actor=mei,
            draft_id=row.pk,
            revision=row.revision,
            effective_at=when + timedelta(seconds=1),
        )


def answer(actor, moment):
    selectors.marks_forget(actor)
    products = [Product(f"琥珀星币{number}") for number in range(5)]
    catalogue = selectors.catalogue_at(actor, moment)
    return catalogue.version, tuple(one.verdict for one in catalogue.judge(products))
