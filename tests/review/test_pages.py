"""The pages of review: the queue, the desk, patrol, quality."""

import pytest

from livecompliance.kernel.tenancy import acting
from review import services
from tests.proof import browser
from tests.review.conftest import acts, again, claim, content, decide, policy, rows, sweep, waiting

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.content.decode()


def test_the_queue_says_what_waits_why_it_stands_there_and_who_holds_it(lin, mei, wu, tea_session):
    waiting(tea_session)
    claim(mei)
    page = text(browser(wu).get("/review"))
    assert "阿春家" in page
    assert "还剩" in page
    assert "Mei正在处理" in page


@pytest.mark.long
def test_who_only_looks_finds_no_button_that_decides(wu, tea_session):
    item = waiting(tea_session)
    page = text(browser(wu).get(f"/review/items/{item.pk}"))
    assert "阿春家" in page
    for word in ("data-verdict", "review-start__go", "data-blur"):
        assert word not in page


@pytest.mark.long
def test_one_key_decides_and_the_page_asks_for_the_next(harbour, lin, tea_session):
    policy(harbour, review_second_percent=0)
    waiting(tea_session, 1)
    waiting(tea_session, 2, code="F-ABSOLUTE")
    page = browser(lin)
    assert "data-verdict" in text(page.post("/review/next", headers=HX))
    (item,) = rows(harbour.pk, held_by=lin.user_id)
    form = {"version": item.version, "kind": "warning", "clause": "M-18-2", "reason": "请更正"}
    answer = page.post(f"/review/items/{item.pk}/decide", form, headers=HX)
    assert answer["HX-Trigger"] == "lc:decided"
    assert "撤销" in text(answer)
    assert again(item).outcome == "measure"
    assert "data-verdict" in text(page.post("/review/next", headers=HX))
    assert page.post("/review/next", headers=HX).status_code == 204


def test_without_script_the_same_buttons_lead_back_to_the_queue(harbour, lin):
    (item,) = content(harbour.pk)
    page = browser(lin)
    assert page.post("/review/next").headers["Location"] == "/review"
    assert "第一" in text(page.get("/review"))
    item = again(item)
    form = {"version": item.version, "outcome": "block", "reason": "绝对化用语"}
    assert page.post(f"/review/items/{item.pk}/decide", form).headers["Location"] == "/review"
    assert again(item).outcome == "block"


def test_a_stale_page_is_told_in_words(lin, mei, tea_session, later):
    waiting(tea_session)
    mine = claim(lin)
    later(minutes=11)
    claim(mei)
    form = {"version": mine.version, "outcome": "stand", "reason": "属实"}
    answer = browser(lin).post(f"/review/items/{mine.pk}/decide", form, headers=HX)
    assert answer.status_code == 409
    assert "Mei正在处理这个事项" in text(answer)


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 12])
def test_a_version_that_is_none_is_refused(lin, tea_session, version):
    waiting(tea_session)
    item = claim(lin)
    form = {"version": version, "outcome": "stand", "reason": "属实"}
    assert browser(lin).post(f"/review/items/{item.pk}/decide", form).status_code == 422
    assert again(item).state == "open"


def test_closing_the_page_gives_back_what_was_in_hand(lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    assert browser(lin).post("/review/leave").status_code == 204
    assert again(item).held_by_id is None


def test_the_heartbeat_says_what_is_still_ones_own_whatever_is_asked(lin, tea_session):
    waiting(tea_session)
    item = claim(lin)
    answer = browser(lin).post("/review/beat", {"item": [str(item.pk), "nonsense"]})
    assert answer.json() == {"kept": [str(item.pk)], "rest": False}


def test_harmful_pictures_are_blurred_until_the_officer_chooses_otherwise(lin, tea_session):
    waiting(tea_session, event_type="cover")
    page = browser(lin)
    page.post("/review/pictures", {"plain": "1"})
    assert 'data-plain="1"' in text(page.get("/review"))
    page.post("/review/pictures", {"plain": ""})
    assert 'data-plain=""' in text(page.get("/review"))
    assert len(acts(lin.tenant_id, "review.pictures_shown")) == 1


@pytest.mark.long
def test_who_worked_too_long_is_told_to_rest_and_keeps_what_he_holds(harbour, lin, tea_session):
    policy(harbour, review_most_hour=1, review_second_percent=0)
    waiting(tea_session, 1)
    waiting(tea_session, 2, code="F-ABSOLUTE")
    decide(lin, claim(lin), "stand")
    item = claim(lin)
    page = text(browser(lin).get("/review"))
    assert "休息十分钟" in page
    assert again(item).held_by_id == lin.user_id


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_where_limits_bind_nobody_over_them_is_given_anything_until_he_rested(
    harbour, lin, mei, tea_session, later
):
    policy(harbour, review_most_hour=1, review_second_percent=0, review_rest_binds=1)
    for number in range(1, 4):
        waiting(tea_session, number, code=f"F-{number}")
    held = claim(lin)
    decide(lin, held, "stand")
    page = browser(lin)
    for step in range(3):
        later(minutes=4)  # asking is no act: it does not begin the ten minutes anew
        answer = page.post("/review/next", {"ahead": "1"}, headers={"HX-Request": "true"})
        if step < 2:
            assert answer.status_code == 204
            with acting(lin), pytest.raises(services.RestDue):
                services.item_claim(actor=lin)
    assert answer.status_code == 200
    assert claim(mei) is not None


@pytest.mark.long
def test_who_should_rest_still_decides_what_he_holds(harbour, lin, tea_session):
    policy(harbour, review_most_hour=1, review_second_percent=0, review_rest_binds=1)
    waiting(tea_session, 1, code="F-1")
    waiting(tea_session, 2, code="F-2")
    first, second = claim(lin), claim(lin)
    decide(lin, first, "stand")
    decide(lin, second, "stand")
    assert again(second).outcome == "stand"


@pytest.mark.long
def test_a_page_that_nobody_touches_puts_off_no_rest_and_keeps_nothing_for_ever(
    harbour, lin, mei, tea_session, later
):
    policy(harbour, review_rest_min=20)
    waiting(tea_session)
    item = claim(lin)
    page = browser(lin)
    for _ in range(2):
        later(minutes=9)
        assert page.post("/review/beat", {"item": item.pk, "idle": "1"}).json()["kept"]
    later(minutes=3)
    sat = page.post("/review/beat", {"item": item.pk, "idle": "1"}).json()
    assert sat == {"kept": [str(item.pk)], "rest": False}
    later(minutes=8)
    assert page.post("/review/beat", {"item": item.pk, "idle": "1"}).json()["kept"] == []
    assert claim(mei).pk == item.pk


@pytest.mark.long
def test_who_sat_without_a_break_is_told_to_rest(harbour, lin, tea_session, later):
    policy(harbour, review_rest_min=20)
    waiting(tea_session)
    item = claim(lin)
    for _ in range(3):
        later(minutes=8)
        with acting(lin):
            services.items_beat(actor=lin, item_ids=[item.pk])
    assert "你已连续审核 24 分钟" in text(browser(lin).get("/review/list"))
    later(minutes=11)
    assert "休息十分钟" not in text(browser(lin).get("/review/list"))


@pytest.mark.long
def test_patrol_says_what_is_due_and_leads_to_the_desk(harbour, lin, tea_session, monkeypatch):
    monkeypatch.setattr("review.rules.patrol.is_sampled", lambda *_given: True)
    sweep(harbour.pk)
    page = browser(lin)
    shown = text(page.get("/patrol"))
    assert "开始巡查" in shown
    (item,) = rows(harbour.pk, kind="patrol")
    answer = page.post(f"/patrol/{item.subject_id}/start")
    assert answer.headers["Location"] == f"/review/items/{item.pk}"
    assert "未见异常" in text(page.get(answer.headers["Location"]))
    decide(lin, again(item), "found", reason="口播夸大功效")
    assert "口播夸大功效" in text(page.get("/patrol"))


@pytest.mark.long
def test_quality_is_for_who_audits_alone_and_names_where_two_disagree(
    harbour, lin, mei, auditor, tea_session
):
    policy(harbour, review_second_percent=100)
    waiting(tea_session)
    decide(lin, claim(lin), "dismiss", cause="harmless")
    decide(mei, claim(mei), "stand")
    assert browser(lin).get("/review/quality").status_code == 403
    page = browser(auditor)
    shown = text(page.get("/review/quality"))
    assert "两人结论不一" in shown
    page.post("/review/quality/add", {"text": "最好的茶", "answer": "block"})
    assert "最好的茶" in text(page.get("/review/quality"))
    page.post("/review/quality/add", {"text": "", "answer": "block"})
    assert "不超过 500 个字" in text(page.get("/review/quality"))


def test_a_known_answer_looks_like_any_other_content(harbour, lin, auditor):
    policy(harbour, review_golden_percent=100)
    with acting(auditor):
        services.golden_write(actor=auditor, text="治百病的茶", answer="block")
    content(harbour.pk)
    page = browser(lin)
    first, second = (text(page.post("/review/next", headers=HX)) for _ in range(2))
    for shown in (first, second):
        assert "data-verdict" in shown
        assert "golden" not in shown
    assert "治百病的茶" in first + second
