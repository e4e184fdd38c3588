"""The platform's report: drawn up at a period's end, read, released, and then for good."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from accounts.models import Tenant
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from oversight.models import TransparencyReport
from oversight.rules.periods import last_over
from oversight.selectors import transparency as selectors
from oversight.services import transparency as services
from tests import builders
from tests.attack.conftest import signed_in
from tests.oversight.test_statements import measure, set_
from tests.sanctions.conftest import again, decide, mei, tea  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db
LAST = last_over("quarter", clock.today())
FIRST = {"1": "01", "2": "04", "3": "07", "4": "10"}


def inside():
    """Return an instant in the last quarter that is over."""
    year, quarter = LAST.split("-Q")
    return clock.now().replace(year=int(year), month=int(FIRST[quarter]) + 1, day=9)


def draft(actor, period=LAST, note=""):
    with acting(actor):
        return services.report_draft(actor=actor, period=period, note=note)


def act(actor, verb, row):
    with acting(actor):
        return getattr(services, f"report_{verb}")(actor=actor, report_id=row.pk)


def released(actor, period=LAST, note=""):
    row = draft(actor, period, note)
    act(actor, "read", row)
    return act(actor, "release", row)


def policy(harbour, **numbers):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Tenant.objects.filter(pk=harbour.pk).update(policy=harbour.policy | numbers)


@pytest.fixture
def quarter(lin, tea, tea_session):  # noqa: F811
    """Twelve findings, six suspensions on air and one decision of the last quarter."""
    at = inside()
    for number in range(12):
        builders.finding(tea_session, event_key=f"f{number}", created_at=at)
    for number in range(6):
        measure(tea_session, seq=number + 1, released_at=at)
    set_(decide(lin, tea, rung="traffic_limit", days=3), starts_at=at, ends_at=at + timedelta(3))


def test_the_figures_are_those_of_the_period_and_small_ones_are_not_told(lin, quarter):
    tables = draft(lin).body["tables"]

    assert tables["findings"] == {"total": 12, "rows": {"F-MED": 12}}
    assert tables["measures"] == {"total": 6, "rows": {"suspend": 6}}
    assert tables["measures_by"] == {"total": 6, "rows": {"rule": 6}}
    assert tables["decisions"] == {"total": None, "rows": {"traffic_limit": None}}
    assert tables["sources"]["rows"]["rules"] == 12
    assert tables["appeals"] == {"total": 0, "rows": {}}


def test_what_lies_outside_the_period_is_in_no_table(lin, quarter):
    before = last_over("month", date(2026, 2, 1)) if LAST != "2025-Q4" else "2025-06"

    tables = draft(lin, before).body["tables"]

    assert tables["findings"]["total"] == tables["measures"]["total"] == 0


def test_it_is_read_then_released_and_everybody_reads_its_bytes(lin, harbour, quarter):
    row = draft(lin)
    page = f"/p/{harbour.slug}/report"
    with acting(lin), pytest.raises(services.ReportStands):
        services.report_release(actor=lin, report_id=row.pk)
    assert "还没有公布过" in Client().get(page).content.decode()

    act(lin, "read", row)
    act(lin, "release", row)

    told = Client().get(f"{page}.json")
    assert hashlib.sha256(told.content).hexdigest() == row.sha256
    assert json.loads(told.content)["tables"]["findings"]["total"] == 12
    with acting(lin), transaction.atomic():
        entry = Entry.objects.get(action="oversight.transparency_released")
        assert row.sha256 in bytes(entry.body).decode()
    shown = Client().get(page).content.decode()
    assert row.sha256 in shown
    assert "系统发现，按类别" in shown
    rows = Client().get(f"{page}.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0] == "period,table,row,number"
    assert f"{LAST},findings,F-MED,12" in rows
    assert f"{LAST},decisions,traffic_limit," in rows


def test_what_was_released_never_changes_not_even_in_the_database(lin, quarter):
    row = released(lin)

    with (
        acting(lin),
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
    ):
        TransparencyReport.objects.filter(pk=row.pk).update(note="another word")
    for verb in ("read", "release", "discard"):
        with acting(lin), pytest.raises(services.ReportStands):
            getattr(services, f"report_{verb}")(actor=lin, report_id=row.pk)


def test_a_draft_that_was_altered_is_not_released_and_one_that_was_is_not_shown(
    lin, harbour, quarter
):
    row = draft(lin)
    act(lin, "read", row)
    set_(row, body=row.body | {"least": 1})
    with acting(lin), pytest.raises(services.ReportStands):
        services.report_release(actor=lin, report_id=row.pk)

    act(lin, "discard", row)
    other = released(lin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] != "lc_owner"
    with acting(lin), transaction.atomic():
        assert [one.pk for one in selectors.reports_released(lin)] == [other.pk]


def test_a_correction_is_another_version_says_why_and_the_first_stays(lin, harbour, quarter):
    first = released(lin)
    with acting(lin), pytest.raises(Invalid):
        services.report_draft(actor=lin, period=LAST)

    second = released(lin, note="补计一场漏报的直播")

    assert (first.version, second.version) == (1, 2)
    page = f"/p/{harbour.slug}/report"
    assert "第 2 版" in Client().get(page).content.decode()
    old = Client().get(f"{page}?period={LAST}&version=1").content.decode()
    assert "这一版已由第 2 版更正：补计一场漏报的直播" in old
    assert Client().get(f"{page}?period={LAST}&version=3").status_code == 404
    told = Client().get(f"{page}.json?period={LAST}&version=1").content
    assert hashlib.sha256(told).hexdigest() == first.sha256


def test_where_two_are_wanted_who_read_it_does_not_release_it(lin, mei, harbour, quarter):  # noqa: F811
    policy(harbour, transparency_two=1)
    row = draft(lin)
    act(lin, "read", row)

    with acting(lin), pytest.raises(services.OwnReading):
        services.report_release(actor=lin, report_id=row.pk)

    assert act(mei, "release", row).released_by_id == mei.user_id


def test_periods_that_share_days_are_not_both_told(lin, quarter):
    released(lin)

    with acting(lin), pytest.raises(services.PeriodsOverlap):
        services.report_draft(actor=lin, period=f"{LAST[:4]}-{FIRST[LAST[-1]]}")


def test_two_drafts_of_one_period_do_not_wait_and_one_not_over_is_refused(lin):
    draft(lin)
    with acting(lin), pytest.raises(services.ReportThere):
        services.report_draft(actor=lin, period=LAST)
    with acting(lin), pytest.raises(services.PeriodOpen):
        services.report_draft(actor=lin, period=f"{clock.today().year}-H2")
    with acting(lin), pytest.raises(Invalid):
        services.report_draft(actor=lin, period="soon")


def test_it_is_drawn_up_at_the_period_s_end_once_and_not_before_there_was_a_platform(harbour, lin):
    system = system_actor(harbour.pk)
    with acting(system):
        assert services.report_draft_due(actor=system) is None  # registered today
    set_at = inside()
    with acting(system), transaction.atomic():
        Tenant.objects.filter(pk=harbour.pk).update(created_at=set_at)

    with acting(system):
        made = services.report_draft_due(actor=system)
        assert services.report_draft_due(actor=system) is None

    assert (made.period, made.drafted_by_id, made.state) == (LAST, None, "draft")
    act(lin, "discard", made)
    with acting(system):
        assert services.report_draft_due(actor=system) is None


def test_the_platform_chooses_how_often_or_that_nothing_is_drawn_up_by_itself(harbour):
    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        Tenant.objects.filter(pk=harbour.pk).update(created_at=inside())
    policy(harbour, transparency_every=0)
    with acting(system):
        assert services.report_draft_due(actor=system) is None
    policy(harbour, transparency_every=1)
    with acting(system):
        assert services.report_draft_due(actor=system).period == last_over("month", clock.today())


def test_a_viewer_releases_nothing_and_another_platform_sees_nothing(
    lin, wu, outsider, harbour, elsewhere, quarter
):
    row = draft(lin)
    act(lin, "read", row)

    with acting(wu), pytest.raises(Forbidden):
        services.report_release(actor=wu, report_id=row.pk)
    with acting(outsider), transaction.atomic(), pytest.raises(NotFound):
        selectors.report_get(outsider, row.pk)
    act(lin, "release", row)
    assert "还没有公布过" in Client().get(f"/p/{elsewhere.slug}/report").content.decode()
    assert Client().get(f"/p/{elsewhere.slug}/report.json").status_code == 404
    assert Client().post(f"/p/{harbour.slug}/report.json").status_code == 405


def test_the_pages_go_from_the_empty_list_to_a_report_that_everybody_reads(lin, harbour, quarter):
    client = signed_in(lin)
    assert "还没有透明度报告" in client.get("/transparency").content.decode()

    made = client.post("/transparency/draft", {"period": LAST, "note": ""})
    assert "我已读完" in client.get(made.url).content.decode()
    for verb in ("read", "release"):
        client.post(f"{made.url}/act", {"act": verb})

    page = client.get(made.url).content.decode()
    assert "公开页面" in page
    with acting(lin), transaction.atomic():
        assert again(TransparencyReport.objects.get()).state == "released"


def test_officers_are_told_once_of_a_draft_that_waits_and_its_author_is_not(harbour, lin):
    others = [builders.person(harbour, name, "officer") for name in ("hua", "qiu")]
    builders.person(harbour, "watcher", "viewer")
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Tenant.objects.filter(pk=harbour.pk).update(created_at=inside())
        row = services.report_draft_due(actor=system_actor(harbour.pk))
        assert row is not None
        assert services.report_draft_due(actor=system_actor(harbour.pk)) is None
        told = Letter.objects.filter(topic="transparency_drafted")
        assert set(told.values_list("recipient", flat=True)) == {
            one.user_id for one in (lin, *others)
        }

    act(lin, "discard", row)
    anew = draft(lin)
    with acting(lin):
        own = Letter.objects.filter(topic="transparency_drafted", subject_ref=str(anew.pk))
        assert set(own.values_list("recipient", flat=True)) == {one.user_id for one in others}
