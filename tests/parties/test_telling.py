"""Streamers are written to: a verification that ends, a request that was answered; once each."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Letter
from parties import services, tasks
from tests import builders
from tests.parties import people
from tests.parties.test_requests import carry_out, request
from tests.proof import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(harbour):
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def mine(harbour, chun):
    people.sandbox(harbour)
    return people.party(harbour, "operator", user_id=chun.user_id)


def letters(who) -> list[Letter]:
    with acting(who), transaction.atomic():
        return list(Letter.objects.filter(recipient_id=who.user_id).order_by("id"))


def topics(who) -> list[str]:
    return [one.topic for one in letters(who)]


def swept(owner) -> None:
    system = system_actor(owner.pk)
    with acting(system), transaction.atomic():
        office.clocks_follow(actor=system)


@pytest.mark.law("O117-operator-verified")
def test_an_operator_is_told_before_the_half_year_ends_and_when_it_has(harbour, chun, mine, later):
    ends = people.verify(mine).valid_until
    swept(harbour)
    assert topics(chun) == []

    later(ends - timedelta(days=3))
    swept(harbour)
    swept(harbour)
    assert topics(chun) == ["reverify_due"]

    later(ends + timedelta(minutes=1))
    swept(harbour)
    swept(harbour)
    assert topics(chun) == ["reverify_due", "reverify_over"]
    assert all(one.is_legal for one in letters(chun))
    assert f"{clock.to_date(ends)}" in letters(chun)[0].subject_ref


@pytest.mark.long
def test_who_was_verified_again_is_told_of_the_new_term_only(harbour, chun, mine, later):
    ends = people.verify(mine).valid_until
    later(ends - timedelta(days=40))
    new = people.verify(mine).valid_until
    later(ends + timedelta(minutes=1))
    swept(harbour)
    assert topics(chun) == []
    later(new - timedelta(days=3))
    swept(harbour)
    assert topics(chun) == ["reverify_due"]


@pytest.mark.long
def test_an_operator_that_is_no_member_or_has_left_gets_no_letter(harbour, chun, shop, later):
    gone = people.party(harbour, "operator", user_id=chun.user_id)
    ends = people.verify(gone).valid_until
    people.change(gone, state="closed")
    later(ends - timedelta(days=3))
    swept(harbour)
    with acting(chun), transaction.atomic():
        assert not Letter.objects.filter(topic="reverify_due").exists()


@pytest.mark.long
@pytest.mark.law("PIS-requests")
def test_the_answer_to_a_request_is_a_legal_notice_with_its_reason(lin, chun, mine):
    wanted = services.Wanted(services.Particulars(occupation="主播"))
    row = request(chun, mine, "correct", wanted=wanted)
    with acting(lin):
        services.data_request_refuse(actor=lin, request_id=row.pk, reason="无法确认新的资料")

    (letter,) = letters(chun)
    assert (letter.topic, letter.is_legal) == ("data_request_ended", True)
    page = browser(chun).get(f"/inbox/{letter.pk}").content.decode()
    assert "更正个人信息" in page
    assert "不予办理" in page
    assert "无法确认新的资料" in page


@pytest.mark.long
@pytest.mark.law("PIPL-erasure")
def test_who_asked_to_be_erased_is_told_what_stays_and_again_when_it_is_gone(
    harbour, admin, chun, mine, later
):
    people.change(mine, function_at=clock.now() - timedelta(days=9))
    done = carry_out(admin, request(chun, mine, "erase"))
    assert done.state == "waiting"
    first = letters(chun)[0]
    page = browser(chun).get(f"/inbox/{first.pk}").content.decode()
    assert "平台内经营者身份信息" in page
    assert done.kept[0]["until"] in page

    later(days=3 * 366)
    tasks.verification.erasures_sweep()
    tasks.verification.erasures_sweep()

    assert topics(chun) == ["data_request_ended", "data_request_ended"]
