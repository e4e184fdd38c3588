"""The clocks on a page: what is left in words, whose they are, who may look."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from accounts.models import User
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.services import clock_start
from office.views.clocks import PAGE
from tests.office.conftest import policy

pytestmark = pytest.mark.django_db
CASE = ("complaint", "c-1")


@pytest.fixture
def bound(lin, at):
    with acting(lin):
        yield


def browser_of(actor, language="zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def left(actor) -> list[tuple[str, str]]:
    return [(one.left, one.tone) for one in selectors.countdowns(actor, CASE)]


@pytest.mark.parametrize(
    ("day", "hour", "words", "tone"),
    [
        (23, 10, "还剩 5 个工作日", "ok"),
        (27, 10, "还剩 1 个工作日", "watch"),
        (30, 10, "今天到期", "watch"),
        (31, 10, "已超期 1 个工作日", "act"),
    ],
)
def test_working_days_are_counted_down_in_words(lin, bound, at, day, hour, words, tone):
    clock_start(actor=lin, subject=CASE, kind="reminder", policy=policy(5))
    at(day, hour) if day < 31 else at(1, hour, month=12)
    services.clocks_follow(actor=lin)

    assert left(lin) == [(words, tone)]


def test_hours_are_counted_down_and_tick_when_they_are_few(lin, bound, at):
    clock_start(actor=lin, subject=CASE, kind="answer", policy=policy(72, "hour"))
    first = selectors.countdowns(lin, CASE)[0]
    at(26, 8)
    last = selectors.countdowns(lin, CASE)[0]

    assert (first.left, first.ticks_to) == ("还剩 3 天", None)
    assert (last.left, last.ticks_to) == ("还剩 2 小时", at(26, 10))


def test_ends_and_pauses_are_told_apart(lin, bound, at):
    kinds = ("met", "late", "closed", "paused")
    made = {
        kind: clock_start(
            actor=lin, subject=CASE, kind=kind, policy=policy(8, "hour", pauses=("waiting",))
        )
        for kind in kinds
    }
    services.clock_meet(actor=lin, clock_id=made["met"].pk)
    services.clock_pause(actor=lin, clock_id=made["paused"].pk, reason="waiting")
    at(24)
    services.clock_meet(actor=lin, clock_id=made["late"].pk)
    told = {one.clock.kind: one.left for one in selectors.countdowns(lin, CASE)}

    assert told["met"] == "按时完成"
    assert told["late"] == "超期后完成"
    assert told["paused"] == "已暂停，不计时"


def test_the_section_shows_clause_end_and_provisional(lin, bound, at):
    at(31, month=12)
    law = {"clause": "O117-unreachable", "param": "remind_within"}
    clock_start(actor=lin, subject=CASE, kind="reminder", policy=policy(2, **law))
    with translation.override("en"):
        text = render_to_string(
            "components/_clocks.html", {"clocks": selectors.countdowns(lin, CASE)}
        )

    assert "2 working days left" in text
    assert "Provisional" in text
    assert "Due 2027-01-05 23:59" in text
    assert "Art. 22(2)" in text


@pytest.mark.long
def test_the_page_lists_open_clocks_by_their_end_and_goes_on_behind_the_last(lin, at):
    with acting(lin):
        for number in range(PAGE + 3):
            clock_start(
                actor=lin,
                subject=("complaint", f"case-{number:02}"),
                kind="answer",
                policy=policy(1 + number, "hour", pauses=("waiting",)),
            )
        held = selectors.clock_list(lin, ("complaint", "case-00")).get()
        services.clock_pause(actor=lin, clock_id=held.pk, reason="waiting")
    client = browser_of(lin)
    first = client.get("/clocks").content.decode()
    behind = first.split("?after=")[1].split('"')[0]
    second = client.get("/clocks", {"after": behind}).content.decode()

    assert (first.count("data-item"), second.count("data-item")) == (PAGE, 3)
    assert "case-01" in first
    assert "case-00" in second  # paused: no end, so it comes last


def test_the_page_says_what_it_is_for_when_nothing_runs(lin):
    assert "没有正在计时的时限" in browser_of(lin).get("/clocks").content.decode()


def test_another_tenants_clocks_are_not_shown(lin, outsider, at):
    with acting(lin):
        clock_start(actor=lin, subject=CASE, kind="answer", policy=policy(8, "hour"))

    assert "data-item" not in browser_of(outsider).get("/clocks").content.decode()


def test_streamers_and_strangers_do_not_see_the_clocks(chun):
    assert browser_of(chun).get("/clocks").status_code == 403
    assert Client().get("/clocks").status_code == 302


@pytest.mark.parametrize("after", ["x", "' OR 1=1", "00000000-0000-0000-0000-000000000000"])
def test_a_cursor_that_is_none_begins_at_the_front(lin, at, after):
    with acting(lin):
        clock_start(actor=lin, subject=CASE, kind="answer", policy=policy(8, "hour"))

    assert "data-item" in browser_of(lin).get("/clocks", {"after": after}).content.decode()


def test_a_clock_that_runs_into_the_past_by_a_late_start_is_marked_at_once(lin, bound, at):
    began = at(24) - timedelta(days=20)
    clock_start(actor=lin, subject=CASE, kind="answer", policy=policy(8, "hour"), at=began)
    services.clocks_follow(actor=lin)

    assert left(lin)[0][1] == "act"
