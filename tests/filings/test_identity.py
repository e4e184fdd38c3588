"""Who operates and markets on the platform is reported: by whom, of whom, until when, once."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import Tenant
from filings import selectors, services, tasks
from filings.models import IdentityLine, IdentityReport
from filings.rules import identity as rules
from filings.services import ReportState, identity_job
from ledger.models import Entry
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Clock, File, Job
from office.services.progress import Progress
from parties import selectors as minors
from parties.models import Party
from parties.services import gather
from tests import builders
from tests.filings.conftest import at
from tests.parties import people

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 4, 2, tzinfo=UTC)


@pytest.fixture
def january(monkeypatch):
    """It is the fourth of January 2027: the second half of 2026 and its last quarter are due."""
    at(monkeypatch, JANUARY)


@pytest.fixture
def sun(harbour):
    """Sun is the security administrator of Harbour."""
    return builders.person(harbour, "sun", "security_admin")


@pytest.fixture
def crowd(harbour, january):
    """A company, a person who sells, a marketer with an agency, and somebody who only applied."""
    then = {"created_at": JANUARY - timedelta(days=100)}
    shop = people.party(harbour, "operator", kind="company", document="uscc",
                        name="海港茶业有限公司", public_name="海港茶业", **then)  # fmt: skip
    stall = people.party(harbour, "operator", name="周阿姨", public_name="周记", **then)
    host = people.party(harbour, "marketer", name="林小满", occupation="茶艺师", **then)
    agency = people.party(harbour, "agency", kind="company", document=None, name="星途传媒",
                          public_name="星途", **then)  # fmt: skip
    people.party(harbour, "marketer", name="申请人", state="applying", **then)
    people.tie(agency, host)
    return {"shop": shop, "stall": stall, "host": host, "agency": agency}


def opened(actor, kind="market"):
    with acting(actor), transaction.atomic():
        return services.identity_report_begin(actor=actor, kind=kind)


def made(actor, report):
    """Let the worker write the tables of a report."""
    with acting(actor), transaction.atomic():
        job = services.identity_report_make(actor=actor, report_id=report.pk)
    return ran(actor, job)


def ran(actor, job):
    system = system_actor(actor.tenant_id)
    with acting(system):
        return office.job_run(actor=system, job_id=job)


def again(actor, report):
    with acting(actor), transaction.atomic():
        return selectors.identity_report_get(actor, report.pk)


def released(second, report):
    with acting(second), transaction.atomic():
        return services.identity_report_release(actor=second, report_id=report.pk)


def submitted(actor, report, on=None, receipt="SJ-2027-001"):
    with acting(actor), transaction.atomic():
        return services.identity_report_submit(
            actor=actor,
            report_id=report.pk,
            on=on or clock.today(),
            authority="浙江省市场监督管理局",
            receipt=receipt,
        )


def sent(lin, sun, kind="market"):
    report = opened(lin, kind)
    assert made(lin, report) == Job.State.DONE
    released(sun, report)
    return submitted(lin, report)


def table(lin, report, dataset):
    """Take one table as the officer does, by a ticket."""
    with acting(lin), transaction.atomic():
        ticket = services.identity_report_take(
            actor=lin, report_id=report.pk, dataset=dataset, reason="按期报送", step_up="1"
        )
    with acting(lin), transaction.atomic():
        opened = office.file_ticket_use(actor=lin, text=ticket)
    text = b"".join(opened.pieces()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.law("O117-identity-report")
@pytest.mark.parametrize(
    ("today", "begins", "ends", "due"),
    [
        ("2026-11-30", "2026-01-01", "2026-06-30", "2026-07-31"),
        ("2027-01-01", "2026-07-01", "2026-12-31", "2027-01-31"),
        ("2027-06-30", "2026-07-01", "2026-12-31", "2027-01-31"),
        ("2027-07-01", "2027-01-01", "2027-06-30", "2027-07-31"),
    ],
)
def test_the_half_year_is_reported_in_january_and_july(today, begins, ends, due):
    on = date.fromisoformat(today)
    found = rules.half_year(law.clause("O117-identity-report", on), on)
    assert (f"{found.begins_on}", f"{found.ends_on}", f"{found.due_on}") == (begins, ends, due)


@pytest.mark.law("D810-quarterly-report")
@pytest.mark.parametrize(
    ("today", "begins", "ends", "due"),
    [
        ("2026-11-30", "2026-07-01", "2026-09-30", "2026-10-31"),
        ("2027-01-01", "2026-10-01", "2026-12-31", "2027-01-31"),
        ("2027-04-30", "2027-01-01", "2027-03-31", "2027-04-30"),
        ("2028-02-29", "2027-10-01", "2027-12-31", "2028-01-31"),
    ],
)
def test_the_quarter_is_reported_within_the_month_after_it(today, begins, ends, due):
    on = date.fromisoformat(today)
    found = rules.quarter(law.clause("D810-quarterly-report", on), on)
    assert (f"{found.begins_on}", f"{found.ends_on}", f"{found.due_on}") == (begins, ends, due)


@pytest.mark.long
@pytest.mark.law("O117-identity-report", "D810-quarterly-report")
def test_both_reports_open_and_are_ordered_by_themselves_once(harbour, january):
    assert (tasks.identity_reports_open(), tasks.identity_reports_open()) == (2, 0)

    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        rows = IdentityReport.objects.order_by("kind")
        assert [(one.kind, f"{one.due_on}") for one in rows] == [
            ("market", "2027-01-31"), ("tax", "2027-01-31"),
        ]  # fmt: skip
        due = Clock.objects.filter(subject_kind="identity_report").values_list("due_at", flat=True)
        assert {clock.to_date(one) for one in due} == {date(2027, 1, 31)}
        jobs = list(Job.objects.filter(kind=services.IDENTITY_JOB).values_list("pk", flat=True))
    assert {ran(system, job) for job in jobs} == {Job.State.DONE}


def test_an_agency_and_a_platform_that_came_later_report_nothing(harbour, elsewhere, monkeypatch):
    at(monkeypatch, datetime(2027, 2, 3, tzinfo=UTC))
    for tenant, change in ((harbour, {"created_at": clock.now()}), (elsewhere, {"kind": "agency"})):
        with acting(system_actor(tenant.pk)):
            Tenant.objects.filter(pk=tenant.pk).update(**change)
    assert tasks.identity_reports_open() == 0


@pytest.mark.long
@pytest.mark.law("O117-identity-report")
def test_the_three_tables_of_article_nine_hold_everybody_with_what_it_asks_for(lin, sun, crowd):
    report = opened(lin)
    assert made(lin, report) == Job.State.DONE
    released(sun, report)

    (shop,) = table(lin, report, "registered")
    (stall,) = table(lin, report, "unregistered")
    (host,) = table(lin, report, "marketers")

    assert (shop["名称（姓名）"], shop["统一社会信用代码"]) == ("海港茶业有限公司", people.USCC)
    assert (stall["姓名"], stall["联系方式"]) == ("周阿姨", "13800001234")
    assert (host["姓名"], host["所属直播营销人员服务机构"]) == ("林小满", "星途")
    assert (host["职业职务"], len(host["身份证件号码"])) == ("茶艺师", 18)


@pytest.mark.long
@pytest.mark.law("O117-identity-report")
def test_what_is_missing_is_counted_and_named_and_holds_no_report_up(lin, crowd):
    report = opened(lin)
    made(lin, report)

    with acting(lin), transaction.atomic():
        found = selectors.identity_report_get(lin, report.pk)
        lines = selectors.identity_lines_wanting(lin, found)
    assert found.counts["marketers"] == {"rows": 1, "lacking": 1}
    assert {tuple(one.missing) for one in lines} == {("address",)}


@pytest.mark.long
@pytest.mark.law("M-tax-report", "D810-quarterly-report")
def test_the_tax_authority_is_told_of_people_agencies_and_who_works_with_whom(lin, sun, crowd):
    report = opened(lin, "tax")
    made(lin, report)
    released(sun, report)

    firms = {one["店铺（用户）名称"]: one for one in table(lin, report, "businesses")}
    (pair,) = table(lin, report, "ties")
    assert firms["星途"]["专业服务机构标识"] == "是"
    assert firms["海港茶业"]["专业服务机构标识"] == "否"
    assert {one["证件类型"] for one in table(lin, report, "people")} == {"201"}
    assert (pair["服务机构名称"], pair["网络主播姓名"]) == ("星途传媒", "林小满")


@pytest.mark.long
@pytest.mark.law("M-tax-report")
def test_what_the_tax_authority_knows_already_is_not_told_again(lin, sun, crowd, monkeypatch):
    sent(lin, sun, "tax")
    at(monkeypatch, datetime(2027, 4, 2, tzinfo=UTC))
    with acting(lin), transaction.atomic():
        Party.objects.filter(pk=crowd["host"].pk).update(public_name="小满新号")
        Party.objects.filter(pk=crowd["stall"].pk).update(
            state="closed", state_at=datetime(2027, 2, 1, tzinfo=UTC)
        )

    report = opened(lin, "tax")
    made(lin, report)
    released(sun, report)

    told = {one["姓名"]: one["信息状态标识"] for one in table(lin, report, "people")}
    assert told == {"林小满": "变更", "周阿姨": "终止"}
    assert again(lin, report).counts["businesses"] == {"rows": 0, "lacking": 0}


@pytest.mark.long
@pytest.mark.law("MNP-access")
def test_nothing_leaves_the_house_before_a_second_person_let_it(lin, sun, crowd):
    report = opened(lin)
    with pytest.raises(ReportState):
        released(sun, report)
    made(lin, report)
    with pytest.raises(ReportState):
        table(lin, report, "marketers")
    with pytest.raises(ReportState):
        submitted(lin, report)
    with pytest.raises(Forbidden):
        released(lin, report)


@pytest.mark.long
@pytest.mark.law("MNP-access")
def test_whoever_had_it_made_does_not_release_it(harbour, crowd):
    both = builders.person(harbour, "both", "officer", "security_admin")
    report = opened(both)
    made(both, report)
    with pytest.raises(Forbidden):
        released(both, report)


@pytest.mark.long
def test_a_table_is_taken_by_who_said_why_within_a_moment_and_by_nobody_else(
    harbour, lin, sun, crowd, monkeypatch
):
    report = opened(lin)
    made(lin, report)
    released(sun, report)
    file_id = again(lin, report).files[0]["file"]
    with acting(lin), transaction.atomic(), pytest.raises(NotFound):
        office.file_ticket_issue(actor=lin, file_id=file_id)
    table(lin, report, "registered")
    other = builders.person(harbour, "mei", "officer")
    for who, later in ((other, timedelta()), (sun, timedelta()), (lin, timedelta(minutes=2))):
        at(monkeypatch, JANUARY + later)
        with acting(who), transaction.atomic(), pytest.raises(NotFound):
            office.file_ticket_issue(actor=who, file_id=file_id)
    with acting(lin), transaction.atomic():
        assert Entry.objects.get(action="filings.identity_taken").clause == "MNP-access"
    with acting(sun), transaction.atomic():
        (look,) = minors.minors_register(sun)
    assert (look.what, look.data["reason"]) == ("identity_report", "按期报送")


@pytest.mark.long
@pytest.mark.law("O117-identity-report")
def test_handed_in_it_meets_its_term_on_the_day_and_stays(lin, sun, crowd, monkeypatch):
    report = opened(lin)
    made(lin, report)
    released(sun, report)
    at(monkeypatch, datetime(2027, 2, 3, tzinfo=UTC))  # written down after the term
    for on in (date(2026, 12, 31), date(2027, 2, 9)):
        with pytest.raises(Invalid):
            submitted(lin, report, on)
    submitted(lin, report, date(2027, 1, 29))

    with acting(lin), transaction.atomic():
        term = Clock.objects.get(subject_kind="identity_report")
        assert (term.state, term.breached_at) == ("met", None)
    with pytest.raises(ReportState):
        submitted(lin, report)
    with pytest.raises(ReportState):
        made(lin, report)


@pytest.mark.long
@pytest.mark.law("A15-correction")
def test_a_mistake_is_corrected_within_thirty_days_and_the_first_report_stays(lin, sun, crowd):
    report = sent(lin, sun, "tax")
    with acting(lin), transaction.atomic():
        fresh = services.identity_report_correct(
            actor=lin, report_id=report.pk, found_on=clock.today(), reason="一行证件类型写错"
        )
        with pytest.raises(ReportState):
            services.identity_report_correct(
                actor=lin, report_id=report.pk, found_on=clock.today(), reason="又是一处"
            )
    assert (fresh.number, fresh.due_on) == (2, clock.today() + timedelta(days=30))
    made(lin, fresh)
    released(sun, fresh)
    submitted(lin, fresh, receipt="SW-2")

    assert (again(lin, report).state, again(lin, fresh).state) == ("corrected", "submitted")
    assert again(lin, report).receipt == "SJ-2027-001"


@pytest.mark.long
def test_made_anew_the_older_tables_are_destroyed_and_the_release_is_gone(lin, sun, crowd):
    report = opened(lin)
    made(lin, report)
    released(sun, report)
    older = [one["file"] for one in again(lin, report).files]

    made(lin, report)

    assert again(lin, report).state == "made"
    with acting(lin), transaction.atomic():
        assert set(File.objects.filter(pk__in=older).values_list("state", flat=True)) == {"gone"}
        lines = selectors.identity_lines(lin, again(lin, report))
        assert lines.count() == 3


@pytest.mark.long
def test_killed_half_way_it_goes_on_and_doubles_nobody(harbour, lin, sun, january, monkeypatch):
    monkeypatch.setattr(identity_job, "PAGE", 2)
    for order in range(5):
        people.party(
            harbour, "operator", name=f"店主{order}", created_at=JANUARY - timedelta(days=9)
        )
    report = opened(lin)
    kept, halt = Progress.checkpoint, {"at": 4}

    def checkpoint(self, place):
        kept(self, place)
        halt["at"] -= 1
        if halt["at"] == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "checkpoint", checkpoint)
    with acting(lin), transaction.atomic():
        job = services.identity_report_make(actor=lin, report_id=report.pk)
    with pytest.raises(KeyboardInterrupt):
        ran(lin, job)
    with acting(lin), transaction.atomic():
        Job.objects.of(lin).filter(pk=job).update(state=Job.State.WAITING, run=None)

    assert ran(lin, job) == Job.State.DONE
    released(sun, report)
    names = [one["姓名"] for one in table(lin, report, "unregistered")]
    assert sorted(names) == [f"店主{order}" for order in range(5)]
    with acting(lin), transaction.atomic():
        assert IdentityLine.objects.count() == 5


@pytest.mark.long
def test_the_person_is_told_to_which_authority_he_was_reported(lin, sun, crowd):
    sent(lin, sun)
    with acting(lin), transaction.atomic():
        found = gather.party_gather(lin, crowd["host"])
    (row,) = found["identity_reports"]
    assert (row["authority"], row["kind"]) == ("浙江省市场监督管理局", "market")


def test_another_platforms_report_does_not_exist(outsider, lin, crowd):
    report = opened(lin)
    for act in (services.identity_report_make, services.identity_report_release):
        with acting(outsider), transaction.atomic(), pytest.raises((NotFound, Forbidden)):
            act(actor=outsider, report_id=report.pk)
