"""What a platform promises is published by two, version by version, and never slower than law."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from complaints.rules import terms as rules
from complaints.selectors import terms_in_force
from complaints.services import (
    Draft,
    OwnTerms,
    TermsFaulty,
    TermsLaxer,
    clock_kind,
    clock_policy,
    clocks_start,
)
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office
from tests.complaints.conftest import answer, clocks, do, file, published, terms

pytestmark = pytest.mark.django_db


def draft(body, day: date | None = None) -> Draft:
    return Draft(body, day or clock.today(), "缩短期限")


def test_the_shipped_terms_are_whole():
    assert rules.faults(rules.shipped()) == []
    assert len(list(rules.shipped().each())) == len(rules.KINDS) * len(rules.TERMS)


@pytest.mark.law("PIS-requests")
def test_personal_information_is_never_answered_slower_than_the_standard_allows(lin):
    with pytest.raises(TermsLaxer) as refusal:
        do("terms_draft", lin, draft=draft(terms(personal_feed_back=(31, "day"))))

    assert refusal.value.law == "PIS-requests"
    assert refusal.value.extra["faults"] == [{"code": "laxer", "at": "personal.feed_back"}]
    do("terms_draft", lin, draft=draft(terms(personal_feed_back=(30, "day"))))


def test_a_term_of_another_unit_that_may_be_slower_is_refused(lin):
    with pytest.raises(TermsLaxer):
        do("terms_draft", lin, draft=draft(terms(personal_feed_back=(22, "working_day"))))


def test_a_policy_is_published_by_another_and_runs_from_its_day(lin, mei, passer):
    row = do("terms_draft", lin, draft=draft(terms(goods_act=(3, "day"))))
    with pytest.raises(OwnTerms):
        do("terms_publish", lin, terms_id=row.pk)
    do("terms_publish", mei, terms_id=row.pk)

    made = file(passer, "goods").complaint
    assert made.terms_version == 1
    assert clocks(made)["act"].policy["amount"] == 3


def test_terms_of_tomorrow_hold_from_tomorrow(lin, mei, passer, later):
    row = do("terms_draft", lin, draft=draft(terms(), clock.today() + timedelta(days=1)))
    do("terms_publish", mei, terms_id=row.pk)
    assert file(passer).complaint.terms_version == 0

    later(days=1)
    assert file(passer).complaint.terms_version == 1


@pytest.mark.parametrize(
    ("at", "spoil"),
    [
        ("goods", lambda body: body["kinds"].pop("goods")),
        ("weather", lambda body: body["kinds"].update(weather=body["kinds"]["goods"])),
        ("king", lambda body: body.update(escalate_to="king")),
        ("366", lambda body: body.update(reopen_days=366)),
        ("goods.act", lambda body: body["kinds"]["goods"]["act"].update(amount=0)),
    ],
)
def test_what_cannot_hold_is_named(lin, at, spoil):
    body = terms()
    spoil(body)
    with pytest.raises(TermsFaulty) as refusal:
        do("terms_draft", lin, draft=draft(body))

    assert at in [one["at"] for one in refusal.value.extra["faults"]]


@pytest.mark.parametrize("body", [{}, {"kinds": 3}, {"kinds": {"goods": {}}}, {"more": 1}])
def test_what_is_no_policy_is_refused(lin, body):
    with pytest.raises(TermsFaulty):
        do("terms_draft", lin, draft=draft(body))


def test_a_note_is_needed_and_names_nobody(lin):
    for note in ("", "按 13800001234 的意见"):
        with pytest.raises(Invalid):
            do("terms_draft", lin, draft=Draft(terms(), clock.today(), note))


def test_those_who_only_look_write_nothing(wu):
    with pytest.raises(Forbidden):
        do("terms_draft", wu, draft=draft(terms()))


def test_another_platforms_terms_are_its_own(lin, mei, outsider):
    published(lin, mei, goods_act=(1, "day"))

    with acting(outsider), transaction.atomic():
        assert terms_in_force(outsider).version == 0


def test_what_threatens_to_be_late_is_put_before_those_above_before_it_is(row, later):
    later(hours=19)
    product = system_actor(row.tenant_id)
    with acting(product):
        office.clocks_follow(actor=product)

    found = clocks(row)["acknowledge"]
    assert found.warned_at
    assert found.escalated_at
    assert found.breached_at is None
    assert clocks(row)["feed_back"].escalated_at is None


def test_other_clocks_are_left_to_their_own_apps(harbour, later):
    product = system_actor(harbour.pk)
    policy = office.Policy(amount=4, unit="hour")
    with acting(product):
        made = office.clock_start(actor=product, subject=("room", "1"), kind="x", policy=policy)
    later(hours=3, minutes=30)
    with acting(product):
        office.clocks_follow(actor=product)
        made.refresh_from_db()
        assert made.warned_at
        assert made.escalated_at is None


def test_every_term_has_a_clause_of_the_register():
    for kind, name, span in rules.shipped().each():
        policy = clock_policy(kind, name, span, "officer")
        assert policy.clause, (kind, name)
        assert clock_kind(name).startswith("complaint_")


@pytest.mark.law("M-consumer-duties")
def test_only_the_operators_own_answer_meets_the_term_that_he_has(lin, passer):
    row = file(passer, "goods").complaint
    with acting(lin), transaction.atomic():
        clocks_start(lin, row, (rules.OPERATOR,))
    answer(lin, row)
    assert clocks(row)["operator"].clause == "M-consumer-duties"
    assert clocks(row)["operator"].state == "running"

    with acting(lin):
        office.clocks_hear(
            actor=lin, subject=("complaint", row.pk), act="operator.complaint_answered"
        )
    assert clocks(row)["operator"].state == "met"


@pytest.mark.law("ECL-ip-measures")
def test_a_notice_of_infringement_has_a_term_for_the_necessary_measures(lin, passer):
    row = file(passer, "property").complaint
    assert clocks(row)["act"].clause == "ECL-ip-measures"
    assert clocks(row)["act"].state == "running"

    do("complaint_handle", lin, complaint_id=row.pk, text="已断开链接并转送运营者。")
    assert clocks(row)["act"].state == "met"
