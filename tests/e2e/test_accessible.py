"""Every page, in both languages and themes: axe finds nothing, the browser complains of nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Job
from tests import builders
from tests.e2e.conftest import PASSWORD
from tests.moderation.services.streams import CURE, OFFER, inspect, now_ms, post, said
from tests.moderation.sockets import warn
from tests.office.conftest import policy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
VARIANTS = [("zh-hans", "light", WIDE), ("en", "dark", NARROW)]
CROSSED = [("zh-hans", "dark", NARROW), ("en", "light", WIDE)]  # for the pages people live in
DARK = """
async () => {
  Object.assign(document.documentElement.dataset, {theme: "dark", bsTheme: "dark"});
  for (const _ of [1, 2]) {
    await new Promise(drawn => requestAnimationFrame(drawn));
    document.getAnimations().forEach(one => one.effect.getTiming().iterations < 9 && one.finish());
  }
}
"""
LONG = "中文二十个字的直播间标题也要排得下才算数"


@pytest.fixture
def world(site):
    """A tenant with every role, a busy room, a calm one with a long name, and an empty tenant."""
    tenant = builders.tenant("harbour", name="海港直播")
    roles = ("officer", "security_admin", "system_admin", "audit_admin", "streamer")
    people = {
        role: builders.person(tenant, role.replace("_", "-"), role, password=PASSWORD)
        for role in roles
    }
    empty = builders.tenant("elsewhere", name="空平台")
    builders.person(empty, "officer", "officer", password=PASSWORD)
    streamer = people["streamer"]
    room = builders.room(streamer, "养生茶", operator_user_id=streamer.user_id, tier="key")
    session = builders.session(streamer, room, marketers=["林小满"])
    builders.session(streamer, builders.room(streamer, LONG), is_virtual_image=True)
    post(
        session,
        said(1, OFFER, at=now_ms()),
        said(2, CURE, at=now_ms()),
        {"id": 3, "type": "comment", "text": "真的假的", "at": now_ms()},
        {"id": 4, "type": "removal", "target_id": 3, "text": "退货不给退", "at": now_ms()},
        {"id": 5, "type": "goods", "title": "白茶 300g", "price_fen": 12800, "at": now_ms()},
        {"id": 6, "type": "metric", "viewers": 18302, "likes": 41220, "at": now_ms()},
    )
    inspect(session)
    warn(people["officer"], session)
    room.paused_clock = count_down(people["officer"])
    jobs_of(people["audit_admin"])
    return room


def count_down(officer):
    """Start a clock of each look: in time, provisional, warned, late, paused; return the last."""
    now = clock.now()
    looks = [
        ("reminder", policy(5, clause="O117-unreachable", param="remind_within"), 0),
        ("review", policy(2, "month"), 0),
        ("answer", policy(30, "working_day"), 0),
        ("reply", policy(8, "hour"), 7),
        ("refund", policy(2, "day"), 200),
        ("appraisal", policy(8, "hour", pauses=("waiting",)), 1),
    ]
    with acting(officer):
        for kind, kept, hours in looks:
            began = now - timedelta(hours=hours)
            subject = ("complaint", "2026-000123")
            started = office.clock_start(
                actor=officer, subject=subject, kind=kind, policy=kept, at=began
            )
            if kept.pauses:
                office.clock_pause(actor=officer, clock_id=started.pk, reason="waiting")
        office.clocks_follow(actor=officer)
    return started.pk


def jobs_of(auditor):
    """Order a job of each state."""
    states = ({}, {"state": "running", "done": 41_220, "total": 98_000, "rate": 1_830.0},
              {"state": "failed", "error": "任务连续多次中断，已停止。"},
              {"state": "done", "done": 98_000})  # fmt: skip
    with acting(auditor), transaction.atomic():
        for number, fields in enumerate(states):
            given = {"form": "csv", "given": {"action": str(number)}}
            job = office.job_start(actor=auditor, kind="record_export", arguments=given)
            Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now(), **fields)


def pages_of(room) -> dict[str, list[str]]:
    """Return every page by who opens it."""
    return {
        "harbour:officer": [
            "/wall",
            "/wall?state=ok&q=nothing",
            f"/rooms/{room.pk}",
            f"/rooms/{room.pk}?kind=finding",
            "/law",
            "/duties",
            "/duties/M/6",
            "/duties/mechanisms/minors",
            "/clocks",
            f"/clocks/{room.paused_clock}",
            "/calendar?year=2027&start=2026-12-31&amount=3&unit=working_day",
            "/inbox",
            "/inbox/sent",
            "/inbox/preferences",
            "/files",
            "/accounts/2fa/",
            "/accounts/password/change/",
            "/accounts/logout/",
        ],
        "harbour:security-admin": ["/settings", "/settings/keys", "/settings/webhooks"],
        "harbour:system-admin": ["/settings/people"],
        "harbour:audit-admin": ["/settings/record", "/jobs", "/step-up?purpose=export"],
        "harbour:streamer": [f"/stream/{room.pk}", "/inbox"],
        "elsewhere:officer": ["/wall", "/jobs"],
    }


def violations(page, only=()) -> list[str]:
    """Return what axe finds on a page, one line each; of some rules, where they are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    rules = {"type": "rule", "values": [*only]} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    options["preload"] = False  # our styles are all of this origin
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{page.url} {one['id']} {node['target']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def dress(page, site, language, theme):
    page.context.add_cookies(
        [
            {"name": "lc_language", "value": language, "url": site.url},
            {"name": "lc_theme", "value": theme, "url": site.url},
        ]
    )


def found_on(paths, page, site, language, theme) -> list[str]:
    """Return what axe finds on all of these pages, in this dress."""
    dress(page, site, language, theme)
    found = []
    for path in paths:
        page.goto(path)
        found += violations(page)
    page.context.close()
    return found


def found_in_both(paths, page, site, language) -> list[str]:
    """Return what axe finds on these pages by day on a desk and by night on a phone."""
    dress(page, site, language, "light")
    found = []
    for path in paths:
        page.set_viewport_size(WIDE)
        page.goto(path)
        found += violations(page)
        page.set_viewport_size(NARROW)
        page.evaluate(DARK)
        found += violations(page)
    return found


def test_every_page_is_accessible(world, site, sign_in):
    """Every page by day and by night, wide and narrow; the languages take turns."""
    found = []
    for who, paths in pages_of(world).items():
        page = sign_in(who, "about:blank", viewport=WIDE)
        found += found_in_both(paths[::2], page, site, "zh-hans")
        found += found_in_both(paths[1::2], page, site, "en")
        page.context.close()

    assert found == []


@pytest.mark.parametrize(("language", "theme", "size"), CROSSED)
def test_the_pages_of_a_day_are_accessible_in_the_other_dress(
    world, site, sign_in, language, theme, size
):
    found = []
    for who, path in (("officer", "/wall"), ("officer", "/rooms"), ("streamer", "/stream")):
        page = sign_in(f"harbour:{who}", "about:blank", viewport=size)
        at = path if path == "/wall" else f"{path}/{world.pk}"
        found += found_on([at], page, site, language, theme)

    assert found == []


@pytest.mark.parametrize(("language", "theme", "size"), VARIANTS)
def test_pages_for_strangers_are_accessible(world, site, browser, language, theme, size):
    context = browser.new_context(base_url=site.url, viewport=size)
    page = context.new_page()
    dress(page, site, language, theme)
    found = []
    lang = "?lang=en" if language == "en" else ""
    public = [f"/p/harbour/{name}{lang}" for name in ("", "rules", "complaint")]
    entrance = ["/accounts/login/?platform=harbour", "/join/no-such-token", "/nowhere"]
    for path in [*entrance, *public, "/p/nobody/"]:
        page.goto(path)
        found += violations(page)
    page.goto(f"/embed/rooms/{world.pk}/notice?tenant=harbour")
    found += violations(page)
    context.close()

    assert found == []


def test_nothing_is_lost_at_200_percent(world, sign_in):
    page = sign_in("harbour:officer", viewport={"width": 720, "height": 450})
    for path in ("/wall", f"/rooms/{world.pk}", "/law"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 720, f"{path} scrolls sideways"


def test_the_wall_is_walked_and_opened_by_keys(world, sign_in):
    page = sign_in("harbour:officer", viewport=WIDE)

    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("?")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("d")
    assert "wall--dense" in page.locator("#rooms").get_attribute("class")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    page.wait_for_url("**/rooms/**")
