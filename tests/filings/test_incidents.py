"""Incidents: their hours run from when they were found, and they are handled to the end."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import services as people
from filings import selectors, services
from filings.models import Incident, IncidentStep
from filings.rules import incidents as rules
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Clock, Letter
from office.selectors import letter as letters
from tests import builders
from tests.filings.conftest import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def warden(harbour):
    """Harbour's security administrator sets its numbers, and hears of what may be late."""
    return builders.person(harbour, "warden", "security_admin")


NOTICE = services.Notice(
    measures="已关闭接口并更换密钥",
    advice="请修改密码，警惕来电",
    contact="privacy@harbour.example",
)
PERSONAL = {"kind": "personal", "nature": "leak", "categories": ("contact", "face")}


def opened(actor, hours=1.0, kind="personal", **more):
    given = {"title": "导出接口越权", "backdated": "夜班发现，交班后补登"}
    given |= PERSONAL if kind == "personal" else {"kind": kind}
    given["discovered_at"] = clock.now() - timedelta(hours=hours)
    with acting(actor):
        return services.incident_open(actor=actor, found=services.Found(**{**given, **more}))


def assess(actor, row, **more):
    given = {"cause": "接口缺少权限检查", "harm": "可能收到诈骗来电", "persons": 120}
    given |= {"level": "general", **more}
    with acting(actor):
        return services.incident_assess(
            actor=actor, incident_id=row.pk, assessed=services.Assessed(**given)
        )


def step(actor, row, kind, note="已完成并留存记录", **more):
    with acting(actor):
        return services.incident_step(actor=actor, incident_id=row.pk, kind=kind, note=note, **more)


def close(actor, row):
    with acting(actor):
        return services.incident_close(actor=actor, incident_id=row.pk)


def clock_of(actor, row, kind="incident_report"):
    with acting(actor):
        return Clock.objects.filter(subject_ref=str(row.pk), kind=kind).first()


def through(actor, row, *steps):
    """Take an incident through some of its steps."""
    for kind in steps:
        assess(actor, row, level=row.level) if kind == "assessed" else step(actor, row, kind)


@pytest.mark.law("NIR-report-4h")
def test_a_larger_incident_is_reported_within_four_hours_of_when_it_was_found(lin):
    row = opened(lin, hours=3, kind="cyber", level="larger")
    running = clock_of(lin, row)
    assert running.due_at - row.discovered_at == timedelta(hours=4)
    assert running.clause == "NIR-report-4h"

    step(lin, row, "authority")

    assert clock_of(lin, row).state == "met"
    assert clock_of(lin, opened(lin, kind="cyber")) is None


@pytest.mark.law("NIR-report-4h")
def test_one_that_proves_graver_runs_from_when_it_was_found_and_may_be_late_at_once(lin):
    row = opened(lin, hours=6)
    assess(lin, row, level="larger")
    step(lin, row, "authority")

    late = clock_of(lin, row)
    assert (late.state, late.breached_at is not None) == ("met", True)
    assert assess(lin, row, level="general").level == "larger"


@pytest.mark.law("NIR-report-cii")
def test_critical_infrastructure_is_reported_within_an_hour(lin, warden):
    with acting(warden):
        people.tenant_policy_set(actor=warden, changes={"incident_cii": 1})
    row = opened(lin, hours=0, kind="cyber", level="serious")
    running = clock_of(lin, row)
    assert running.due_at - row.discovered_at == timedelta(hours=1)
    assert running.clause == "NIR-report-cii"


@pytest.mark.law("NDR-flaw-24h")
def test_a_flaw_is_reported_within_a_day_and_faster_where_it_is_grave(lin, warden):
    flaw = opened(lin, hours=0, kind="flaw")
    running = clock_of(lin, flaw, "incident_flaw_report")
    assert (running.due_at - flaw.discovered_at, running.clause) == (
        timedelta(hours=24),
        "NDR-flaw-24h",
    )
    assess(lin, flaw, level="larger")
    assert clock_of(lin, flaw).due_at - flaw.discovered_at == timedelta(hours=4)
    step(lin, flaw, "authority")
    assert clock_of(lin, flaw).state == clock_of(lin, flaw, "incident_flaw_report").state == "met"


@pytest.mark.parametrize("kind", ["personal", "spread"])
def test_where_the_law_says_at_once_the_platforms_own_hours_run(lin, warden, kind):
    with acting(warden):
        people.tenant_policy_set(actor=warden, changes={"incident_prompt_h": 6})
    row = opened(lin, hours=0, kind=kind)
    running = clock_of(lin, row, "incident_prompt_report")
    assert running.due_at - row.discovered_at == timedelta(hours=6)
    assert running.clause == rules.kinds()[kind].clause


def test_the_platform_may_be_faster_than_the_law_and_never_slower(lin, warden):
    with acting(warden):
        people.tenant_policy_set(actor=warden, changes={"incident_report_h": 2})
        with pytest.raises(Invalid):
            people.tenant_policy_set(actor=warden, changes={"incident_report_h": 5})
    row = opened(lin, hours=0, kind="cyber", level="larger")
    assert clock_of(lin, row).due_at - row.discovered_at == timedelta(hours=2)


def test_the_security_administrator_hears_while_there_is_still_time(lin, warden, monkeypatch):
    row = opened(lin, hours=0, kind="cyber", level="larger")
    ready = clock_of(lin, row, "incident_ready")
    assert ready.due_at - row.discovered_at == timedelta(hours=2)
    later(monkeypatch, hours=2, minutes=1)
    product = system_actor(lin.tenant_id)
    with acting(product):
        office.clocks_follow(actor=product, most=50)
    assert clock_of(lin, row, "incident_ready").breached_at is not None
    assert clock_of(lin, row).breached_at is None
    with acting(warden):
        told = Letter.objects.filter(recipient_id=warden.user_id, topic="clock_escalated")
        assert told.count() == 1


@pytest.mark.law("PIPL-breach")
def test_it_is_closed_only_when_all_was_done_that_the_law_asks_for(lin):
    row = opened(lin)
    states = []
    for kind in ("contained", "assessed", "authority", "persons", "handled"):
        with pytest.raises(Conflict) as refusal:
            close(lin, row)
        assert refusal.value.extra["wanting"]
        through(lin, row, kind)
        with acting(lin):
            states.append(Incident.objects.get(pk=row.pk).state)
    assert states == ["contained", "contained", "contained", "contained", "handled"]

    assert close(lin, row).state == "closed"
    close(lin, row)
    with acting(lin):
        assert IncidentStep.objects.filter(kind="closed").count() == 1
    with pytest.raises(Conflict):
        step(lin, row, "contained")
    with pytest.raises(Conflict):
        assess(lin, row)


def test_nothing_is_handled_that_was_not_contained_and_assessed(lin):
    row = opened(lin, kind="cyber")
    with pytest.raises(Conflict):
        step(lin, row, "handled")
    through(lin, row, "contained", "assessed", "handled")
    assert close(lin, row).state == "closed"


@pytest.mark.law("PIPL-breach-persons")
def test_persons_need_not_be_told_where_the_reason_is_written_down(lin):
    row = opened(lin)
    through(lin, row, "contained", "assessed", "authority")
    with pytest.raises(Invalid):
        step(lin, row, "persons_spared", note=" ")
    step(lin, row, "persons_spared", note="数据已加密且密钥未泄露，危害已有效避免")
    step(lin, row, "handled")
    assert close(lin, row).state == "closed"


@pytest.mark.law("NIR-final-report")
def test_after_a_larger_one_was_handled_a_final_report_is_due_in_thirty_days(lin):
    row = opened(lin, kind="cyber", level="larger")
    through(lin, row, "contained", "assessed", "authority", "handled")
    running = clock_of(lin, row, "incident_final_report")
    assert (running.state, running.policy["amount"]) == ("running", 30)
    with pytest.raises(Conflict):
        close(lin, row)

    step(lin, row, "final_report")

    assert clock_of(lin, row, "incident_final_report").state == "met"
    assert close(lin, row).state == "closed"


@pytest.mark.law("PIPL-breach-notice")
def test_members_concerned_are_told_what_why_what_harm_and_what_can_be_done_once(lin, chun):
    row = opened(lin)

    def tell():
        with acting(lin):
            return services.incident_persons_tell(
                actor=lin, incident_id=row.pk, people=[chun.user_id], notice=NOTICE
            )

    with pytest.raises(Conflict):
        tell()
    assess(lin, row)

    assert [tell().told, tell().told] == [1, 0]
    with acting(chun):
        letter = Letter.objects.get()
        said = letters.shown_all([letter], "zh")[0].written
        english = letters.shown_all([letter], "en")[0].written
    assert letter.is_legal
    for word in ("泄露", "姓名与联系方式", "接口缺少权限检查", "诈骗来电", "更换密钥", "修改密码",
                 "privacy@harbour.example"):  # fmt: skip
        assert word in said.body
    assert "Names and contacts" in english.body


def test_users_are_told_of_a_flaw_in_words_of_their_own(lin, chun):
    row = opened(lin, kind="flaw")
    assess(lin, row)
    with acting(lin):
        services.incident_persons_tell(
            actor=lin, incident_id=row.pk, people=[chun.user_id], notice=NOTICE
        )
    with acting(chun):
        said = letters.shown_all([Letter.objects.get(topic="incident_told")], "zh")[0].written
    assert "产品或服务缺陷、漏洞" in said.body
    assert "个人信息" not in said.body


def test_nobody_of_another_platform_is_told(lin, outsider):
    row = opened(lin)
    assess(lin, row)
    for who, refusal in (([outsider.user_id], NotFound), ([], Invalid)):
        with acting(lin), pytest.raises(refusal):
            services.incident_persons_tell(actor=lin, incident_id=row.pk, people=who, notice=NOTICE)
    with acting(lin):
        assert not IncidentStep.objects.filter(kind="persons").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": -1},
        {"categories": ()},
        {"categories": ("shoes",)},
        {"nature": "theft"},
        {"title": "x"},
        {"title": "13800001234 外泄"},
        {"persons": -1},
        {"level": "huge"},
        {"kind": "storm"},
        {"backdated": ""},
        {"facts": {"gossip": "x"}},
        {"facts": {"clues": "攻击者自称 13800001234"}},
        {"happened_at": clock.now() + timedelta(days=1)},
    ],
)
def test_an_incident_is_of_known_kinds_found_before_now_and_names_nobody(lin, wrong):
    with pytest.raises(Invalid):
        opened(lin, **wrong)
    with acting(lin):
        assert not Incident.objects.exists()


def test_one_written_down_at_once_needs_no_reason(lin):
    assert opened(lin, hours=0.25, backdated="").backdated == ""


def test_steps_lie_between_the_finding_and_now_and_are_never_changed(lin):
    row = opened(lin)
    for at in (clock.now() - timedelta(hours=2), clock.now() + timedelta(minutes=1)):
        with pytest.raises(Invalid):
            step(lin, row, "contained", at=at)
    for kind in ("closed", "assessed", "supplement", "gossip"):
        with pytest.raises(Invalid):
            step(lin, row, kind)
    step(lin, row, "contained")
    for sql in ("UPDATE filings_incidentstep SET note = ''", "DELETE FROM filings_incidentstep"):
        refused = pytest.raises(DatabaseError)
        with acting(lin), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_step_written_down_late_meets_the_hours_it_was_done_in(lin, monkeypatch):
    row = opened(lin, hours=0, kind="cyber", level="larger")
    done = clock.now() + timedelta(hours=1)
    later(monkeypatch, hours=10)
    step(lin, row, "authority", at=done)
    assert clock_of(lin, row).breached_at is None


def test_an_exercise_runs_clocks_of_its_own_and_tells_nobody(lin, chun):
    row = opened(lin, hours=0, kind="flaw", level="larger", is_drill=True)
    assert clock_of(lin, row) is None
    assert clock_of(lin, row, "drill_incident_report").state == "running"
    assess(lin, row, level="larger")
    with acting(lin), pytest.raises(Conflict):
        services.incident_persons_tell(
            actor=lin, incident_id=row.pk, people=[chun.user_id], notice=NOTICE
        )
    through(lin, row, "contained", "authority", "persons_spared", "handled", "final_report")
    assert close(lin, row).state == "closed"
    with acting(lin):
        assert not Letter.objects.filter(topic="incident_told").exists()


def test_a_program_reports_one_and_contains_it_and_the_rest_is_for_officers(lin, program):
    row = opened(program, kind="cyber", level="larger")
    step(program, row, "contained")
    for act in (
        lambda: step(program, row, "authority"),
        lambda: assess(program, row),
        lambda: close(program, row),
    ):
        with pytest.raises(Forbidden):
            act()


def test_others_neither_see_nor_touch_an_incident_and_the_record_holds_no_words_of_it(
    lin, wu, chun, outsider
):
    row = opened(lin)
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            step(actor, row, "contained")
    with acting(chun), pytest.raises(Forbidden):
        selectors.incident_get(chun, row.pk)
    assess(lin, row)
    with acting(lin):
        bodies = "".join(str(bytes(one.body)) for one in Entry.objects.all())
    assert "权限检查" not in bodies


def test_the_grade_is_hinted_at_by_how_many_it_concerns():
    found = [rules.suggested(count) for count in (None, 999_999, 1_000_000, 20_000_000, 10**8)]
    assert found == ["general", "general", "larger", "serious", "gravest"]


def test_a_house_of_incidents_is_shown_to_whoever_watches(lin, wu):
    ids = builders.house(lin)
    with acting(wu):
        assert [str(one.pk) for one in selectors.incident_list(wu)] == [str(ids["incident_id"])]
