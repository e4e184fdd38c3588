"""What authorities were told goes ten years after its last step, of a complaint after three."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts import services as holds
from accounts.models import Hold
from accounts.selectors import last_day
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock, retention
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, NotFound
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.models import Destruction, Dispatch, DispatchStep
from oversight.services import forgetting
from oversight.tasks import tenant_retention
from tests.attack.conftest import signed_in
from tests.ledger.conftest import superuser
from tests.oversight import reports

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.law("PIPL-erasure")]
TEN, THREE = timedelta(days=3_655), timedelta(days=1_098)


def aged(row, by):
    """Let a report and its steps have happened so much earlier."""
    with superuser() as cursor:
        cursor.execute(
            "UPDATE oversight_dispatch SET drafted_at = drafted_at - %s WHERE id = %s", [by, row.pk]
        )
        cursor.execute(
            "UPDATE oversight_dispatchstep SET recorded_at = recorded_at - %s"
            " WHERE dispatch_id = %s",
            [by, row.pk],
        )


@pytest.fixture
def dropped(lin):
    """Return a report that will not be sent."""
    row = reports.draft(lin)
    return reports.act(lin, "drop", row, reason="已由上级部门受理")


def expire(owner, day=None):
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.dispatches_expire(actor=actor, day=day)


def now(actor, row):
    with acting(actor), transaction.atomic():
        return Dispatch.objects.get(pk=row.pk)


def due(owner):
    actor = system_actor(owner.pk)
    with acting(actor), transaction.atomic():
        kind = retention.kind_find(forgetting.KIND)
        return kind.due(actor, clock.today(), clock.today() + timedelta(days=30))


def test_after_its_term_nobody_reads_a_report_and_the_record_says_that_it_went(
    harbour, lin, dropped
):
    assert expire(harbour) == 0
    aged(dropped, TEN)
    assert due(harbour) == retention.Due(1, 0, 0)

    assert (expire(harbour), expire(harbour)) == (1, 0)

    row = now(lin, dropped)
    with acting(lin), transaction.atomic():
        assert selectors.text_of(lin, row) == ""
        assert [note for _one, note in selectors.steps_of(lin, row)] == ["", ""]
        entry = Entry.objects.get(action="oversight.dispatch_destroyed")
        assert ledger.data_of(entry)["state"] == "dropped"
        assert Destruction.objects.get().kind == forgetting.KIND
    page = signed_in(lin).get(f"/outbox/{row.pk}").content.decode()
    assert "保存期满，内容已于" in page


def test_a_certificate_names_it_and_the_grace_comes_before(harbour, lin, dropped):
    aged(dropped, TEN)
    actor = system_actor(harbour.pk)
    with acting(actor):
        assert last_day(actor) == clock.today() - timedelta(days=7)
    tenant_retention(tenant_id=str(harbour.pk))
    assert now(lin, dropped).destroyed_at is None
    aged(dropped, timedelta(days=7))
    tenant_retention(tenant_id=str(harbour.pk))
    with acting(actor), transaction.atomic():
        assert Destruction.objects.get().certificate is not None


def test_what_somebody_must_still_act_on_never_goes(harbour, lin):
    row = reports.draft(lin)
    aged(row, TEN)

    assert expire(harbour) == 0


def test_a_late_step_begins_the_term_anew(harbour, lin, dropped):
    aged(dropped, TEN)
    with acting(lin), transaction.atomic():
        step = DispatchStep.objects.filter(dispatch=dropped).first()
        DispatchStep.objects.create(
            tenant_id=step.tenant_id, dispatch=dropped, act="feedback", became="dropped"
        )

    assert expire(harbour) == 0


def test_a_hold_keeps_it_and_an_officer_places_one_on_its_page(harbour, lin, dropped):
    aged(dropped, TEN)
    day = f"{clock.today() + timedelta(days=30)}"
    given = {"ground": "officer", "reason": "诉讼保全 2026-3", "review_on": day}
    signed_in(lin).post(f"/outbox/{dropped.pk}/hold", given)

    assert expire(harbour) == 0
    assert (due(harbour).over, due(harbour).held) == (0, 1)
    with acting(lin):
        with transaction.atomic():
            hold = Hold.objects.get()
        holds.hold_lift(actor=lin, hold_id=hold.pk)
    assert expire(harbour) == 1
    with acting(lin), pytest.raises(Conflict):
        services.dispatch_hold(
            actor=lin,
            dispatch_id=dropped.pk,
            why=holds.Why("诉讼保全", clock.today() + timedelta(days=30)),
        )


def test_what_is_told_of_a_complaint_goes_after_three_years(harbour, lin, dropped):
    with superuser() as cursor:
        cursor.execute(
            "UPDATE oversight_dispatch SET origin = 'complaint' WHERE id = %s", [dropped.pk]
        )
    aged(dropped, THREE)

    assert expire(harbour) == 1
    with acting(lin), transaction.atomic():
        assert Destruction.objects.get().clause == "ECL-records-3y"


def test_what_is_corrected_stays_as_long_as_its_correction(harbour, lin, dropped):
    other = reports.draft(lin, key="two")
    with superuser() as cursor:
        cursor.execute(
            "UPDATE oversight_dispatch SET corrects_id = %s, kind = 'correction' WHERE id = %s",
            [dropped.pk, other.pk],
        )
    aged(dropped, TEN)

    assert expire(harbour) == 0


def test_nobody_but_the_product_destroys_and_of_no_other_platform(harbour, elsewhere, lin, dropped):
    aged(dropped, TEN)
    with acting(lin), pytest.raises(Forbidden):
        services.dispatches_expire(actor=lin)
    assert expire(elsewhere) == 0
    stranger = system_actor(elsewhere.pk)
    with acting(stranger), pytest.raises((NotFound, Forbidden)):
        services.dispatch_hold(
            actor=stranger, dispatch_id=dropped.pk, why=holds.Why("诉讼保全", clock.today())
        )
    assert now(lin, dropped).destroyed_at is None


def test_nothing_is_done_any_more_to_what_was_destroyed(harbour, lin, dropped):
    with superuser() as cursor:
        cursor.execute(
            "UPDATE oversight_dispatch SET destroyed_at = now() WHERE id = %s", [dropped.pk]
        )

    assert expire(harbour) == 0
    with pytest.raises(services.NotNow):
        reports.act(lin, "drop", dropped, reason="再次不报送")
