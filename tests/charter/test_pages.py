"""The officers' pages of charter, from a draft to a text that holds; the public page."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from charter.models import Check, Course, Version
from charter.rules import quiz
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from tests.charter import world
from tests.proof import browser

pytestmark = pytest.mark.django_db
TYPED = {
    "title_zh": "平台与运营者协议", "title_en": "Operator agreement", "body_zh": world.BODY,
    "changes_zh": "首版。", "term_months": "12", "is_material": "on",
}  # fmt: skip


def only(actor, model):
    with acting(actor), transaction.atomic():
        return model.objects.get()


def said(answer):
    return answer.content.decode()


@pytest.mark.long
def test_an_officer_drafts_marks_and_publishes(harbour, lin):
    officer = browser(lin)
    answer = officer.post("/charter/draft/platform_operator", TYPED)
    version = only(lin, Version)
    path = f"/charter/texts/{version.pk}"
    assert answer["Location"] == path
    assert "不能公布" in said(officer.get(path))
    assert "disabled" in re.search(r"<button[^>]*>公布", said(officer.get(path)))[0]

    for item, passage in world.PASSAGES.items():
        officer.post(f"{path}/mark", {"item": item, "passage": passage})
    officer.post(f"{path}/publish", {"effective_on": f"{clock.today()}"})

    assert only(lin, Version).state == "published"
    shelf = said(officer.get("/charter?show=texts"))
    assert "平台与运营者协议" in shelf
    assert shelf.count("现行有效") == 1


def test_what_differs_from_the_text_in_force_is_shown(harbour, lin, with_operators):
    body = world.BODY.replace("每年组织", "每半年组织")
    later = world.marked(harbour, "platform_operator", body=body)

    page = said(browser(lin).get(f"/charter/texts/{later.pk}"))

    assert "与现行第 1 版的差异" in page
    assert "<ins>半</ins>" in page


def test_what_was_typed_is_not_lost_when_it_is_refused(lin):
    answer = browser(lin).post(
        "/charter/draft/convention", TYPED | {"title_zh": " ", "body_zh": "第一条 <b>不变</b>"}
    )

    assert answer.status_code == 422
    assert "第一条 &lt;b&gt;不变&lt;/b&gt;" in said(answer)
    assert "请填写中文标题" in said(answer)


def test_who_only_looks_has_no_buttons(harbour, wu, with_operators):
    reader = browser(wu)
    draft = world.marked(harbour, "platform_operator")

    assert "起草新版本" not in said(reader.get("/charter?show=texts"))
    assert (
        "<form method"
        not in said(reader.get(f"/charter/texts/{draft.pk}"))
        .split("<main")[1]
        .split('class="top__lead"')[1]
    )
    assert reader.post(f"/charter/texts/{draft.pk}/publish", {}).status_code in {302, 403}
    assert reader.get("/charter/draft/convention").status_code == 403


@pytest.mark.long
def test_an_agreement_shows_who_signed_masked_and_takes_a_check(harbour, lin, shop, stars):
    agreement = world.both(world.published(harbour, "operator_agency"), shop, stars)
    officer = browser(lin)
    path = f"/charter/agreements/{agreement.pk}"
    page = said(officer.get(path))
    assert "秦**" in page
    assert "秦小舟" not in page
    assert "203.0.****" in page
    assert "203.0.113.9" not in page

    officer.post(
        f"{path}/check",
        {"item": "all", "done_on": f"{clock.today()}", "result": "lacking", "note": "缺审核台账。"},
    )

    assert only(lin, Check).result == "lacking"
    assert "缺审核台账。" in said(officer.get(path))
    assert "已终止" in said(officer.post(f"{path}/terminate", {"reason": "合作结束"}, follow=True))


@pytest.mark.long
def test_agreements_are_listed_by_state_and_kind(harbour, lin, shop, with_operators):
    world.accepted(with_operators, shop)
    officer = browser(lin)

    assert "山野茶铺" in said(officer.get("/charter/agreements?state=in_force"))
    assert "山野茶铺" not in said(officer.get("/charter/agreements?state=lapsed"))
    assert "山野茶铺" not in said(officer.get("/charter/agreements?kind=platform_agency"))
    assert officer.get("/charter/agreements?from=x&state=none&kind=none").status_code == 200


@pytest.mark.long
def test_an_officer_writes_a_course_and_sees_who_is_due(harbour, lin, ayun):
    officer = browser(lin)
    typed = {
        "code": "first", "audience": "marketer", "title_zh": "开播前培训", "minutes": "20",
        "pass_percent": "80", "body_zh": "内容。", "topics": ["quality"],
        "quiz": quiz.written(world.QUIZ),
    }  # fmt: skip
    officer.post("/charter/courses", typed)
    course = only(lin, Course)
    assert course.quiz == world.QUIZ
    officer.post(f"/charter/courses/{course.pk}/edit", typed | {"minutes": "25"})
    assert only(lin, Course).minutes == 25
    wrong = officer.post(f"/charter/courses/{course.pk}/edit", typed | {"minutes": "x"})
    assert "请填写整数" in said(wrong)
    officer.post(f"/charter/courses/{course.pk}/publish")

    page = said(officer.get("/charter/training"))

    assert "阿云" in page
    assert "从未学习" in page
    assert "消费者权益保护" in page  # no course covers it


def test_questions_are_read_as_they_are_written():
    assert quiz.parse(quiz.written(world.QUIZ)) == world.QUIZ
    assert quiz.fault(quiz.parse("没有记号的一行"))
    assert quiz.fault(quiz.parse("? 问题\n+ 唯一选项"))


@pytest.mark.law("ECL-rules-shown", "ECL-rules-changed")
def test_everybody_reads_what_holds_what_comes_and_until_when_to_object(harbour):
    cache.clear()
    world.published(harbour, "platform_rules")
    coming = world.published(
        harbour, "platform_rules", in_days=7, body=world.BODY + "\n新增第九条。"
    )
    page = said(Client().get("/p/harbour/rules"))
    assert "即将施行" in page
    assert f"{clock.today() + timedelta(days=6)} 前可以提出意见" in page

    whole = said(Client().get(f"/p/harbour/rules?text={coming.pk}"))

    assert "新增第九条。" in whole
    assert coming.sha256 in whole
    assert f"?text={coming.pk}&amp;lang=en" in whole
    assert 'class="public__key"' in whole


def test_the_public_page_shows_no_draft_and_nothing_of_another_platform(harbour, elsewhere):
    cache.clear()
    draft = world.marked(harbour, "platform_rules")
    theirs = world.published(elsewhere, "platform_rules")

    for wanted in (draft.pk, theirs.pk, "x", "%00"):
        assert Client().get(f"/p/harbour/rules?text={wanted}").status_code == 404
    assert "规则与协议" not in said(Client().get("/p/harbour/rules"))


@pytest.mark.law("NTM-rules-history")
def test_the_public_page_keeps_the_versions_before(harbour):
    cache.clear()
    old = world.published(harbour, "convention")
    with world.on(world.days(1)):
        world.published(harbour, "convention", in_days=7)
    with world.on(world.days(9)):
        assert f"?text={old.pk}" in said(Client().get("/p/harbour/rules"))
        assert "历史版本" in said(Client().get(f"/p/harbour/rules?text={old.pk}"))
