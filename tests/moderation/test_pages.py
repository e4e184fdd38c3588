"""The pages: who may open which, and what they show."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from accounts import selectors as accounts
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import Measure, NoticeDisplay, RoomState
from moderation.rules import Order
from tests import builders
from tests.moderation.pages import browser_of, page_text
from tests.moderation.services.streams import OFFER, inspect, now_ms, post, said
from tests.moderation.sockets import warn

pytestmark = pytest.mark.django_db


def taken(actor, **wanted) -> list[Measure]:
    with acting(actor):
        return list(Measure.objects.filter(**wanted))


# Who may open which


@pytest.mark.parametrize("path", ["/", "/wall", "/law", "/settings", "/stream"])
def test_a_stranger_is_asked_to_sign_in(db, path):
    response = Client().get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.long
def test_another_platforms_room_does_not_exist(tea_session, tea_room, outsider):
    client = browser_of(outsider)

    for path in ("", "/sides", "/timeline"):
        assert client.get(f"/rooms/{tea_room.pk}{path}").status_code == 404
    assert client.get(f"/stream/{tea_room.pk}").status_code == 404
    assert "阿春家" not in page_text(client.get("/wall"))


def test_a_streamer_sees_the_room_that_is_his_and_not_the_wall(chun, tea_room, tea_session):
    client = browser_of(chun)

    assert client.get(f"/stream/{tea_room.pk}").status_code == 200
    assert client.get("/wall").status_code == 403
    assert client.get(f"/rooms/{tea_room.pk}").status_code == 403


def test_everybody_begins_where_he_works(lin, chun, tea_room, harbour):
    admin = builders.person(harbour, "admin", "system_admin")

    assert browser_of(lin).get("/")["Location"] == "/duties"
    assert browser_of(chun).get("/")["Location"] == "/stream"
    assert browser_of(admin).get("/")["Location"] == "/settings"


SETTINGS = {
    "/settings": {"system_admin", "security_admin", "audit_admin"},
    "/settings/people": {"system_admin"},
    "/settings/keys": {"security_admin"},
    "/settings/webhooks": {"security_admin"},
    "/settings/record": {"audit_admin"},
}


@pytest.mark.long
@pytest.mark.parametrize("path", SETTINGS)
def test_settings_open_only_to_the_administrator_in_charge(harbour, path):
    roles = ["system_admin", "security_admin", "audit_admin", "officer", "viewer", "streamer"]
    opened = {
        role
        for role in roles
        if browser_of(builders.person(harbour, role.replace("_", ""), role)).get(path).status_code
        == 200
    }

    assert opened == SETTINGS[path]


def test_what_the_security_administrator_sets_is_shown_again(harbour):
    client = browser_of(builders.person(harbour, "security", "security_admin"))
    client.post("/settings/origins", {"origins": "https://b.example\nhttps://a.example"})
    secret = page_text(client.post("/settings/keys/create", {"name": "后台", "scopes": "inspect"}))

    text = page_text(client.get("/settings"))

    assert ">https://a.example\nhttps://b.example</textarea>" in text
    assert re.search(r'id="secret">lc_\w{8}_\w{40}<', secret)
    assert "lc_" not in re.sub(r"lc_\w{8}_…", "", page_text(client.get("/settings/keys")))


@pytest.mark.long
def test_whoever_only_looks_has_no_panel_and_cannot_take_a_measure(wu, tea_room, risky):
    client = browser_of(wu)
    order = {"kind": "warning", "clause": "M-truthful", "reason": "请更正。"}

    assert "data-action-form" not in page_text(client.get(f"/rooms/{tea_room.pk}"))
    assert client.post(f"/rooms/{tea_room.pk}/measures", order).status_code == 403


# The wall


@pytest.mark.long
def test_rooms_stand_by_risk_and_the_last_finding_is_quoted_with_its_clause(
    officer, lin, chun, risky
):
    builders.session(lin, builders.room(lin, "竹编"))

    text = page_text(officer.get("/wall"))

    assert text.index("阿春家的养生茶专场") < text.index("竹编")
    assert re.search(r"<mark[^>]*>[^<]*(微信|tea88766)", text)
    assert "平台外私下交易 · 办法第十条第二款" in text


def test_htmx_gets_only_what_moves(officer, risky):
    text = page_text(officer.get("/wall", headers={"HX-Request": "true"}))

    assert "room-card" in text
    assert "<html" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=养生茶", {"阿春家的养生茶专场"}),
        ("tier=key", {"名表"}),
        ("category=珠宝", {"名表"}),
        ("state=ok", {"名表"}),
        ("state=waiting", {"阿春家的养生茶专场"}),
        ("tier=no-such&page=9999999999999", {"阿春家的养生茶专场", "名表"}),
    ],
)
def test_the_wall_is_filtered(officer, lin, risky, query, expected):
    watches = builders.room(lin, "名表", tier="key", category="珠宝")
    builders.session(lin, watches)

    text = page_text(officer.get(f"/wall?{query}", headers={"HX-Request": "true"}))

    assert {title for title in ("阿春家的养生茶专场", "名表") if title in text} == expected


@pytest.mark.long
def test_a_wall_of_many_rooms_is_cut_into_pages(officer, lin):
    for number in range(63):
        builders.session(lin, builders.room(lin, f"直播间{number:03}"))

    first = page_text(officer.get("/wall"))
    second = page_text(officer.get("/wall?page=2"))

    assert first.count('class="room-card room-card--') == 60
    assert second.count('class="room-card room-card--') == 3
    assert "共 63 间" in first


def test_an_empty_wall_teaches(officer):
    assert "现在没有直播间在播" in page_text(officer.get("/wall"))


@pytest.mark.long
def test_the_number_of_queries_does_not_grow_with_the_rooms(
    officer, lin, django_assert_max_num_queries
):
    for number in range(20):
        session = builders.session(lin, builders.room(lin, f"直播间{number}"))
        post(session, said(1, OFFER, at=now_ms()))
        inspect(session)

    with django_assert_max_num_queries(40):
        assert officer.get("/wall").status_code == 200


# Measures


@pytest.mark.law("M-risk-measures")
def test_a_measure_is_held_shown_and_taken_back(officer, lin, tea_room, risky):
    order = {"kind": "suspend", "clause": "M-truthful", "reason": "屡次不改。", "minutes": "30"}

    held = officer.post(f"/rooms/{tea_room.pk}/measures", order)
    (measure,) = taken(lin, kind="suspend")
    undone = officer.post(f"/measures/{measure.pk}/undo")
    late = officer.post(f"/measures/{measure.pk}/release")

    assert "暂停直播即将发出" in page_text(held)
    assert "已撤回" in page_text(undone)
    words = json.loads(unescape(re.search(r'data-refill="([^"]*)"', page_text(undone))[1]))
    assert {name: words[name] for name in order} == order
    assert late.status_code == 409
    (measure,) = taken(lin, kind="suspend")
    assert (measure.undone_at is not None, measure.released_at) == (True, None)
    assert measure.minutes == 30


def test_the_preview_is_what_the_phone_will_say_and_gives_nothing(officer, lin, tea_room, risky):
    before = len(taken(lin))
    order = {"kind": "warning", "clause": "M-off-platform", "reason": "引导私下交易。"}

    text = page_text(officer.post(f"/rooms/{tea_room.pk}/preview", order))

    assert "引导私下交易。" in text
    assert "第十条第二款" in text
    assert len(taken(lin)) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"clause": "no-such"},
        {"kind": "no-such"},
        {"minutes": "x", "kind": "suspend"},
    ],
)
def test_a_measure_without_reason_or_clause_is_refused_in_words(
    officer, lin, tea_room, risky, wrong
):
    before = len(taken(lin))
    order = {"kind": "warning", "clause": "M-truthful", "reason": "请更正。"} | wrong

    response = officer.post(f"/rooms/{tea_room.pk}/measures", order, headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "toast-card--error" in page_text(response)
    assert len(taken(lin)) == before


# The streamer's phone


def test_the_phone_says_what_was_said_what_to_do_and_the_clause_in_both_languages(
    chun, tea_room, risky
):
    text = page_text(browser_of(chun).get(f"/stream/{tea_room.pk}"))

    assert "data-acknowledge=" in text
    assert re.search(r"warning__quote.*<mark", text, re.S)
    assert "《网络直播营销管理办法（试行）》第十条第二款" in text
    assert "Live Marketing Measures Art. 10(2)" in text
    assert "我知道了" in text


def test_an_acknowledged_measure_leaves_the_screen_and_stays_in_the_history(
    chun, lin, tea_room, tea_session
):
    measure = warn(lin, tea_session)
    with acting(chun):
        services.measure_acknowledge(actor=chun, measure_id=measure.pk)

    text = page_text(browser_of(chun).get(f"/stream/{tea_room.pk}/state"))

    assert "data-acknowledge=" not in text
    assert "一切正常" in text
    assert "已确认" in text


def test_a_measure_still_held_is_not_on_the_phone(chun, lin, tea_room, tea_session):
    order = Order(kind="warning", clause="M-truthful", reason={"zh": "不该看到", "en": ""})
    with acting(lin):
        services.measure_issue(actor=lin, session_id=tea_session.pk, order=order)

    assert "不该看到" not in page_text(browser_of(chun).get(f"/stream/{tea_room.pk}"))


# The viewers' banner


@pytest.mark.law("M-off-platform")
def test_the_notice_stands_grows_after_a_hit_and_its_display_is_proved(lin, tea_room, tea_session):
    client, place = Client(), f"/embed/rooms/{tea_room.pk}"

    calm = client.get(f"{place}/notice?tenant=harbour")
    warn(lin, tea_session, "viewer_notice")
    grown = client.get(f"{place}/notice?tenant=harbour&part=1&lang=en")
    proof = client.post(
        f"{place}/shown?tenant=harbour",
        json.dumps({"client": "a-viewer", "large": True}),
        content_type="application/json",
    )

    assert 'data-size="small"' in page_text(calm)
    assert 'data-size="large"' in page_text(grown)
    assert "Do not contact" in page_text(grown)
    assert proof.status_code == 204
    with acting(lin):
        assert NoticeDisplay.objects.get().is_large


def test_the_banner_sets_no_cookie_and_opens_only_in_the_platforms_own_pages(
    harbour, lin, tea_room, tea_session
):
    with acting(lin):
        tenant = accounts.tenant_get(lin)
        tenant.policy = {"embed_origins": ["https://live.harbour.example"]}
        tenant.save(update_fields=["policy"])

    response = Client().get(f"/embed/rooms/{tea_room.pk}/notice?tenant=harbour")

    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://live.harbour.example" in policy
    assert not response.cookies
    assert "X-Frame-Options" not in response


@pytest.mark.parametrize("query", ["", "?tenant=elsewhere", "?tenant=nobody"])
def test_the_banner_of_another_platform_does_not_exist(elsewhere, tea_room, tea_session, query):
    assert Client().get(f"/embed/rooms/{tea_room.pk}/notice{query}").status_code == 404


# What every page keeps to


def test_pages_allow_no_inline_code_and_no_frames(officer):
    policy = officer.get("/wall")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_page_is_english_for_whoever_reads_english(lin, risky):
    text = page_text(browser_of(lin, "en").get("/wall"))

    assert "Live wall" in text
    assert "Off-platform dealing · Live Marketing Measures Art. 10(2)" in text


def test_a_clause_opens_in_both_languages(officer):
    text = page_text(officer.get("/law/M-off-platform"))

    assert "以显著方式警示用户" in text
    assert "conspicuously warns users" in text
    assert officer.get("/law/no-such").status_code == 404


def test_the_risk_shown_fades_though_nothing_happens(officer, lin, risky, time_machine_ahead):
    with acting(lin):
        before = RoomState.objects.get(session=risky).risk
    time_machine_ahead(300)

    text = page_text(officer.get("/wall"))

    shown = int(re.search(r"room-card__risk.*?</span>\s*(\d+)</span>", text, re.S)[1])
    assert abs(shown - before / 2) <= 1
