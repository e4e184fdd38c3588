"""The public pages of a tenant: no session, no cookie, cached, limited, in two languages."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session as WebSession
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from accounts import services as accounts
from livecompliance import public
from livecompliance.kernel import clock, limits
from livecompliance.kernel import public as registry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from livecompliance.public import views
from rooms import selectors as rooms
from rooms import services as rooms_services
from tests.moderation.test_pages import browser_of

pytestmark = pytest.mark.django_db
HOME = "/p/harbour/"
PATHS = [HOME, *(f"{HOME}{name}" for name in registry.SECTIONS)]
ATTACKS = ["/p/nobody/", "/p/", "/p/harbour/nothing", "/p/harbour/rules/", "/p/%00/", "/p/a%2fb/",
           "/p/HARBOUR/", "/p/harbour/rules%0a", "/p/%ff/"]  # fmt: skip


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()
    limits._tallies.clear()


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_no_cookie_and_no_session_whoever_looks(harbour, lin, path):
    sessions = WebSession.objects.count()
    for browser in (Client(), browser_of(lin)):
        before = WebSession.objects.count()
        answer = browser.get(path)

        assert answer.status_code == 200
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers
        assert "cookie" not in answer.headers.get("Vary", "").lower()
        kept = "no-store" if path.endswith("complaint") else "public, max-age=300"
        assert answer["Cache-Control"] == kept  # what carries a challenge is for one person
        assert "csrf" not in text(answer).lower()
        assert WebSession.objects.count() == before
    assert WebSession.objects.count() == sessions + 1  # the officer's own, from signing in


def test_the_page_is_the_same_for_everybody(harbour, lin):
    strange = Client(headers={"Accept-Language": "en"}).get(HOME)

    assert browser_of(lin).get(HOME).content == strange.content
    assert 'lang="zh-Hans"' in text(strange)


def test_the_address_says_the_language_and_links_keep_it(harbour):
    english = text(Client().get(f"{HOME}rules?lang=en"))

    assert '<html lang="en"' in english
    assert "Platform rules" in english
    assert "/p/harbour/complaint?lang=en" in english
    assert Client().get("/p/harbour?lang=en")["Location"] == "/p/harbour/?lang=en"
    for lang in ("fr", "", "%00", "zh"):
        assert 'lang="zh-Hans"' in text(Client().get(f"{HOME}?lang={lang}"))


def test_the_rules_tell_law_numbers_and_families_as_they_are(harbour):
    admin = system_actor(harbour.pk)
    with acting(admin):
        accounts.tenant_policy_set(actor=admin, changes={"acknowledge_s": 77})

    page = text(Client().get(f"{HOME}rules"))

    assert "网络直播营销管理办法" in page
    assert "<b>77 秒</b>" in page
    assert "第十条第二款" in page
    assert "step_up" not in page


@pytest.mark.law("M-rules-and-catalogue")
def test_the_rules_are_published_to_everybody(harbour):
    assert "平台规则" in text(Client().get(f"{HOME}rules"))


@pytest.mark.parametrize("name", ["catalogue", "complaint", "checkpoint", "verify"])
def test_what_is_not_offered_yet_says_so_and_how_to_reach_the_platform(harbour, name, monkeypatch):
    monkeypatch.delitem(registry._filled, name, raising=False)
    admin = system_actor(harbour.pk)
    assert "尚未在这里公布" in text(Client().get(HOME + name))
    with acting(admin):
        accounts.public_contact_set(actor=admin, contact="电话 400-000-0000\n<b>x</b>")

    page = text(Client().get(HOME + name))

    assert "尚未开通" in page
    assert "400-000-0000" in page
    assert "&lt;b&gt;" in page
    assert "12315" in page


def test_a_tag_spares_the_body(harbour):
    first = Client().get(HOME)

    again = Client().get(HOME, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert not again.cookies
    assert Client().get(f"{HOME}?lang=en")["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", ATTACKS)
def test_what_does_not_exist_is_not_found_without_a_trace(harbour, path):
    answer = Client().get(path)

    assert answer.status_code == 404
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_a_closed_tenant_looks_like_none(harbour, elsewhere):
    unknown = {path: Client().get(path.replace("harbour", "nobody")).content for path in PATHS}
    admin = system_actor(harbour.pk)
    with acting(admin):
        accounts.tenant_close(actor=admin, reason="到期")

    for path in PATHS:
        answer = Client().get(path)
        assert answer.status_code == 404
        assert answer.content.replace(b"harbour", b"nobody") == unknown[path]


def test_a_suspended_tenant_says_so_and_comes_back(harbour):
    admin = system_actor(harbour.pk)
    with acting(admin):
        accounts.tenant_suspend(actor=admin, reason="欠费")
    answer = Client().get(f"{HOME}rules")
    assert "已暂停" in text(answer, 503)
    assert "欠费" not in text(answer, 503)
    assert answer["Cache-Control"] == "no-store"

    with acting(admin):
        accounts.tenant_resume(actor=admin, reason="已缴")
    assert Client().get(f"{HOME}rules").status_code == 200


def test_one_address_may_not_ask_without_bound(harbour, monkeypatch):
    monkeypatch.setattr("livecompliance.public.middleware.MOST_A_MINUTE", 3)
    moment = limits.clock.now()
    monkeypatch.setattr(limits.clock, "now", lambda: moment)

    answers = [Client().get(HOME) for _ in range(5)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="203.0.113.9").get(HOME).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_handed_in_where_nobody_takes_it(harbour, method):
    for path in (HOME, f"{HOME}rules", f"{HOME}complaint"):
        if path.endswith("complaint") and registry.is_filled("complaint"):
            continue
        assert getattr(Client(enforce_csrf_checks=True), method)(path).status_code == 405


def test_an_app_fills_a_section_and_sees_its_own_tenant_only(harbour, elsewhere, monkeypatch):
    monkeypatch.setattr(registry, "_filled", dict(registry._filled))
    registry._filled.pop("verify", None)

    def verify(request, actor):
        assert actor.tenant_ids == {harbour.pk}
        with pytest.raises(Forbidden):
            rooms_services.room_create(actor=actor, title="x")
        return public.Shown("public/soon.html", {"title": str(rooms.__name__)}, max_age_s=60)

    public.register("verify", verify)
    public.register("verify", verify)

    answer = Client().get(f"{HOME}verify")
    assert "rooms.selectors" in text(answer)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "已开通" not in text(answer)
    with pytest.raises(ValueError, match="filled already"):
        public.register("verify", lambda *_: public.Shown("public/soon.html"))
    with pytest.raises(ValueError, match="no public page"):
        public.register("gossip", verify)


def test_the_answers_say_what_a_browser_may_do_with_them(harbour):
    for path in (*PATHS, "/p/nobody/"):
        answer = Client().get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"


def test_only_the_security_administrator_says_how_to_reach_the_platform(harbour, lin):
    with acting(lin), pytest.raises(Forbidden):
        accounts.public_contact_set(actor=lin, contact="x")
    admin = system_actor(harbour.pk)
    with acting(admin), pytest.raises(Invalid):
        accounts.public_contact_set(actor=admin, contact="x" * 301)


def test_a_page_is_made_once_and_anew_when_anything_it_says_changes(
    harbour, elsewhere, monkeypatch
):
    made = []
    render = views.render_to_string
    monkeypatch.setattr(views, "_kept", {})
    monkeypatch.setattr(
        views, "render_to_string", lambda *said: made.append(said[0]) or render(*said)
    )

    def rules_of(slug, query=""):
        page, before = text(Client().get(f"/p/{slug}/rules{query}")), len(made)
        assert text(Client().get(f"/p/{slug}/rules{query}")) == page
        assert len(made) == before
        return page

    first = rules_of("harbour")
    assert len(made) == 1
    assert elsewhere.name in rules_of(elsewhere.slug)
    assert "Platform rules" in rules_of("harbour", "?lang=en")
    assert len(made) == 3
    admin = system_actor(harbour.pk)
    with acting(admin):
        accounts.tenant_policy_set(actor=admin, changes={"execute_s": 78})
        accounts.public_contact_set(actor=admin, contact="电话 400-111-0000")
    changed = rules_of("harbour")
    assert "<b>78 秒</b>" in changed
    assert "400-111-0000" in changed
    assert changed != first
    assert len(made) == 4
    with time_machine.travel(clock.now() + timedelta(days=1)):  # a law may be in force by then
        rules_of("harbour")
    assert len(made) == 5


def test_a_process_keeps_so_many_pages_and_no_more(harbour, elsewhere, monkeypatch):
    monkeypatch.setattr(views, "_kept", {})
    monkeypatch.setattr(views, "MOST_KEPT", 3)

    for path in (*PATHS, f"/p/{elsewhere.slug}/"):
        assert Client().get(path).status_code == 200

    assert len(views._kept) == 3
