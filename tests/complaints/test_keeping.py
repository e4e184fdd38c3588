"""What was written of complaints goes three years after the last step, files and all."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Hold
from accounts.services import holds
from complaints import selectors, services
from complaints.services import NotNow, WordsGone
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.rules.days import months_after
from tests.attack.conftest import signed_in
from tests.complaints import notices
from tests.complaints.conftest import CONTACT, STATEMENT, again, answer, do
from tests.complaints.test_attachments import add
from tests.tax.world import entries, on

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def done(lin, filed):
    """A complaint that was answered and closed today."""
    answer(lin, filed.complaint)
    do("complaint_close", lin, complaint_id=filed.complaint.pk)
    return filed


def expire(actor):
    system = system_actor(actor.tenant_id)
    with acting(system):
        return services.complaints_expire(actor=system)


def the_day(months: int, days: int = 0) -> date:
    return months_after(clock.today(), months) + timedelta(days=days)


def standing(day: date):
    return on(day.year, day.month, day.day)


def read(actor, row):
    with acting(actor), transaction.atomic():
        return selectors.words_of(actor, row)["statement"], selectors.who_of(actor, row)["name"]


@pytest.mark.law("ECL-records-3y")
def test_it_is_there_on_the_last_day_and_gone_the_day_after(lin, passer, done):
    row = done.complaint
    last, after = the_day(36), the_day(36, 1)
    with standing(last):
        assert expire(lin) == 0
        assert read(lin, row)[0] == STATEMENT
    with standing(after):
        assert expire(lin) == 1
        assert expire(lin) == 0
    assert read(lin, row) == ("", "")
    gone = again(row)
    assert (gone.phone_index, gone.email_index, gone.content_digest, gone.form) == (None,) * 4
    assert (gone.state, gone.outcome) == ("closed", "upheld")  # the figures stay
    assert entries(lin, "complaints.words_destroyed") == [
        {"kind": row.kind, "state": "closed", "files": 0}
    ]


def test_its_files_go_with_it_and_its_receipt_opens_nothing(lin, passer, filed):
    made = add(passer, filed.receipt)
    answer(lin, filed.complaint)
    do("complaint_close", lin, complaint_id=filed.complaint.pk)
    with standing(the_day(37)):
        expire(lin)

    with acting(lin), pytest.raises(NotFound):
        office.file_open(actor=lin, file_id=made.file)
    with acting(passer), transaction.atomic(), pytest.raises(NotFound):
        selectors.complaint_opened(passer, filed.receipt)


def test_what_somebody_must_act_on_stays_however_old(lin, filed):
    with standing(the_day(120)):
        assert expire(lin) == 0
    assert read(lin, filed.complaint)[0] == STATEMENT


def test_a_late_step_begins_the_term_anew(lin, passer, done):
    with standing(the_day(0, 20)):
        do("receipt_reopen", passer, receipt=done.receipt, text="又发生了，同一个主播。")
        answer(lin, done.complaint)
    with standing(the_day(36, 10)):
        assert expire(lin) == 0
    with standing(the_day(36, 25)):
        assert expire(lin) == 1


def test_a_hold_beats_the_term_and_is_placed_once_from_the_page(lin, done):
    browser = signed_in(lin)
    why = {"ground": "officer", "reason": "来函 2026-118 号",
           "review_on": str(clock.today() + timedelta(days=30))}  # fmt: skip
    for _twice in range(2):
        browser.post(f"/complaints/{done.complaint.pk}/hold", why)
    page = browser.get(f"/complaints/{done.complaint.pk}").content.decode()
    assert "依法留存中" in page
    with acting(lin), transaction.atomic():
        [hold] = Hold.objects.of(lin)
    with standing(the_day(40)):
        assert expire(lin) == 0
        do_lift(lin, hold)
        assert expire(lin) == 1


def do_lift(actor, hold):
    with acting(actor):
        holds.hold_lift(actor=actor, hold_id=hold.pk)


def test_what_is_gone_is_held_by_nobody_and_nothing_is_done_to_it(lin, done):
    with standing(the_day(37)):
        expire(lin)
        why = accounts.Why("来函 2029-12 号", clock.today() + timedelta(days=30))
        with acting(lin), pytest.raises(WordsGone):
            services.complaint_hold(actor=lin, complaint_id=done.complaint.pk, why=why)
        with acting(lin), pytest.raises(NotNow):
            services.complaint_reopen(actor=lin, complaint_id=done.complaint.pk, text="再看一次")
        page = signed_in(lin).get(f"/complaints/{done.complaint.pk}").content.decode()
        assert "内容已销毁" in page
        assert CONTACT["name"] not in page


def test_nobody_destroys_by_hand_and_another_tenants_stay(lin, elsewhere, done):
    with acting(lin), pytest.raises(Forbidden):
        services.complaints_expire(actor=lin)
    other = system_actor(elsewhere.pk)
    with standing(the_day(37)), acting(other):
        assert services.complaints_expire(actor=other) == 0
    assert read(lin, done.complaint)[0] == STATEMENT


def test_a_notice_stays_while_its_measures_stand_and_three_years_from_their_end(
    harbour, lin, passer
):
    of = notices.shop(harbour, lin)
    filed = notices.noticed(passer)
    notices.taken(lin, filed, of.offer)
    answer(lin, filed.complaint)
    with standing(the_day(60)):
        assert expire(lin) == 0
        do("notice_end", lin, complaint_id=filed.complaint.pk, why="settled")
    with standing(the_day(90)):
        assert expire(lin) == 0
    with standing(the_day(97)):
        assert expire(lin) == 1
