"""An incident's reports leave through the outbox; what it concerns is held."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from accounts import services as people
from accounts.models import Hold
from filings import services as filings
from filings.models import Incident, IncidentReport
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Clock
from oversight import services
from oversight.models import Dispatch
from oversight.selectors import dispatch_clocks
from tests import builders
from tests.attack.conftest import signed_in
from tests.oversight.reports import act, authority, send

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def reached(lin, settings, tmp_path):
    """The internet information office of the province, and the police, each with a folder."""
    settings.REPORTS_ROOT = str(tmp_path)
    with acting(lin):
        services.domicile_set(actor=lin, place="海滨省海滨市")
    for body, level in (("cyberspace", "province"), ("police", "county")):
        authority(lin, name=f"{body} {level}", body=body, level=level, region="",
                  carrier="folder", endpoint=body)  # fmt: skip
    return tmp_path


@pytest.fixture
def warden(harbour):
    return builders.person(harbour, "warden", "security_admin")


def opened(actor, **more):
    given = {"kind": "cyber", "title": "推流网关被入侵", "level": "larger"}
    found = filings.Found(**given | {"discovered_at": clock.now(), **more})
    with acting(actor):
        return filings.incident_open(actor=actor, found=found)


def assess(actor, row, **more):
    given = {"cause": "口令泄露", "harm": "四个直播间中断", "level": row.level, **more}
    with acting(actor):
        filings.incident_assess(actor=actor, incident_id=row.pk, assessed=filings.Assessed(**given))


def drafts(actor):
    with acting(actor):
        return list(Dispatch.objects.filter(origin="incident").order_by("id"))


def standing(actor, row):
    with acting(actor):
        return Incident.objects.get(pk=row.pk).state


def clock_state(actor, row, kind="incident_report"):
    with acting(actor):
        return Clock.objects.get(subject_ref=str(row.pk), kind=kind).state


@pytest.mark.law("NIR-contents")
def test_the_first_report_is_drafted_at_once_and_says_what_is_known_until_it_is_approved(
    lin, harbour, reached
):
    row = opened(lin, facts={"systems": "推流网关", "ransom": "没有"})
    (one,) = drafts(lin)
    assert (one.matter, one.body, one.level, one.clause) == (
        "incident", "cyberspace", "province", "NIR-report-4h",
    )  # fmt: skip
    assess(lin, row, facts={"effect": "四个直播间中断约十分钟"}, persons=12)
    (one,) = drafts(lin)
    assert one.facts["form"]["已造成的影响和危害"] == "四个直播间中断约十分钟"
    assert (one.facts["persons"], one.facts["cause"]) == (12, "口令泄露")

    act(lin, "approve", one)
    assess(lin, row, persons=40)
    assert send(harbour) == 1

    (held,) = reached.glob("*/cyberspace/*/report.json")
    told = json.loads(held.read_text(encoding="utf-8"))
    assert (told["facts"]["persons"], told["facts"]["grade"]) == (12, "较大")
    assert "推流网关" in told["text"]


@pytest.mark.law("NIR-report-4h", "NIR-final-report")
def test_what_leaves_meets_the_hours_and_the_whole_way_is_walked_to_the_final_report(
    lin, harbour, reached
):
    row = opened(lin)
    act(lin, "approve", drafts(lin)[0])
    assert clock_state(lin, row) == "running"
    send(harbour)
    assert clock_state(lin, row) == clock_state(lin, row, "incident_ready") == "met"
    assess(lin, row)
    for kind in ("contained", "handled"):
        with acting(lin):
            filings.incident_step(actor=lin, incident_id=row.pk, kind=kind, note="已完成处置")
    for stage in ("supplement", "final"):
        with acting(lin):
            filings.incident_report_draft(
                actor=lin, incident_id=row.pk, stage=stage, text="处置经过、责任和整改如下。"
            )
        act(lin, "approve", drafts(lin)[-1])
        send(harbour)
    assert standing(lin, row) == "reported"
    assert clock_state(lin, row, "incident_final_report") == "met"
    with acting(lin):
        assert not IncidentReport.objects.filter(sent_at=None).exists()
        filings.incident_close(actor=lin, incident_id=row.pk)
    assert len(list(reached.glob("*/cyberspace/*/report.json"))) == 3


@pytest.mark.law("NIR-police")
def test_what_may_be_a_crime_goes_to_the_police_too_and_holds_nothing_up(lin, harbour, reached):
    row = opened(lin, is_crime=True)
    cac, police = drafts(lin)
    assert (police.matter, police.body, police.clause) == ("offence", "police", "NIR-police")
    act(lin, "approve", cac)
    send(harbour)
    assert clock_state(lin, row) == "met"
    assert drafts(lin)[1].state == "draft"


@pytest.mark.law("NIR-report-cii")
def test_critical_infrastructure_goes_to_its_protector_and_the_police_and_is_met_by_the_last(
    lin, harbour, warden, reached
):
    with acting(warden):
        people.tenant_policy_set(actor=warden, changes={"incident_cii": 1})
    authority(lin, name="省公安厅", body="police", level="province", region="",
              carrier="folder", endpoint="provincial-police")  # fmt: skip
    row = opened(lin)
    both = drafts(lin)
    assert {(one.matter, one.body) for one in both} == {
        ("incident_cii", "cyberspace"), ("incident_cii", "police"),
    }  # fmt: skip
    states = []
    for one in both:
        act(lin, "approve", one)
        send(harbour)
        states.append(clock_state(lin, row))
    assert states == ["running", "met"]


@pytest.mark.law("PIPL-breach")
def test_a_leak_is_told_of_whatever_its_grade_and_a_small_outage_is_not(lin, reached):
    opened(lin, level="general")
    assert drafts(lin) == []
    opened(lin, kind="personal", level="general", nature="leak", categories=("contact",))
    (one,) = drafts(lin)
    assert (one.clause, one.facts["information"]) == ("PIPL-breach", ["姓名与联系方式"])


def test_what_an_officer_reported_by_other_means_is_not_sent_a_second_time(lin, reached):
    row = opened(lin)
    with acting(lin):
        filings.incident_step(
            actor=lin, incident_id=row.pk, kind="authority", note="已电话报告省网信办"
        )
    assert [one.state for one in drafts(lin)] == ["dropped"]
    assert clock_state(lin, row) == "met"


def test_an_exercise_files_nothing_and_holds_nothing(lin, tea_session, reached):
    row = opened(lin, is_drill=True, is_crime=True)
    with acting(lin):
        filings.incident_link(actor=lin, incident_id=row.pk, kind="session", ref=tea_session.pk)
    assert drafts(lin) == []
    with acting(lin):
        assert not Hold.objects.exists()


@pytest.mark.law("CSL-illegal-content")
def test_what_an_incident_concerns_is_held_and_what_is_not_there_is_refused(
    lin, tea_room, tea_session, outsider
):
    row = opened(lin, kind="spread", level="general")
    for kind, ref in (("session", tea_session.pk), ("room", tea_room.pk)):
        for _twice in range(2):
            with acting(lin):
                filings.incident_link(actor=lin, incident_id=row.pk, kind=kind, ref=ref)
    with acting(lin):
        held = {(one.subject_kind, one.subject_ref) for one in Hold.objects.all()}
    assert held == {("session", str(tea_session.pk)), ("room", str(tea_room.pk))}
    for kind in ("session", "room", "finding"):
        with acting(lin), pytest.raises(NotFound):
            filings.incident_link(actor=lin, incident_id=row.pk, kind=kind, ref=uuid7())
    with acting(outsider), pytest.raises(NotFound):
        filings.incident_link(
            actor=outsider, incident_id=row.pk, kind="session", ref=tea_session.pk
        )


def test_the_spread_of_illegal_information_is_reported_within_the_platforms_hours(lin, reached):
    row = opened(lin, kind="spread", level="general")
    (one,) = drafts(lin)
    assert one.clause == "CSL-illegal-content"
    with acting(lin):
        running = Clock.objects.get(subject_ref=str(row.pk), kind="incident_prompt_report")
    assert running.due_at - row.discovered_at == timedelta(hours=24)


@pytest.mark.law("NIR-report-4h")
def test_a_report_that_waits_shows_the_hours_of_its_incident_until_it_has_left(
    lin, harbour, reached
):
    opened(lin)
    (waiting,) = drafts(lin)
    with acting(lin), transaction.atomic():
        clocks = dispatch_clocks(lin, [waiting])[waiting.pk]
    assert {one.kind for one in clocks} == {"incident_report", "incident_ready"}
    assert "没有单独的时限" not in signed_in(lin).get("/outbox").content.decode()

    act(lin, "approve", waiting)
    send(harbour)
    with acting(lin), transaction.atomic():
        left = Dispatch.objects.get(pk=waiting.pk)
        assert dispatch_clocks(lin, [left])[waiting.pk] == []
