"""Personal information: weighed before it is handled, and what leaks is handled to the end."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from filings import selectors, services
from filings.models import Impact, Leak, LeakStep
from filings.rules.decisions import years_later
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from office.selectors import letter as letters
from tests.filings.conftest import later

pytestmark = pytest.mark.django_db
WORDS = dict.fromkeys(("processing", "necessity", "risks", "measures"), "核验真人，用后即删")
NOTICE = services.Notice(
    measures="已关闭接口并更换密钥",
    advice="请修改密码，警惕来电",
    contact="privacy@harbour.example",
)


def write(actor, impact_id=None, **more):
    given = {"title": "开播前人脸核验", "grounds": ("sensitive",), "categories": ("face",)}
    with acting(actor):
        draft = services.Draft(**{**given, **WORDS, **more})
        return services.impact_write(actor=actor, draft=draft, impact_id=impact_id)


def decide(actor, impact, decision="go"):
    with acting(actor):
        return services.impact_decide(actor=actor, impact_id=impact.pk, decision=decision)


def wanting(actor):
    with acting(actor):
        return [one.key for one in selectors.categories_wanting(actor)]


@pytest.mark.law("PIPL-impact")
def test_faces_are_wanting_until_somebody_decided_that_they_may_be_handled(lin, mei, outsider):
    assert "face" in wanting(lin)
    impact = write(lin)
    assert "face" in wanting(lin)
    decide(mei, write(lin), "stop")
    assert "face" in wanting(lin)

    decide(mei, impact, "change")

    assert "face" not in wanting(lin)
    assert "identity" in wanting(lin)
    assert "face" in wanting(outsider)


@pytest.mark.law("PIPL-impact-3y")
def test_what_was_decided_stays_as_it_is_for_three_years(lin, mei):
    impact = decide(mei, write(lin))

    assert impact.keep_until.year == clock.today().year + 3
    with pytest.raises(Conflict):
        write(lin, impact.pk, title="另一种说法")
    with pytest.raises(Conflict):
        decide(mei, impact, "stop")
    with acting(lin), transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM filings_impact WHERE id = %s", [impact.pk])
        assert Impact.objects.get().title == "开播前人脸核验"


def test_a_leap_day_is_kept_to_the_last_of_february():
    assert years_later(date(2028, 2, 29), 3) == date(2031, 2, 28)
    assert years_later(date(2026, 11, 29), 3) == date(2029, 11, 29)


@pytest.mark.law("PIPL-impact-contents")
def test_it_is_decided_by_somebody_else_once_every_part_is_there(lin, mei, program):
    for part in WORDS:
        with pytest.raises(Invalid):
            decide(mei, write(lin, **{part: " "}))
    with pytest.raises(Forbidden):
        decide(lin, write(lin))
    with pytest.raises(Forbidden):
        decide(program, write(lin))
    with pytest.raises(Invalid):
        decide(mei, write(lin), "perhaps")


@pytest.mark.parametrize(
    "wrong",
    [
        {"grounds": ()},
        {"grounds": ("fun",)},
        {"categories": ("shoes",)},
        {"title": ""},
        {"risks": "身份证 11010519491231002X 外泄"},
    ],
)
def test_an_impact_is_of_known_kinds_and_names_nobody(lin, wrong):
    with pytest.raises(Invalid):
        write(lin, **wrong)


def test_an_undecided_one_may_be_written_anew_by_officers_of_the_platform(lin, wu, outsider):
    impact = write(lin)
    assert write(lin, impact.pk, title="开播前活体核验").pk == impact.pk
    for actor, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            write(actor, impact.pk)


def opened(actor, hours=1, **more):
    given = {"title": "导出接口越权", "nature": "leak", "categories": ("contact", "face")}
    given["discovered_at"] = clock.now() - timedelta(hours=hours)
    with acting(actor):
        return services.leak_open(actor=actor, found=services.Found(**{**given, **more}))


def assess(actor, leak, **more):
    given = {"cause": "接口缺少权限检查", "harm": "可能收到诈骗来电", "persons": 120}
    with acting(actor):
        return services.leak_assess(
            actor=actor, leak_id=leak.pk, **{"is_larger": False, **given, **more}
        )


def step(actor, leak, kind, note="已完成并留存记录", **more):
    with acting(actor):
        return services.leak_step(actor=actor, leak_id=leak.pk, kind=kind, note=note, **more)


def close(actor, leak):
    with acting(actor):
        return services.leak_close(actor=actor, leak_id=leak.pk)


def report_clock(actor, leak, kind="leak_report"):
    with acting(actor):
        return Clock.objects.filter(subject_ref=str(leak.pk), kind=kind).first()


@pytest.mark.law("NIR-report-4h")
def test_a_larger_incident_is_reported_within_four_hours_of_when_it_was_found(lin):
    leak = opened(lin, hours=3, is_larger=True)
    running = report_clock(lin, leak)
    assert running.due_at - leak.discovered_at == timedelta(hours=4)
    assert running.clause == "NIR-report-4h"

    step(lin, leak, "authority")

    assert report_clock(lin, leak).state == "met"
    assert report_clock(lin, opened(lin)) is None


@pytest.mark.law("NIR-report-4h")
def test_one_that_proves_graver_runs_from_when_it_was_found_and_may_be_late_at_once(lin):
    leak = opened(lin, hours=6)
    assess(lin, leak, is_larger=True)
    step(lin, leak, "authority")

    late = report_clock(lin, leak)
    assert (late.state, late.breached_at is not None) == ("met", True)


@pytest.mark.law("PIPL-breach")
def test_it_is_closed_only_when_all_was_done_that_the_law_asks_for(lin):
    leak = opened(lin)
    todo = [
        lambda: step(lin, leak, "contained"),
        lambda: assess(lin, leak),
        lambda: step(lin, leak, "authority"),
        lambda: step(lin, leak, "persons"),
    ]
    for act in todo:
        with pytest.raises(Conflict) as refusal:
            close(lin, leak)
        assert refusal.value.extra["wanting"]
        act()

    assert close(lin, leak).state == "closed"
    close(lin, leak)
    with acting(lin):
        assert LeakStep.objects.filter(kind="closed").count() == 1
    with pytest.raises(Conflict):
        step(lin, leak, "contained")
    with pytest.raises(Conflict):
        assess(lin, leak)


@pytest.mark.law("PIPL-breach-persons")
def test_persons_need_not_be_told_where_the_reason_is_written_down(lin):
    leak = opened(lin)
    step(lin, leak, "contained")
    assess(lin, leak)
    step(lin, leak, "authority")
    with pytest.raises(Invalid):
        step(lin, leak, "persons_spared", note=" ")
    step(lin, leak, "persons_spared", note="数据已加密且密钥未泄露，危害已有效避免")
    assert close(lin, leak).state == "closed"


@pytest.mark.law("NIR-final-report")
def test_after_a_larger_one_was_handled_a_final_report_is_due_in_thirty_days(lin):
    leak = opened(lin, is_larger=True)
    step(lin, leak, "contained")
    assess(lin, leak)
    step(lin, leak, "authority")
    step(lin, leak, "persons")
    close(lin, leak)
    running = report_clock(lin, leak, "leak_final_report")
    assert (running.state, running.policy["amount"]) == ("running", 30)

    step(lin, leak, "final_report")

    assert report_clock(lin, leak, "leak_final_report").state == "met"


@pytest.mark.law("PIPL-breach-notice")
def test_members_concerned_are_told_what_why_what_harm_and_what_can_be_done_once(lin, chun):
    leak = opened(lin)

    def tell():
        with acting(lin):
            return services.leak_persons_tell(
                actor=lin, leak_id=leak.pk, people=[chun.user_id], notice=NOTICE
            )

    with pytest.raises(Conflict):
        tell()
    assess(lin, leak)

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


def test_nobody_of_another_platform_is_told(lin, outsider):
    leak = opened(lin)
    assess(lin, leak)
    for people, refusal in (([outsider.user_id], NotFound), ([], Invalid)):
        with acting(lin), pytest.raises(refusal):
            services.leak_persons_tell(actor=lin, leak_id=leak.pk, people=people, notice=NOTICE)
    with acting(lin):
        assert not LeakStep.objects.filter(kind="persons").exists()


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
    ],
)
def test_a_leak_is_of_known_kinds_found_before_now_and_names_nobody(lin, wrong):
    with pytest.raises(Invalid):
        opened(lin, **wrong)
    with acting(lin):
        assert not Leak.objects.exists()


def test_steps_lie_between_the_finding_and_now_and_are_never_changed(lin, monkeypatch):
    leak = opened(lin)
    for at in (clock.now() - timedelta(hours=2), clock.now() + timedelta(minutes=1)):
        with pytest.raises(Invalid):
            step(lin, leak, "contained", at=at)
    for kind in ("closed", "assessed", "gossip"):
        with pytest.raises(Invalid):
            step(lin, leak, kind)
    step(lin, leak, "contained")
    for sql in ("UPDATE filings_leakstep SET note = ''", "DELETE FROM filings_leakstep"):
        refused = pytest.raises(DatabaseError)
        with acting(lin), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_step_written_down_late_meets_the_hours_it_was_done_in(lin, monkeypatch):
    leak = opened(lin, hours=0, is_larger=True)
    done = clock.now() + timedelta(hours=1)
    later(monkeypatch, hours=10)
    step(lin, leak, "authority", at=done)
    assert report_clock(lin, leak).breached_at is None


def test_others_neither_see_nor_touch_a_leak_and_the_record_holds_no_words_of_it(
    lin, wu, chun, outsider
):
    leak = opened(lin)
    for actor, refusal in ((wu, Forbidden), (chun, Forbidden), (outsider, NotFound)):
        with pytest.raises(refusal):
            step(actor, leak, "contained")
    with acting(chun), pytest.raises(Forbidden):
        selectors.leak_get(chun, leak.pk)
    assess(lin, leak)
    with acting(lin):
        bodies = "".join(str(bytes(one.body)) for one in Entry.objects.all())
    assert "权限检查" not in bodies
