"""Hostile words in every field that reaches a page: shown as they are, run by no browser.

Chromium's console is listened to: a script that the content security policy stops is an error
there, as is a picture that is looked for, so that not even a fragment of markup goes unseen.
"""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts import services as accounts
from accounts.models import Tenant
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.rules import Order
from tests import builders
from tests.e2e.conftest import PASSWORD, browser, processes, sign_in, site  # noqa: F401
from tests.moderation.services.streams import inspect, post

pytestmark = pytest.mark.browser
LIVE = "[data-link-state][data-state=live]"
HIT = "加微信 tea88766"
EVIL = "<img src=x onerror=pwned()>"
SHAPES = [
    EVIL,
    "<script>pwned()</script>",
    "\"'><svg onload=pwned()>",
    "</textarea></title></style></script><script>pwned()</script>",
    "<a href=javascript:pwned()>x</a>",
    "{{ 7*7 }}{% csrf_token %}${pwned()}`",
    "<b hx-get=/wall hx-trigger=load hx-on::load=pwned()>x</b>",
    "&lt;img src=x onerror=pwned()&gt;",
    "\u202e<img src=x onerror=pwned()>\u202c",
    "<iframe srcdoc='<script>parent.pwned()</script>'></iframe>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
    "<form action=//evil.example><button>x</button></form>",
    "%s %(x)s \\u003cimg src=x onerror=pwned()\\u003e",
]
DONE = """
() => { window.pwnedCount = 0; window.pwned = () => { window.pwnedCount += 1; }; }
"""


def everything(shape: str, tag: str) -> list[dict]:
    """Return one event of every kind that says `shape`, the room's own words with a hit."""
    who = {"role": "viewer", "name": shape, "id": shape}
    said = f"{shape} {HIT}"
    kinds = [
        {"type": "speech", "text": said, "speaker": {"role": "guest", "name": shape}},
        {"type": "comment", "text": said, "speaker": who},
        {"type": "screen_text", "text": said},
        {"type": "goods", "title": said, "description": shape, "category": shape, "text": shape,
         "product_id": shape, "action": "pinned", "price_fen": 100},
        {"type": "link", "url": f"javascript:pwned()//{shape}", "text": shape},
        {"type": "qr", "content": f"weixin://{shape}", "text": shape},
        {"type": "profile", "name": shape, "bio": said, "avatar": shape},
        {"type": "title", "text": said},
        {"type": "cover", "text": said, "image": shape},
        {"type": "removal", "target_id": shape[:60], "by": shape, "text": shape},
        {"type": "review", "rating": 1, "text": said, "product_id": shape, "speaker": who},
        {"type": "connect", "person": shape, "name": shape},
        {"type": "frame", "labels": [{"name": shape, "score": 1}], "hashes": {shape: shape}},
        {"type": "recording", "uri": shape, "sha256": "0" * 64, "codec": shape},
        {"type": "metric", "viewers": 7},
    ]  # fmt: skip
    return [{"id": f"{tag}-{number}", **kind} for number, kind in enumerate(kinds)]


@pytest.fixture
def stage(site):  # noqa: F811
    """A platform whose every name is hostile, with an officer, administrators and a streamer."""
    tenant = builders.tenant("harbour", name=EVIL)
    people = {
        "lin": ("officer", "system_admin"),
        "guard": ("security_admin",),
        "audit": ("audit_admin",),
        "chun": ("streamer",),
    }
    cast = {
        login: builders.person(tenant, login, *roles, password=PASSWORD)
        for login, roles in people.items()
    }
    room = builders.room(
        cast["chun"],
        EVIL,
        operator_user_id=cast["chun"].user_id,
        operator_name=EVIL,
        category=EVIL,
        external_id=EVIL,
        tier="key",
    )
    session = builders.session(cast["chun"], room, marketers=[EVIL, SHAPES[1]])
    system = system_actor(tenant.pk)
    with acting(system), transaction.atomic():
        accounts.key_create(actor=system, name=EVIL, scopes=["inspect"])
        accounts.endpoint_add(
            actor=system, url="https://hooks.example/?<img src=x>".replace(" ", "+")
        )
        Tenant.objects.update(name=EVIL)
    return cast, room, session


def hostile(session) -> None:
    for number, shape in enumerate(SHAPES):
        post(session, *everything(shape, f"s{number}"))
    while inspect(session).segments:
        pass


def warned(officer, session) -> None:
    words = {"zh": f"{EVIL} 请更正", "en": f"{SHAPES[1]} correct it"}
    order = Order(kind="warning", clause="M-truthful", reason=words, advice=words)
    with acting(officer):
        measure = services.measure_issue(actor=officer, session_id=session.pk, order=order)
        services.measure_release(actor=officer, measure_id=measure.pk)


def unharmed(page) -> None:
    assert page.evaluate("window.pwnedCount") == 0
    assert page.locator("img[src=x], svg[onload], iframe, base, [hx-on\\:\\:load]").count() == 0
    assert not page.evaluate("[...document.scripts].some((one) => one.text.includes('pwned'))")


def test_an_officer_reads_every_hostile_word_and_runs_none(stage, sign_in):  # noqa: F811
    cast, room, session = stage
    hostile(session)
    page = sign_in("harbour:lin", "about:blank", viewport={"width": 1440, "height": 900})
    page.add_init_script(f"({DONE})()")
    page.goto("/wall")
    expect(page.locator(".room-card__title").first).to_have_text(EVIL)
    unharmed(page)
    page.goto(f"/rooms/{room.pk}")
    expect(page.locator(LIVE)).to_be_visible()
    expect(page.locator("h1")).to_contain_text(EVIL)

    post(session, *everything(EVIL, "late"))
    inspect(session)
    expect(page.locator(".event", has_text=f"{EVIL} 加").last).to_be_visible(timeout=8000)
    warned(cast["lin"], session)
    expect(page.locator(".event--measure").last).to_contain_text(f"{EVIL} 请更正", timeout=8000)
    unharmed(page)

    for kind in ("link", "finding"):
        page.goto(f"/rooms/{room.pk}?kind={kind}")
        page.wait_for_selector(".event")
        unharmed(page)
    page.goto(f"/rooms/{room.pk}?kind=goods")
    expect(page.locator(".event", has_text=EVIL).first).to_be_visible()


def test_a_streamers_phone_shows_hostile_words_and_runs_none(stage, sign_in):  # noqa: F811
    cast, room, session = stage
    page = sign_in("harbour:chun", "about:blank", viewport={"width": 390, "height": 844})
    page.add_init_script(f"({DONE})()")
    page.goto(f"/stream/{room.pk}")
    expect(page.locator(LIVE)).to_be_visible()

    hostile(session)
    warned(cast["lin"], session)

    expect(page.locator("dialog.warning")).to_be_visible(timeout=8000)
    page.goto(f"/stream/{room.pk}")
    expect(page.locator("dialog.warning")).to_be_visible(timeout=8000)
    assert "pwned()" in page.locator("dialog.warning").inner_text() or "加微信" in page.content()
    expect(page.locator("body")).to_contain_text(EVIL)
    unharmed(page)


PAGES = {
    "guard": ["/settings/keys", "/settings/webhooks"],
    "audit": ["/settings/record"],
    "lin": [
        "/settings",
        "/settings/people",
        "/law?q={evil}",
        "/wall?q={evil}",
        "/wall?category={evil}",
        "/embed/rooms/{room}/notice?tenant=harbour&lang={evil}",
    ],
}


def test_no_other_page_runs_hostile_words_and_the_policy_is_never_broken(stage, sign_in):  # noqa: F811
    cast, room, session = stage
    warned(cast["lin"], session)
    for login, paths in PAGES.items():
        page = sign_in(f"harbour:{login}", "about:blank")
        page.add_init_script(f"({DONE})()")
        for path in paths:
            page.goto(path.format(room=room.pk, evil="%22%3E%3Cimg src=x onerror=pwned()%3E"))
            page.wait_for_timeout(100)
            unharmed(page)
    page.context.clear_cookies()
    page.goto("/accounts/login/?platform=harbour&next=%22%3E%3Cimg src=x onerror=pwned()%3E")
    expect(page.locator("body")).to_contain_text(EVIL)
    unharmed(page)
