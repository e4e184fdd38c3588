"""From a rule in the studio to a suspension, an appeal, and everything undone and recorded."""

import json

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from ledger.models import Entry
from livecompliance.demo import script
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding, Measure
from parties.models import Bar
from sanctions.models import Effect, Report, Sanction
from studio.models import Backtest
from tests import builders
from tests.moderation.services.streams import inspect, now_ms, post, said
from tests.parties import people
from tests.rooms.conftest import key_of
from tests.sanctions.conftest import against
from tests.studio.conftest import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = ({"viewport": {"width": w, "height": h}} for w, h in ((1440, 900), (390, 844)))
CATCHES = "老客懂的"  # a hint that no rule of the packs finds
RULE = f'type == "speech"\n  && text.contains("{CATCHES}")'
PLAN = {
    "#f-orders": "已付款订单照常发货。",
    "#f-after": "退换货由平台客服代收代办。",
    "#f-disputes": "消费纠纷由平台先行受理。",
}


def seen(actor: Actor, model, **which):
    """Return rows as they are now."""
    with acting(actor), transaction.atomic():
        return list(model.objects.filter(**which))


def record_demo(session) -> None:
    """Record the demo's twenty-minute sale with one sentence more, and inspect it."""
    show, start = script.shows()[0], clock.now()
    events = [event for _, event in script.timeline(show, start, 0)]
    for first in range(0, len(events), 200):
        post(session, *events[first : first + 200])
    post(session, said("hint", f"{CATCHES}，下播以后老地方见", at=now_ms()))
    while (done := inspect(session)) and done.segments:
        pass


def write_rule(page: Page) -> None:
    page.goto("/studio/rules/new")
    page.fill("#f-name", "下播后见")
    page.check("input[name=mode][value=text]")
    page.fill("textarea[name=when]", RULE)
    page.select_option("#f-label", "F-OFFPLAT")
    page.select_option("#f-measure", "warning")
    page.fill("#f-reason", "以暗语引导下播后私下交易。")
    page.click(".studio-save .button--primary")
    page.wait_for_url("**/studio/rules/*")


def backtest(page: Page, lin: Actor) -> None:
    page.click("form[action*='/backtests/of/'] button")
    page.wait_for_url("**/studio/backtests/*")
    expect(page.locator(".studio-progress")).to_be_visible()
    [made] = seen(lin, Backtest)
    for shard in range(made.shards):  # the workers, while he looks
        with acting(lin):
            work(lin, made, shard)
    expect(page.locator(".studio-total").first).to_contain_text("1", timeout=10_000)
    expect(page.locator(".studio-case .is-it").first).to_contain_text(CATCHES)
    page.keyboard.press("Backspace")


def ask_for_all(page: Page) -> None:
    page.select_option("select[name=share]", "100")
    page.get_by_role("button", name="申请批准").click()
    expect(page.locator(".studio-next")).to_contain_text("须由另一名合规专员批准")
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)


def say(page: Page, session, key: str, number: int) -> None:
    """Report what the marketer says, as the platform does."""
    event = said(f"live-{number}", f"{CATCHES}，第 {number} 回", at=now_ms())
    answer = page.request.post(
        f"/api/v1/sessions/{session.pk}/events",
        headers={"Authorization": key, "Content-Type": "application/x-ndjson"},
        data=json.dumps(event, ensure_ascii=False).encode(),
    )
    assert answer.status == 202, answer.text()
    inspect(session)


def decide(page: Page, finding: Finding, rung: str) -> None:
    """Begin a decision at the finding in the room; take the step that the ladder gives."""
    page.goto(f"/rooms/{finding.room_id}")
    page.locator(f"a[href$='finding={finding.pk}']").first.click()
    expect(page.locator("#f-code")).to_have_value("off_platform")
    expect(page.locator("#f-rung")).to_have_value(rung)
    page.fill("#f-fits", "半年内再犯，未造成损失。")
    if rung == "suspension":
        for field, words in PLAN.items():
            page.fill(field, words)
    if rung == "function_limit":
        page.check("input[name=functions] >> nth=0")
    page.click(".sanc-save .button--primary")
    page.wait_for_url(lambda url: "/sanctions/new" not in url)


@pytest.mark.law("M-account-sanctions", "M-risk-measures")
def test_a_rule_catches_a_ladder_is_walked_and_an_appeal_undoes_every_effect(sign_in):
    harbour = builders.tenant("harbour", name="海港直播")
    lin = builders.person(harbour, "lin", "officer")
    builders.person(harbour, "mei", "officer")
    chun = builders.person(harbour, "chun", "streamer")
    system, key = system_actor(harbour.pk), key_of(harbour, "events.write")
    tea = people.party(
        harbour, "operator", "marketer", user_id=chun.user_id, public_name="阿春家", number=""
    )
    room = builders.room(chun, "阿春家的茶室", operator_id=tea.pk, operator_user_id=chun.user_id)
    session = builders.session(chun, room)
    record_demo(session)
    before = {one.pk for one in seen(lin, Finding)}
    assert before

    page = sign_in("harbour:lin", at="/studio", **DESK)
    write_rule(page)
    backtest(page, lin)
    ask_for_all(page)
    other = sign_in("harbour:mei", at="/studio/approvals", **DESK)
    other.click(".studio-ask h2 a")
    other.get_by_role("button", name="批准", exact=True).click()
    expect(other.locator(".studio-step.is-here")).to_contain_text("生效")

    for number, rung in enumerate(("warning", "function_limit", "suspension"), 1):
        say(page, session, key, number)
        [found] = [one for one in seen(lin, Finding) if one.event_key == f"live-{number}"]
        assert found.rule.startswith("T-")
        decide(page, found, rung)
    [suspension] = seen(lin, Sanction, rung="suspension")
    assert suspension.state == "in_force"
    assert "sanctioned" in against(tea)
    expect(page.locator("#effects-title")).to_be_visible()
    assert seen(lin, Effect, sanction=suspension, undone_at=None)
    assert seen(lin, Report, sanction=suspension, kind="decision")

    phone = sign_in("harbour:chun", at="/appeals", **PHONE)
    phone.click(f"a[href='/appeals/{suspension.pk}']")
    expect(phone.locator("main")).to_contain_text("暂停直播")
    phone.fill("#grounds", "“老客懂的”说的是泡茶的水温，有录像为证。")
    phone.click(f"form[action='/appeals/{suspension.pk}/file'] button")
    expect(phone.locator("main")).to_contain_text("平台须在")

    page.goto("/sanctions/appeals")
    page.click("a[href^='/sanctions/appeals/'] >> nth=-1")
    expect(page.locator("main")).to_contain_text("须由没有参与原决定的专员处理")
    other.goto(page.url)
    other.check("input[name=outcome][value=overturned]")
    other.fill("#answer", "看过录像，说的确是水温，不成立。")
    other.get_by_role("button", name="作出处理").click()
    expect(other.locator("main")).to_contain_text("撤销")

    [suspension] = seen(lin, Sanction, rung="suspension")
    assert suspension.state == "overturned"
    assert seen(lin, Effect, sanction=suspension, undone_at=None) == []
    assert seen(lin, Bar, party=tea, lifted_at=None) == []
    assert against(tea) == []
    standing = seen(lin, Measure, session_id=session.pk, kind="suspend", withdrawn_at=None)
    assert standing == []
    told = {(one.authority, one.level) for one in seen(lin, Report, kind="decision",
                                                       sanction=suspension)}  # fmt: skip
    corrected = seen(lin, Report, kind="correction", sanction=suspension)
    assert {(one.authority, one.level) for one in corrected} == told
    assert {
        "studio.version_drafted", "studio.backtest_started", "studio.version_asked",
        "studio.version_approved", "sanctions.sanction_began", "sanctions.reports_queued",
        "sanctions.appeal_filed", "sanctions.appeal_decided", "sanctions.sanction_ended",
        "sanctions.corrections_queued",
    } <= {one.action for one in seen(system, Entry)}  # fmt: skip
    phone.goto(f"/appeals/{suspension.pk}")
    expect(phone.locator("main")).to_contain_text("撤销")
