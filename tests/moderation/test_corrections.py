"""What was said wrongly is set right on air: recorded, shown, kept, and judged no second time."""

from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import Correction, Finding
from rooms import services as rooms
from rooms.models import Segment
from rooms.rules.keeping import years_later
from tests.attack.conftest import signed_in
from tests.moderation.services.streams import CURE, inspect, post, said

pytestmark = pytest.mark.django_db


def corrected(number, of, text):
    return {"id": number, "type": "correction", "target_id": of, "text": text}


@pytest.mark.long
@pytest.mark.law("O117-correction")
def test_a_correction_on_air_is_in_the_record_and_no_second_violation(lin, tea_session):
    post(tea_session, said(1), said(2, CURE))
    post(tea_session, corrected(3, 2, f"刚才说“{CURE}”是口误，没有这种功效"))
    inspect(tea_session)

    with acting(lin), transaction.atomic():
        found = set(Finding.objects.filter(session=tea_session).values_list("event_key", flat=True))
    assert found == {"2"}
    page = signed_in(lin).get(f"/rooms/{tea_session.room_id}").content.decode()
    assert "现场更正" in page
    assert "是口误" in page


def verdicts(actor, session):
    with acting(actor), transaction.atomic():
        rows = Correction.objects.filter(session=session).order_by("at", "position")
        return [(one.target_key, str(one.verdict)) for one in rows]


@pytest.mark.long
@pytest.mark.law("O117-correction")
def test_a_correction_is_held_against_what_was_found(lin, tea_session):
    post(tea_session, said(1), said(2, CURE))
    inspect(tea_session)
    post(tea_session, corrected(3, 2, f"各位，{CURE}，大家放心买"))
    post(tea_session, corrected(4, 1, "刚才口误，特此更正"))
    post(tea_session, corrected(5, 9, "刚才口误，特此更正"))
    post(tea_session, {"id": 6, "type": "correction", "text": "刚才口误，特此更正"})
    post(tea_session, corrected(7, 2, f"刚才说“{CURE}”是口误，没有这种功效"))
    inspect(tea_session)

    told = dict.fromkeys(verdicts(lin, tea_session))
    assert set(told) == {
        ("2", "bare"),
        ("1", "loose"),
        ("9", "loose"),
        ("", "loose"),
        ("2", "right"),
    }
    page = signed_in(lin).get(f"/rooms/{tea_session.room_id}").content.decode()
    for words in ("已当场更正", "没有说明哪里说错", "所指的内容没有发现问题"):
        assert words in page


@pytest.mark.long
@pytest.mark.law("O117-correction")
def test_words_and_their_correction_may_come_in_one_batch_and_twice(lin, tea_session):
    post(tea_session, said(1, CURE), corrected(2, 1, "Sorry, I misspoke: it cures nothing"))
    inspect(tea_session)
    post(tea_session, corrected(2, 1, "Sorry, I misspoke: it cures nothing"))
    inspect(tea_session)
    assert verdicts(lin, tea_session) == [("1", "right")]


@pytest.mark.long
def test_what_an_officer_dismissed_needs_no_correction(lin, tea_session):
    post(tea_session, said(1, CURE))
    inspect(tea_session)
    with acting(lin), transaction.atomic():
        for one in Finding.objects.filter(session=tea_session):
            services.finding_dismiss(actor=lin, finding_id=one.pk, reason="harmless")
    post(tea_session, corrected(2, 1, "刚才口误，特此更正"))
    inspect(tea_session)
    assert verdicts(lin, tea_session) == [("1", "loose")]


@pytest.mark.law("O117-correction")
def test_a_correction_is_kept_for_three_years_from_the_end_of_the_broadcast(
    lin, tea_session, monkeypatch
):
    post(tea_session, said(1, CURE), corrected(2, 1, "刚才口误，特此更正"))
    system, start = system_actor(lin.tenant_id), clock.now()
    with acting(lin):
        rooms.session_end(actor=lin, session_id=tea_session.pk)
        rooms.sales_complete(actor=lin, session_id=tea_session.pk, on=clock.today())
    left = (years_later(clock.today(), 3) - clock.today()).days

    def segments(days):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=days))
        with acting(system):
            rooms.retention_carry_out(actor=system)
        with acting(system), transaction.atomic():
            return Segment.objects.filter(session_id=tea_session.pk).count()

    assert [segments(left), segments(left + 1)] == [1, 0]
