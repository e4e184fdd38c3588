"""The pages of tiers: the list and its export, one operator, policies and previews, the board."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from moderation.services import presence
from tests import builders
from tests.proof import browser, stepped_up
from tests.tiers.conftest import judge, now, operator, report
from tests.tiers.test_watch import assign, sweep
from tiers import selectors
from tiers.models import TierPolicy
from tiers.rules.grading import Grading
from tiers.rules.shipped import shipped

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def text(answer) -> str:
    return answer.content.decode()


def fields(page: str) -> dict[str, str]:
    """Return what a browser would send of the form as it stands."""
    form = page[page.index('<form class="tier-form"') :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            sent[name[1]] = value[1] if value else "on"
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_the_list_says_who_is_where_and_why_and_can_be_narrowed_down(lin, harbour, tea, tea_house):
    other = operator(harbour, "plain", public_name="平常小店")
    report(tea, followers=6_000_000)
    judge(other)
    page = text(browser(lin).get("/tiers"))
    assert "阿春家" in page
    assert "关注用户数 6,000,000，单项达到" in page
    assert "平常小店" in page
    for query, is_there in (("tier=key", False), ("tier=first", True), ("q=平常", True),
                            ("origin=hand", False), ("tier=../x", True)):  # fmt: skip
        assert ("平常小店" in text(browser(lin).get(f"/tiers?{query}"))) is is_there
    assert "没有符合条件的运营者" in text(browser(lin).get("/tiers?q=nobody"))


def test_the_export_is_what_is_seen_after_a_proof_and_is_no_formula(lin, harbour, tea, tea_house):
    operator(harbour, "=cmd", public_name="=HYPERLINK(1)")
    report(tea, followers=6_000_000)
    judge(tea)
    assert browser(lin).post("/tiers/export", {"tier": "key"}).status_code == 302
    rows = b"".join(stepped_up(lin, "export").post("/tiers/export", {}).streaming_content).decode(
        "utf-8-sig"
    )
    assert len(rows.strip().splitlines()) == 3
    assert "'=HYPERLINK(1)" in rows
    only = stepped_up(lin, "export").post("/tiers/export", {"tier": "key"}).streaming_content
    assert "HYPERLINK" not in b"".join(only).decode()


def test_an_operators_page_shows_every_dimension_what_follows_and_the_past(lin, wu, tea, tea_house):
    judge(tea)
    report(tea, followers=6_000_000)
    judge(tea)
    page = text(browser(lin).get(f"/tiers/operators/{tea.pk}"))
    for word in ("关注用户数", "6,000,000", "+20", "100%", "5 年", "分级经过", "阿春家的茶室"):
        assert word in page
    assert "调整级别" not in text(browser(wu).get(f"/tiers/operators/{tea.pk}"))


def test_a_tier_is_set_and_let_go_of_on_the_page(lin, tea, tea_house):
    judge(tea)
    client, day = browser(lin), f"{clock.today() + timedelta(days=9)}"
    path = f"/tiers/operators/{tea.pk}"
    for bad in ({"until": "soon"}, {"reason": ""}, {"tier": "x"}):
        form = {"tier": "key", "until": day, "reason": "来函要求"} | bad
        client.post(f"{path}/set", form)
        assert now(tea).origin == "computed"
    form = {"tier": "key", "until": day, "reason": "来函要求"}
    page = text(client.post(f"{path}/set", form, follow=True))
    assert "已人工调整" in page
    assert "人工调整至" in page
    client.post(f"{path}/release", follow=True)
    assert now(tea).origin == "computed"


def test_a_draft_is_written_previewed_and_published_by_another(lin, mei, tea, tea_house):
    report(tea, followers=60_000)
    judge(tea)
    client = browser(lin)
    form = fields(text(client.get("/tiers/policies/draft")))
    form |= {"score.second.up": "5", "score.second.down": "3", "note": "从严"}
    page = text(client.post("/tiers/policies/draft", form, follow=True))
    assert "草稿已保存" in page
    assert "一级 → <b>二级</b>" in page
    assert "须由另一名合规专员发布" in page
    with acting(lin), transaction.atomic():
        row = TierPolicy.objects.get()
    path = f"/tiers/policies/{row.pk}"
    client.post(f"{path}/publish")
    with acting(lin), transaction.atomic():
        assert TierPolicy.objects.get().state == "draft"
    assert "已发布" in text(browser(mei).post(f"{path}/publish", follow=True))
    assert "现行" in text(client.get("/tiers/policies"))
    judge(tea)
    assert now(tea).tier == "second"


def test_the_form_holds_a_policy_without_losing_anything_of_it(lin, mei):
    client = browser(lin)
    body = shipped().kept()
    body["dimensions"] = [*body["dimensions"], {
        "code": "refund_rate", "zh": "退货率", "en": "Refund rate", "weight": 2,
        "steps": [{"at": 12.5, "points": 5}], "alone": {"key": {"up": 30.0, "down": 20.0}},
    }]  # fmt: skip
    form = fields(text(client.get("/tiers/policies/draft")))
    own = {"code": "refund_rate", "zh": "退货率", "en": "Refund rate", "weight": "2",
           "steps": "12.5:5", "key.up": "30", "key.down": "20"}  # fmt: skip
    client.post(
        "/tiers/policies/draft", form | {f"own0.{name}": said for name, said in own.items()}
    )
    with acting(lin), transaction.atomic():
        row = TierPolicy.objects.get()
    wanted = {one.code: one for one in Grading.of(body).dimensions}
    assert {one.code: one for one in Grading.of(row.body).dimensions} == wanted
    again = fields(text(client.get(f"/tiers/policies/{row.pk}/edit")))
    client.post(f"/tiers/policies/{row.pk}/edit", again | {"cooldown_days": "7"})
    with acting(lin), transaction.atomic():
        kept = TierPolicy.objects.get()
        assert kept.body == row.body | {"cooldown_days": 7}


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(lin):
    client = browser(lin)
    form = fields(text(client.get("/tiers/policies/draft"))) | {"note": "我写的说明"}
    for bad, said in (
        ({"followers.steps": "1万:5"}, "分档写成"),
        ({"score.key.up": "x"}, "请填写数字"),
        ({"effective_from": ""}, "请填写生效日期"),
        ({"key.years": "0"}, "重点须安排专人"),
        ({"cooldown_days": "9999"}, "降级冷却超出允许的范围"),
        ({"followers.key.down": "9999999"}, "降级线不能高于升级线"),
    ):
        answer = client.post("/tiers/policies/draft", form | bad)
        assert answer.status_code == 422
        assert said in text(answer)
        assert "我写的说明" in text(answer)
    del form["measures.on"], form["complaints.on"], form["findings.on"]
    assert "账号合规情况" in text(client.post("/tiers/policies/draft", form))
    with acting(lin), transaction.atomic():
        assert not TierPolicy.objects.exists()


def test_the_board_shows_shifts_gaps_and_alarms_and_officers_are_assigned_there(
    lin, mei, wu, chun, tea, tea_house, later
):
    report(tea, followers=6_000_000)
    judge(tea)
    builders.session(chun, tea_house)
    client = browser(lin)
    page = text(client.get("/tiers/watch"))
    assert "还没有安排专人" in page
    assert "无人当班：00:00–24:00" in page
    form = {"officer": str(mei.user_id), "whom": f"operator:{tea.pk}", "weekday": list("1234567"),
            "from": "22:00", "to": "06:00", "dedicated": "on",
            "starts_on": f"{clock.today()}"}  # fmt: skip
    page = text(client.post("/tiers/watch/add", form, follow=True))
    assert "每天 22:00–06:00" in page
    for bad in ({"officer": str(wu.user_id)}, {"officer": "x"}, {"whom": "room:x"},
                {"from": "late"}, {"ends_on": "never"}, {"ends_on": "2020-01-01"}):  # fmt: skip
        client.post("/tiers/watch/add", form | bad)
    with acting(lin), transaction.atomic():
        assert selectors.assignment_list(lin).count() == 1
        row = selectors.assignment_list(lin).get()
    sweep(tea)
    later(seconds=61)
    sweep(tea)
    page = text(client.get("/tiers/watch"))
    assert "无人值守" in page
    assert "还没有人接看" in page
    assert "个重点直播间正在直播而无人值守" in text(client.get("/tiers"))
    assert "结束" in text(client.post(f"/tiers/watch/{row.pk}/end", follow=True))
    add = 'action="/tiers/watch/add"'
    assert add in text(client.get("/tiers/watch"))
    assert add not in text(browser(wu).get("/tiers/watch"))


def test_an_alarm_stands_on_the_live_wall_until_somebody_watches(lin, chun, tea, tea_house, later):
    report(tea, followers=6_000_000)
    judge(tea)
    builders.session(chun, tea_house)
    assign(lin, tea, lin)
    client = browser(lin)
    assert "无人值守" not in text(client.get("/wall"))
    sweep(tea)
    later(seconds=61)
    sweep(tea)
    page = text(client.get("/wall?state=act"))
    assert "阿春家的茶室" in page
    assert "无人值守 ·" in page
    with acting(lin), transaction.atomic():
        presence.presence_note(actor=lin, room_id=tea_house.pk)
    sweep(tea)
    assert "阿春家的茶室" not in text(client.get("/wall?state=act"))
