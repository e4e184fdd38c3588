"""Incidents as an authority sees them, and the platform's own reports: read, never more."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from filings import services as filings
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from oversight.models import Dispatch, TransparencyReport
from oversight.rules.periods import last_over
from oversight.services import transparency as published
from portal.models import Look
from tests.oversight.reports import act, authority, send
from tests.portal.conftest import browser_of, grant, looking_at, text, visitor
from tests.portal.test_rows import seen_by, select

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator", "owner"], transaction=True),
    pytest.mark.long,
]
PERIOD = last_over("quarter", clock.today())
INCIDENTS, REPORTS = "/portal/harbour/incidents", "/portal/harbour/reports"


def opened(actor, **more):
    given = {"kind": "cyber", "title": "推流网关被入侵", "level": "larger"}
    found = filings.Found(**given | {"discovered_at": clock.now(), **more})
    with acting(actor):
        return filings.incident_open(actor=actor, found=found)


@pytest.fixture
def reached(lin, settings, tmp_path):
    settings.REPORTS_ROOT = str(tmp_path)
    authority(lin, name="省网信办", body="cyberspace", level="province", region="",
              carrier="folder", endpoint="cyberspace")  # fmt: skip


@pytest.mark.law("NIR-report-4h")
def test_an_authority_sees_when_an_incident_was_found_and_when_it_was_told(harbour, lin, reached):
    row = opened(lin, discovered_at=clock.now() - timedelta(minutes=12))
    browser = looking_at(harbour)
    page = text(browser.get(INCIDENTS))
    assert ("尚未报告" in page, "计时中" in page, "网络安全事件" in page) == (True, True, True)

    with acting(lin), transaction.atomic():
        (draft,) = Dispatch.objects.filter(origin="incident")
    act(lin, "approve", draft)
    send(harbour)
    with acting(lin):
        filings.incident_step(actor=lin, incident_id=row.pk, kind="contained", note="口令已换")

    page = text(browser.get(INCIDENTS))
    assert ("按时" in page, "发现后 12 分钟" in page, "已控制" in page) == (True, True, True)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert list(Look.objects.values_list("page", flat=True)) == ["incidents", "incidents"]


def test_a_report_that_is_late_is_said_to_be_late(harbour, lin, reached):
    row = opened(lin)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Clock.objects.filter(subject_ref=str(row.pk)).update(
            breached_at=clock.now(), due_at=clock.now() - timedelta(hours=1)
        )
    page = text(looking_at(harbour).get(INCIDENTS))
    assert "逾期" in page
    assert '<b class="num is-act">1</b>' in page


def test_words_few_persons_suspicions_and_exercises_are_not_shown_nor_read_by_any_query(
    harbour, lin
):
    opened(lin, title="某主播的资料外泄", kind="personal", nature="leak",
           categories=["identity"], is_crime=True, persons=3)  # fmt: skip
    opened(lin, title="桌面推演一次", is_drill=True)
    user = visitor()
    grant(harbour, user)

    page = text(browser_of(user).get(INCIDENTS))

    assert "少于 5" in page
    assert [word in page for word in ("某主播", "推演", "犯罪")] == [False] * 3
    with seen_by(user, harbour):
        assert len(select("SELECT id FROM filings_incident")) == 1
        assert len(select("SELECT DISTINCT incident_id FROM filings_incidentstep")) <= 1
        for column in ("title", "cause", "harm", "facts", "is_crime", "owner_id"):
            with pytest.raises(ProgrammingError), transaction.atomic("regulator"):
                select(f"SELECT {column} FROM filings_incident")  # noqa: S608


def test_incidents_are_of_the_whole_platform_and_of_its_own_matter(harbour, lin):
    opened(lin)
    for login, given, status in (
        ("gov:a", {"matters": ["conduct"]}, 403),
        ("gov:b", {"region": "31"}, 403),
        ("gov:c", {"matters": ["record"]}, 200),
    ):
        user = visitor(login)
        grant(harbour, user, **given)
        browser = browser_of(user, raise_request_exception=False)
        assert browser.get(INCIDENTS).status_code == status, login
        assert browser.post(INCIDENTS).status_code == 405 or status == 403, login


def made(actor, note="", *, is_released=True):
    """Draw up the report of the last quarter, and release it."""
    with acting(actor):
        row = published.report_draft(actor=actor, period=PERIOD, note=note)
        if is_released:
            published.report_read(actor=actor, report_id=row.pk)
            published.report_release(actor=actor, report_id=row.pk)
    return row


def test_an_authority_reads_what_was_released_and_no_draft(harbour, lin):
    first = made(lin)
    draft = made(lin, "更正申诉的计数口径", is_released=False)
    user = visitor()
    grant(harbour, user, matters=["conduct"])
    browser = browser_of(user, raise_request_exception=False)

    listed = text(browser.get(REPORTS))
    assert (str(first.pk) in listed, str(draft.pk) in listed) == (True, False)
    assert first.sha256 in text(browser.get(f"{REPORTS}/{first.pk}"))
    assert browser.get(f"{REPORTS}/{draft.pk}").status_code == 404
    with seen_by(user, harbour):
        assert select("SELECT id FROM oversight_transparencyreport") == [first.pk]
        with pytest.raises(ProgrammingError), transaction.atomic("regulator"):
            select("SELECT read_by_id FROM oversight_transparencyreport")

    with acting(lin):
        published.report_read(actor=lin, report_id=draft.pk)
        published.report_release(actor=lin, report_id=draft.pk)
    assert "已由第 2 版更正" in text(browser.get(f"{REPORTS}/{first.pk}"))


def test_a_report_of_another_platform_is_not_there(harbour, elsewhere, outsider):
    other = made(outsider)
    browser = looking_at(harbour)

    assert browser.get(f"{REPORTS}/{other.pk}").status_code == 404
    assert browser.get(f"/portal/elsewhere/reports/{other.pk}").status_code == 404
    with acting(system_actor(elsewhere.pk)), transaction.atomic():
        assert TransparencyReport.objects.get().state == "released"
        assert not Look.objects.exists()
