"""The buttons of a clock: held up, let go, handed on, met, escalated; and its history."""

import pytest
from django.db import transaction
from django.utils import translation

from accounts.models import User
from ledger.models import Entry
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.models import Clock
from office.services import clock_start
from tests import builders
from tests.office.conftest import CASE, again, kinds_of, policy, start
from tests.office.test_clock_page import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(lin, at) -> Clock:
    with acting(lin):
        return start(lin, "answer", amount=8, unit="hour", pauses=("needs_help",))


def press(browser, clock, verb, follow=True, **given):
    return browser.post(f"/clocks/{clock.pk}/{verb}", given, follow=follow)


def entries_of(actor, clock) -> list[str]:
    with acting(actor), transaction.atomic():
        found = Entry.objects.filter(subject_ref=str(clock.pk)).order_by("id")
        return [one.action.removeprefix("office.clock_") for one in found]


def state_of(actor, clock) -> Clock:
    with acting(actor), transaction.atomic():
        return again(clock)


@pytest.mark.long
def test_every_button_does_what_it_says_and_stands_in_the_record(lin, harbour, held, at):
    mei = builders.person(harbour, "mei", "officer")
    builders.person(harbour, "an", "security_admin")
    browser = browser_of(lin)
    at(23, 11)
    press(browser, held, "pause", reason="needs_help")
    assert state_of(lin, held).state == "paused"
    at(23, 12)
    press(browser, held, "resume")
    press(browser, held, "reassign", owner=str(mei.user_id))
    assert state_of(lin, held).owner_id == mei.user_id
    press(browser, held, "escalate", to="security_admin", reason="needs_decision")
    at(23, 13)
    answer = press(browser, held, "meet")

    assert answer.redirect_chain[-1][0] == f"/clocks/{held.pk}"
    assert state_of(lin, held).state == "met"
    done = ["started", "paused", "resumed", "reassigned", "escalated", "met"]
    assert entries_of(lin, held) == done


def test_the_history_says_what_happened_by_whom_and_why(lin, harbour, held, at):
    mei = builders.person(harbour, "mei", "officer")
    browser = browser_of(lin, "en")
    at(23, 11)
    press(browser, held, "pause", reason="needs_help")
    at(23, 12)
    press(browser, held, "reassign", owner=str(mei.user_id))
    text = press(browser, held, "escalate", to="officer", reason="will_be_late").content.decode()

    with acting(lin), transaction.atomic(), translation.override("zh-hans"):
        told = selectors.clock_history(lin, held)
        names = {str(one.user_id): str(User.objects.get(pk=one.user_id)) for one in (lin, mei)}
    assert [one.name for one in told] == ["已上报", "已转交", "已暂停", "开始计时"]
    assert {one.who for one in told} == {names[str(lin.user_id)]}
    assert told[1].says == f"负责人 {names[str(mei.user_id)]}"
    for words in ("Escalated to Compliance officer", "Help is needed", "8 hours", "Paused"):
        assert words in text, words


@pytest.mark.long
def test_what_cannot_be_done_is_refused_in_words_and_nothing_is_written(lin, wu, held):
    browser = browser_of(lin)
    for verb, given in (
        ("pause", {}),
        ("pause", {"reason": "holiday"}),
        ("reassign", {}),
        ("reassign", {"owner": "x' OR 1=1"}),
        ("reassign", {"owner": str(wu.user_id)}),
        ("escalate", {"to": "officer"}),
        ("escalate", {"to": "king", "reason": "needs_help"}),
        ("escalate", {"to": "officer", "reason": "他家住在……"}),
    ):
        assert "note--error" in press(browser, held, verb, **given).content.decode(), (verb, given)
    with acting(lin), transaction.atomic():
        assert kinds_of(lin, held) == ["start"]


@pytest.mark.long
def test_pressing_twice_is_pressing_once_and_the_end_stays_the_end(lin, held):
    browser = browser_of(lin)
    for _ in range(2):
        press(browser, held, "escalate", to="officer", reason="needs_help")
    for _ in range(2):
        press(browser, held, "meet")
    late = press(browser, held, "pause", reason="needs_help").content.decode()

    assert "该时限已经结束" in late
    assert entries_of(lin, held) == ["started", "escalated", "met"]


def test_what_an_act_meets_nobody_says_by_hand(lin, at):
    with acting(lin):
        by_act = start(lin, "answer", amount=8, unit="hour", met_by=("officer.reply",))
    browser = browser_of(lin)

    assert "不能手动标记" in press(browser, by_act, "meet").content.decode()
    assert f"/clocks/{by_act.pk}/meet" not in browser.get(f"/clocks/{by_act.pk}").content.decode()
    assert state_of(lin, by_act).state == "running"


@pytest.mark.long
def test_only_officers_have_buttons_and_they_work_for_nobody_else(lin, wu, outsider, held):
    assert 'data-key="e"' in browser_of(lin).get(f"/clocks/{held.pk}").content.decode()
    viewer = browser_of(wu)
    page = viewer.get(f"/clocks/{held.pk}")
    assert (page.status_code, b'data-key="e"' in page.content) == (200, False)
    assert b"/acts" not in viewer.get("/clocks").content
    for verb in ("pause", "resume", "reassign", "meet", "escalate"):
        assert press(viewer, held, verb).status_code == 403, verb
        assert press(browser_of(outsider), held, verb).status_code == 404, verb
        assert browser_of(lin).get(f"/clocks/{held.pk}/{verb}").status_code == 405
    assert entries_of(lin, held) == ["started"]


def test_from_the_list_one_comes_back_to_the_list(lin, held):
    browser = browser_of(lin)

    assert f"/clocks/{held.pk}/acts" in browser.get("/clocks").content.decode()
    popped = browser.get(f"/clocks/{held.pk}/acts").content.decode()
    assert 'name="from" value="list"' in popped
    answer = press(browser, held, "pause", reason="needs_help", **{"from": "list"})
    assert answer.redirect_chain[-1][0] == "/clocks"


def test_what_ended_is_listed_apart_the_last_one_in_front(lin, at):
    with acting(lin):
        for number in range(3):
            one = clock_start(
                actor=lin, subject=("complaint", f"case-{number}"), kind="a", policy=policy(8)
            )
            at(23, 11 + number)
            services.clock_meet(actor=lin, clock_id=one.pk)
        first, *_others = selectors.clock_ended_list(lin)
        behind = selectors.clock_ended_list(lin, after=str(first.pk))
        assert [one.subject_ref for one in behind] == ["case-1", "case-0"]
    browser = browser_of(lin)

    ended = browser.get("/clocks?show=ended").content.decode()
    assert ended.index("case-2") < ended.index("case-1") < ended.index("case-0")
    assert "data-item" not in browser.get("/clocks").content.decode()
    assert "还没有结束的时限" not in ended


def test_the_bar_shows_how_much_is_left(lin, bound, at):
    start(lin, "answer", amount=8, unit="hour")
    shares = []
    for hour in (10, 12, 17, 20):
        at(23, hour)
        shares += [one.share for one in selectors.countdowns(lin, CASE)]

    assert shares == [100, 75, 13, 0]
