"""A complaint over the New Year: filed by the public, watched by an officer, answered, read.

Two web processes serve the same database, one before the holidays and one after them.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from tests import builders
from tests.e2e.conftest import HOST, ROOT, Site, _cookie
from tests.e2e.test_accessible import NARROW, WIDE, violations
from tests.e2e.test_complaint import picture
from tools.bench._web import answers
from tools.process import Child, free_port, wait_until
from tools.pytest_logs import log_faults

pytestmark = pytest.mark.browser
BEFORE = datetime(2025, 12, 30, 10, tzinfo=clock.SHANGHAI)
AFTER = datetime(2026, 1, 5, 12, tzinfo=clock.SHANGHAI)
DUE = "2026-01-05 23:59"  # 31 December, the Sunday worked in lieu, Monday: three working days
SAID = "核对了录像，情况属实，已警示主播并下架商品。"


@pytest.fixture
def server(site: Site, tmp_path) -> Iterator[Callable[[datetime], str]]:
    """Start a web process whose clock stands at an instant; give its address."""
    started = []

    def at(when: datetime) -> str:
        port, log = free_port(), tmp_path / f"{when:%d}.log"
        shifted = {
            "DJANGO_SETTINGS_MODULE": "livecompliance.settings.test",
            "LC_CLOCK_OFFSET": shift_to(when),
            "LC_LOG_LEVEL": "INFO",
            "LC_TEST_KEEP_S": "60",
        }
        command = ["-m", "gunicorn", "livecompliance.wsgi", "--bind", f"{HOST}:{port}"]
        threads = ["--threads", "2", "--worker-class", "gthread"]
        child = Child("gunicorn")
        with log.open("wb") as output:
            whole = [sys.executable, *command, *threads]
            child.spawn(whole, output=output, env=dict(os.environ) | shifted, cwd=ROOT)
        started.append((child, log))
        wait_until(lambda: answers(port, "/healthz"), child, log, 60)
        return f"http://{HOST}:{port}"

    yield at
    for child, _log in started:
        child.stop()
    assert [fault for _child, log in started for fault in log_faults(log)] == []


def shift_to(when: datetime) -> str:
    """Return by how many seconds a clock is moved to stand at an instant."""
    return str((when - datetime.now(clock.SHANGHAI)).total_seconds())


@pytest.fixture
def window(browser, site) -> Iterator[Callable[..., Page]]:
    """Open a window at an address, signed in where a name is given."""
    opened = []

    def enter(url: str, viewport: object, login: str = "") -> Page:
        context = browser.new_context(
            base_url=url, viewport=viewport, locale="zh-CN", reduced_motion="reduce"
        )
        opened.append(context)
        if login:
            context.add_cookies([_cookie(login, url)])
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


def swept(officer, when: datetime, monkeypatch) -> None:
    """Look at the clocks, as the beat does, at an instant."""
    monkeypatch.setenv("LC_CLOCK_OFFSET", shift_to(when))
    system = system_actor(officer.tenant_id)
    with acting(system):
        office.clocks_follow(actor=system)
    monkeypatch.delenv("LC_CLOCK_OFFSET")


def follow(page: Page, number: str, code: str, words: tuple[str, str, str]) -> None:
    for label, typed in zip(words, (number, code), strict=False):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name=words[2]).click()


def test_a_complaint_is_watched_over_the_new_year_and_answered_in_time(
    site, server, window, monkeypatch
):
    tenant = builders.tenant("harbour", name="海港直播")
    officer = builders.person(tenant, "lin", "officer")
    builders.person(tenant, "sys", "system_admin")

    before = server(BEFORE)
    public = window(before, NARROW)
    public.goto("/p/harbour/complaint")
    public.get_by_label("直播营销行为").check()
    public.get_by_label("发生了什么").fill("主播说茶叶能降血压，我母亲信了，把药停了。")
    public.get_by_role("button", name="提交投诉").click()
    expect(public.get_by_role("heading", name="请记下编号和查询码")).to_be_visible()
    number, code = public.locator("dd.complain__code").all_inner_texts()
    expect(public.get_by_text(re.compile(f"最迟 {DUE}"))).to_be_visible()

    desk = window(before, WIDE, "harbour:lin")
    desk.goto("/complaints")
    desk.get_by_role("link", name=number).click()
    expect(desk.get_by_text(f"到期 {DUE}")).to_be_visible()
    desk.get_by_text("受理并告知").first.click()
    desk.get_by_role("button", name="确认受理").click()
    expect(desk.get_by_text("已受理，投诉人会看到。")).to_be_visible()

    swept(officer, AFTER, monkeypatch)
    after = server(AFTER)
    desk = window(after, WIDE, "harbour:lin")
    desk.goto("/complaints")
    desk.get_by_role("link", name=number).click()
    line = desk.locator("li.clock", has_text="采取必要措施")
    expect(line).to_contain_text("已上报")  # before it is late, not after
    expect(line).to_contain_text("今天到期")
    assert violations(desk) == []
    picture(desk, "new-year-officer")
    group = desk.locator(".deeds__group", has=desk.locator("#deed-answer"))
    if group.count():
        group.locator("> summary").click()
    desk.locator("#deed-answer > summary").click()
    desk.get_by_label("属实", exact=True).check()
    desk.get_by_label("结果和理由").fill(SAID)
    desk.get_by_role("button", name="发送答复").click()
    expect(desk.get_by_role("heading", name="答复等待发出")).to_be_visible()
    expect(desk.locator(".said__one--answer")).to_contain_text(SAID, timeout=30_000)
    expect(desk.locator("li.clock", has_text="采取必要措施")).to_contain_text("按时完成")

    public = window(after, NARROW)
    public.goto("/p/harbour/complaint")
    follow(public, number, code, ("投诉编号", "查询码", "查询投诉"))
    expect(public.get_by_text(SAID)).to_be_visible()
    expect(public.get_by_text("已答复 · 属实")).to_be_visible()
    assert violations(public) == []
    english = window(after, NARROW)
    english.goto("/p/harbour/complaint?lang=en")
    follow(english, number, code, ("Number", "Code", "Look up"))
    expect(english.get_by_text(SAID)).to_be_visible()
    expect(english.get_by_text(re.compile("Answered · Founded"))).to_be_visible()
    picture(english, "new-year-english")
    with acting(system_actor(tenant.pk)), transaction.atomic():
        assert Complaint.objects.get().answered_at.astimezone(clock.SHANGHAI).date() == AFTER.date()
