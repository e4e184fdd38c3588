"""What the platform is, is reported thirty days after it began, changed or ended."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from tax import selectors, services
from tax.rules import basics
from tax.selectors.package import report_of
from tax.services.basics import SUBJECT
from tests import builders
from tests.attack.conftest import signed_in
from tests.tax import quarters, world

pytestmark = pytest.mark.django_db
BEGUN = quarters.BASICS | {"begun_on": "2026-10-20"}


def said(actor, happened_on=None, **facts):
    with acting(actor):
        return services.basics_note(
            actor=actor, facts=BEGUN | facts, entities=[], happened_on=happened_on
        )


def reported(actor, number, day, **more):
    with acting(actor):
        given = {"number": number, "reported_on": day, "channel": "bureau"} | more
        return services.basics_report(actor=actor, **given)


def clock_of(actor, row):
    with acting(actor), transaction.atomic():
        (one,) = office.clock_list(actor, (SUBJECT, row.pk))
        return one.state, f"{one.due_at.astimezone(world.CHINA):%Y-%m-%d}", bool(one.breached_at)


@contextmanager
def night(month, day):
    """Let the clock stand at eight in the evening in China."""
    moment = datetime(2026, month, day, 12, tzinfo=UTC)
    with patch("livecompliance.kernel.clock.now", lambda: moment):
        yield


@pytest.mark.law("D810-basics", "A15-basics")
def test_the_thirty_days_run_from_the_beginning_from_a_change_and_from_the_end(lin):
    with world.on(2026, 11, 3):
        first = said(lin)
        assert clock_of(lin, first) == ("running", "2026-11-19", False)
        reported(lin, 1, date(2026, 11, 3), receipt="JB-1")
        assert clock_of(lin, first)[0] == "met"
        moved = said(lin, date(2026, 11, 1), domain="neu.example")
        assert clock_of(lin, moved) == ("running", "2026-12-01", False)
    with world.on(2026, 11, 28):
        ended = said(lin, domain="neu.example", ended_on="2026-11-27")
        assert clock_of(lin, ended) == ("running", "2026-12-27", False)
        reported(lin, 3, date(2026, 11, 28))
        assert [clock_of(lin, one)[0] for one in (moved, ended)] == ["met", "met"]
    assert [one["number"] for one in world.entries(lin, "tax.basics_reported")] == [1, 3]


@pytest.mark.law("A15-basics")
def test_who_was_there_before_the_duty_reports_in_july_2025(lin):
    assert basics.due_on(date(2020, 1, 1), 30) == date(2025, 7, 30)
    assert basics.due_on(date(2025, 7, 1), 30) == date(2025, 7, 31)
    assert basics.due_on(date(2028, 1, 30), 30) == date(2028, 2, 29)
    with world.on(2026, 11, 3):
        row = said(lin, begun_on="2024-05-01")
        assert clock_of(lin, row)[1] == "2025-07-30"
        reported(lin, 1, date(2025, 7, 18))
    assert clock_of(lin, row) == ("met", "2025-07-30", False)  # written down late, done in time


@pytest.mark.law("A15-basics")
def test_officers_are_warned_and_the_administrator_told_before_it_is_late(lin, harbour):
    system = system_actor(harbour.pk)
    with world.on(2026, 11, 3):
        row = said(lin)
    with night(11, 18), acting(system):
        assert services.due_escalate(actor=system) == 0
    with night(11, 19), acting(system):
        assert [services.due_escalate(actor=system) for _twice in range(2)] == [1, 0]
    with acting(lin), transaction.atomic():
        (due,) = selectors.due_list(lin)
    assert str(due.clock.subject_ref) == str(row.pk)
    assert due.clock.escalated_at is not None


@pytest.mark.long
def test_what_a_package_said_counts_as_reported_when_it_is_accepted(lin):
    quarters.arranged(lin)
    with world.on(2026, 10, 8):
        quarters.closed(lin)
        one = quarters.made(lin)
        later = said(lin, begun_on="2024-05-01", domain="neu.example")
        with acting(lin):
            given = {"actor": lin, "package_id": one.pk}
            services.package_send(**given, sent_on=date(2026, 10, 8), channel="bureau")
            services.package_receipt(**given, receipt="SW-1")
            services.package_accept(**given, answered_on=date(2026, 10, 8))
            with transaction.atomic():
                told = {row.number: report_of(row) for row in selectors.basics_list(lin)}
        assert told[1].receipt == "SW-1"
        assert told[2] is None  # what was said after it was made still waits
        assert clock_of(lin, later)[0] == "running"


def test_the_same_words_and_an_agency_start_no_clock(lin):
    studio = builders.tenant("studio", name="云上", kind="agency")
    wen = builders.person(studio, "wen", "officer")
    with world.on(2026, 11, 3):
        first = said(lin)
        assert said(lin).pk == first.pk
        other = said(wen)
    with acting(wen), transaction.atomic():
        assert not office.clock_list(wen, (SUBJECT, other.pk)).exists()


@pytest.mark.parametrize("day", [date(2026, 10, 19), date(2026, 11, 4)])
def test_what_happened_before_the_beginning_or_is_still_to_come_is_refused(lin, day):
    with world.on(2026, 11, 3), pytest.raises(Invalid):
        said(lin, day)


def test_a_report_that_cannot_be_is_refused_by_name(lin, outsider, harbour):
    with world.on(2026, 11, 3):
        said(lin)
        for bad in ({"day": date(2026, 11, 4)}, {"day": date(2026, 10, 19)},
                    {"channel": "pigeon"}, {"receipt": "x" * 81}):  # fmt: skip
            given = {"day": date(2026, 11, 3)} | bad
            with pytest.raises(Invalid):
                reported(lin, 1, **given)
        with pytest.raises(NotFound):
            reported(lin, 2, date(2026, 11, 3))
        with pytest.raises(NotFound):
            reported(outsider, 1, date(2026, 11, 3))
        with pytest.raises(Forbidden):
            reported(builders.person(harbour, "audit", "audit_admin"), 1, date(2026, 11, 3))
        reported(lin, 1, date(2026, 11, 3))
        with pytest.raises(services.BasicsReported):
            reported(lin, 1, date(2026, 11, 3))


def test_the_page_tells_what_waits_and_takes_the_report(lin, harbour):
    desk, auditor = signed_in(lin), signed_in(builders.person(harbour, "audit", "audit_admin"))
    with world.on(2026, 11, 3):
        assert "还没有填写平台基本信息" in auditor.get("/tax/platform").content.decode()
        given = BEGUN | {"entities": f"{world.CODE} 云上文化传媒有限公司"}
        shown = desk.post("/tax/basics", given, follow=True).content.decode()
        assert "期限 2026-11-19" in shown
        assert "登记第 1 版的报送" in shown
        sent = {"number": "1", "reported_on": "2026-11-03", "channel": "bureau", "receipt": "JB-7"}
        assert "JB-7" in desk.post("/tax/basics/report", sent, follow=True).content.decode()
        again = desk.post("/tax/basics/report", sent, follow=True).content.decode()
        assert "这一版已经报送" in again
        assert "/tax/basics" not in auditor.get("/tax/platform").content.decode()
    with world.on(2026, 12, 30):
        desk.post("/tax/basics", given | {"domain": "b.example", "happened_on": "2026-11-03"})
        assert "逾期未报送" in desk.get("/tax/platform").content.decode()
