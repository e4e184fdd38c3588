"""What was late or left out is counted by the year; what the authority orders has its own clock."""

from datetime import date

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from tax import selectors, services
from tax.rules import lapses
from tax.services import filing
from tests.attack.conftest import signed_in
from tests.tax import quarters, world
from tests.tax.quarters import QUARTER
from tests.tax.test_package_filing import accepted, last

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def done(lin):
    """Return an officer whose quarter was reported in time and accepted."""
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
        quarters.made(lin)
        accepted(lin, date(2026, 10, 8))
    return lin


def period_of(actor):
    with acting(actor), transaction.atomic():
        return selectors.period_find(actor, "quarter", QUARTER)


def flawed(actor, found_on, until=None, number="税责改 7", source="authority", **more):
    order = services.Order(until, number) if until else None
    given = {"source": source, "found_on": found_on, "said": "漏报一笔收入", "order": order}
    with acting(actor):
        return services.flaw_note(actor=actor, period=period_of(actor), **given, **more)


def clocks(actor):
    with acting(actor), transaction.atomic():
        found = office.clock_list(actor, (filing.SUBJECT, period_of(actor).pk))
        return {one.kind: (one.state, f"{one.due_at.astimezone(world.CHINA):%m-%d}")
                for one in found}  # fmt: skip


def told(actor, year=2026):
    with acting(actor), transaction.atomic():
        found = selectors.lapses_of(actor, year)
        return [(one.what, f"{one.on:%m-%d}", one.late_days) for one in found.lapses], (
            found.is_serious
        )


@pytest.mark.law("A22-corrected")
def test_what_was_ordered_is_corrected_under_a_clock_of_its_own(done):
    with world.on(2026, 10, 12):
        flawed(done, date(2026, 10, 12), date(2026, 10, 27))
        flawed(done, date(2026, 10, 12), date(2026, 10, 30))  # later: the first still counts
        assert clocks(done)["tax_order"] == ("running", "10-27")
        flawed(done, date(2026, 10, 12), date(2026, 10, 20), is_omission=True)
        assert clocks(done)["tax_order"] == ("running", "10-20")
        assert clocks(done)["tax_correction"] == ("running", "11-11")
        world.payments(done, quarters.paid("p-9", "b-1", "7", kind="goods", is_correction="是"))
        quarters.made(done)
    with world.on(2026, 10, 15):
        accepted(done, date(2026, 10, 15))
        assert clocks(done)["tax_order"] == ("met", "10-20")
    with acting(done), transaction.atomic():
        assert told(done) == ([("omission", "10-12", 0)], False)


@pytest.mark.law("A22-corrected")
def test_a_correction_that_came_back_keeps_the_last_day_that_was_ordered(done):
    with world.on(2026, 10, 12):
        world.payments(done, quarters.paid("p-9", "b-1", "7", kind="goods", is_correction="是"))
        flawed(done, date(2026, 10, 12), date(2026, 10, 27))
        quarters.made(done)
        with acting(done):
            given = {"actor": done, "package_id": last(done).pk}
            services.package_send(**given, sent_on=date(2026, 10, 12), channel="bureau")
        assert clocks(done)["tax_order"][0] == "met"
    with world.on(2026, 10, 20), acting(done):
        services.package_return(**given, answered_on=date(2026, 10, 20), answer="表样有误")
        assert clocks(done)["tax_order"] == ("running", "10-27")


@pytest.mark.law("A22-twice")
def test_two_that_were_late_or_left_out_in_a_year_are_said_to_be_serious(done):
    desk = signed_in(done)
    with world.on(2026, 10, 30):
        assert told(done) == ([], False)
        assert "逾期与漏报" not in desk.get("/tax").content.decode()
        world.payments(done, quarters.paid("p-9", "b-1", "7", kind="goods", is_correction="是"))
        flawed(done, date(2026, 10, 30), source="own")
    with world.on(2026, 12, 1):
        assert told(done) == ([("correction", "11-29", 2)], False)
        assert "一年内再有一次即累计两次" in desk.get("/tax").content.decode()
        quarters.made(done)
        accepted(done, date(2026, 12, 1))
        flawed(done, date(2026, 12, 1), is_omission=True)
        assert told(done) == ([("correction", "11-29", 2), ("omission", "12-01", 0)], True)
        assert "属于情节严重" in desk.get("/tax").content.decode()
    with world.on(2027, 2, 3):
        system = system_actor(done.tenant_id)
        with acting(system):
            services.quarter_due(actor=system)
        # The last quarter of 2026 was due in January: it is of the next year.
        assert told(done, 2027) == ([("report", "01-31", 3)], False)


@pytest.mark.law("A22-twice")
def test_a_quarter_is_late_from_the_day_after_its_last(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
    for day, found in ((date(2026, 10, 31), []), (date(2026, 11, 1), [("report", "10-31", 1)])):
        with world.on(day.year, day.month, day.day):
            assert [one for one in told(lin)[0] if one[0] == "report"] == found
    assert lapses.is_serious([None] * 2, 2)  # two and more, not only more than two
    assert not lapses.is_serious([None], 2)


@pytest.mark.parametrize(
    "bad",
    [
        {"source": "own"},
        {"number": " "},
        {"number": "x" * 81},
        {"until": date(2026, 10, 12)},
    ],
)
def test_an_order_that_cannot_be_is_refused(done, bad):
    with world.on(2026, 10, 12), pytest.raises(Invalid):
        flawed(done, date(2026, 10, 12), **({"until": date(2026, 10, 27)} | bad))


def test_who_does_not_see_taxes_counts_nothing(done, chun):
    with acting(chun), transaction.atomic(), pytest.raises(Forbidden):
        selectors.lapses_of(chun, 2026)


def test_the_page_takes_an_order_and_says_until_when(done):
    desk, path = signed_in(done), f"/tax/quarters/{period_of(done).pk}"
    given = {
        "source": "authority",
        "found_on": "2026-10-12",
        "said": "漏报",
        "is_omission": "yes",
        "ordered_until_on": "2026-10-27",
        "order_number": "税责改 7",
    }
    with world.on(2026, 10, 12):
        desk.post(f"{path}/flaw", given)
        shown = desk.get(path).content.decode()
    assert "责令 2026-10-27 前改正（税责改 7）" in shown
