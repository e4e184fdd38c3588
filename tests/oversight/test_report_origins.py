"""What the apps below draft for authorities becomes reports, and they hear that it left."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import transaction

from accounts import services as accounts
from complaints import services as complaints
from complaints.models import AuthorityReport
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.models import Dispatch
from parties import services as parties
from sanctions.models import Report
from tests import builders
from tests.complaints.conftest import clocks, do, file, filed, passer, public_of, row  # noqa: F401
from tests.filings import test_identity as identity
from tests.filings.test_identity import crowd, january, sun  # noqa: F401
from tests.oversight.reports import act, again, authority, send
from tests.parties import people
from tests.sanctions.conftest import answer, appeal, decide

# ruff: noqa: F811
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def reached(lin, settings, tmp_path):
    """Both regulators, at both levels, each with a folder."""
    settings.REPORTS_ROOT = str(tmp_path)
    with acting(lin):
        services.domicile_set(actor=lin, place="海滨省海滨市")
    for body, level in [(b, lv) for b in ("market", "cyberspace") for lv in ("county", "province")]:
        authority(
            lin,
            name=f"{body} {level}",
            body=body,
            level=level,
            region="",
            carrier="folder",
            endpoint=f"{body}-{level}",
        )
    return tmp_path


@pytest.fixture
def tea(harbour, chun):
    return builders.party(harbour, "operator", user_id=chun.user_id)


def dispatches(actor, origin="sanction"):
    with acting(actor), transaction.atomic():
        found = Dispatch.objects.select_related("authority", "corrects").filter(origin=origin)
        return list(found.order_by("id"))


@pytest.mark.law("M-account-sanctions", "O117-measure-report")
def test_a_decision_drafts_its_reports_routed_and_when_they_leave_its_own_rows_say_sent(
    harbour, lin, tea, reached
):
    decide(lin, tea, rung="warning")
    drafts = dispatches(lin)
    assert {(one.body, one.authority.name) for one in drafts} == {
        ("market", "market county"),
        ("cyberspace", "cyberspace county"),
    }
    for one in drafts:
        act(lin, "approve", one)
    assert send(harbour) == 2
    with acting(lin), transaction.atomic():
        assert set(Report.objects.values_list("state", flat=True)) == {"sent"}
    said = json.loads(next(reached.rglob("report.json")).read_text())
    assert said["facts"]["rung"] == "warning"
    assert said["subject"]["id"] == str(tea.pk)
    assert "party" not in said["facts"]


@pytest.mark.law("O117-measure-report")
def test_a_decision_that_falls_on_appeal_drafts_corrections_to_whoever_was_told(
    harbour, lin, chun, tea, reached
):
    row = decide(lin, tea, rung="warning")
    first = dispatches(lin)
    answer(builders.person(harbour, "judge", "officer"), appeal(chun, row), "overturned")
    fixes = [one for one in dispatches(lin) if one.kind == "correction"]
    assert {one.corrects_id for one in fixes} == {one.pk for one in first}
    with pytest.raises(services.OutOfOrder):
        act(lin, "approve", fixes[0])
    for one in [*first, *fixes]:
        act(lin, "approve", one)
        send(harbour)
    assert {one.state for one in dispatches(lin) if one.kind == "report"} == {"corrected"}


def test_a_report_that_is_not_made_takes_its_correction_with_it(harbour, lin, chun, tea, reached):
    row = decide(lin, tea, rung="warning")
    first = dispatches(lin)
    answer(builders.person(harbour, "judge", "officer"), appeal(chun, row), "overturned")
    for one in first:
        act(lin, "drop", one, reason="决定已被推翻，从未报送")
    assert {one.state for one in dispatches(lin)} == {"dropped"}


def test_what_was_queued_before_the_outbox_came_is_gathered_once(harbour, lin, tea, reached):
    decide(lin, tea, rung="warning")
    with acting(lin), transaction.atomic():
        held = list(Report.objects.values_list("pk", flat=True))
    product = system_actor(harbour.pk)
    with acting(product):
        services.dispatches_gather(actor=product)
    assert len(dispatches(lin)) == len(held)


def test_a_complaints_report_follows_its_words_leaves_once_and_meets_the_complaints_own_term(
    harbour, lin, reached, complained
):
    told = {"complaint_id": complained.pk, "authority": "cyberspace"}
    do("report_draft", lin, **told, text="经核查，主播多次宣称茶叶可以降血压，已下架并警示。")
    do("report_draft", lin, **told, text="经核查，主播两次宣称茶叶可以降血压，已下架并警示。")
    given = {"outcome": "upheld", "text": "核实属实，已下架并警示主播。"}
    do("complaint_answer", lin, complaint_id=complained.pk, answer=complaints.Answer(**given))
    (row,) = dispatches(lin, "complaint")
    act(lin, "approve", row)
    with pytest.raises(services.NotNow):
        do("report_draft", lin, **told, text="经核查，主播三次宣称茶叶可以降血压，已下架并警示。")
    send(harbour)
    said = json.loads(next(reached.rglob("report.json")).read_text())
    assert "两次" in said["text"]
    with acting(lin), transaction.atomic():
        assert AuthorityReport.objects.get().state == "sent"
    assert clocks(complained)["report"].state == "met"


def test_what_an_officer_reported_by_other_means_is_not_sent_again(harbour, lin, reached, row):
    do("report_draft", lin, complaint_id=row.pk, authority="market", text="经核查属实，已经处理。")
    do("complaint_report_made", lin, complaint_id=row.pk)
    (held,) = dispatches(lin, "complaint")
    assert (held.state, send(harbour)) == ("dropped", 0)


@pytest.fixture
def complained(harbour):
    return file(public_of(harbour), kind="content").complaint


@pytest.mark.law("O117-identity-report")
def test_released_identities_leave_with_their_tables_by_two_and_the_receipt_hands_them_in(
    harbour, lin, sun, crowd, reached
):
    mei = builders.person(harbour, "mei", "officer")
    report = identity.opened(lin)
    identity.made(lin, report)
    identity.released(sun, report)
    (row,) = dispatches(lin, "identity")
    assert (row.is_two, row.authority.name) == (True, "market province")
    act(lin, "approve", row)
    act(mei, "approve", row)
    assert send(harbour) == 1
    (folder,) = {one.parent for one in reached.rglob("report.json")}
    listed = {one["name"]: one["sha256"] for one in json.loads(
        (folder / "report.json").read_text())["enclosures"]}  # fmt: skip
    held = {one.name: sha256(one.read_bytes()).hexdigest() for one in folder.glob("*.csv")}
    assert listed == held
    assert len(held) == 3
    act(lin, "receipt", row, receipt="SJ-2027-001", at=clock.now())
    done = identity.again(lin, report)
    assert (done.state, done.receipt, done.authority) == (
        "submitted",
        "SJ-2027-001",
        "market province",
    )


def test_a_person_is_masked_where_officers_look_and_a_minor_wherever_it_goes(harbour, lin):
    grown = people.party(harbour, "marketer", name="林小满")
    minor = people.party(
        harbour, "marketer", name="周小舟", minor_until=clock.today() + timedelta(days=90)
    )
    with acting(lin), transaction.atomic():
        whole = parties.subject_told(lin, grown.pk, is_masked=False)
        shown = parties.subject_told(lin, grown.pk, is_masked=True)
        young = parties.subject_told(lin, minor.pk, is_masked=False)
    assert whole.values["name"] == "林小满"
    assert shown.values["name"] == "林**"
    assert young.values["name"] == "周**"
    assert "*" in whole.values["number"]
    assert "林小满" not in repr(whole)


@pytest.mark.law("M-account-sanctions")
def test_what_was_approved_is_masked_on_the_page_and_gone_with_the_persons_key(
    harbour, lin, reached
):
    of = people.party(harbour, "operator", "marketer", name="林小满")
    decide(lin, of, rung="warning")
    row = dispatches(lin)[0]
    act(lin, "approve", row)
    with acting(lin), transaction.atomic():
        held = selectors.dispatch_get(lin, row.pk)
        whole, shown = selectors.document_of(lin, held), selectors.document_masked(lin, held)
    assert "林小满" in whole
    assert "林小满" not in shown
    system = system_actor(harbour.pk)
    with acting(system), transaction.atomic():
        accounts.person_key_destroy(system, of.pk, "party")
    assert send(harbour) == 1
    assert (again(lin, row).state, again(lin, row).fault) == ("failed", "document_gone")
