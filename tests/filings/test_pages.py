"""The pages: what is missing is said, nothing typed is lost, a way from a name to use."""

import pytest

from filings import services
from filings.models import Assessment, Filing, Impact, Incident, IncidentStep, Staffing, Technology
from filings.rules import catalogue, chart
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from tests import builders
from tests.filings.conftest import soon
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TABS = (
    "",
    "/assessments",
    "/technologies",
    "/identity",
    "/staff",
    "/standards",
    "/impacts",
    "/incidents",
)


def read(answer):
    return answer.content.decode()


def only(actor, model):
    with acting(actor):
        return model.objects.get()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_tab_teaches_while_it_is_empty_and_shows_what_there_is(lin, language):
    officer = browser(lin)
    officer.post("/i18n/setlang/", {"language": language})
    empty = [officer.get(f"/filings{tab}") for tab in TABS]
    assert [one.status_code for one in empty] == [200] * len(TABS)
    ids = builders.house(lin)
    with acting(lin):
        services.staffing_take(actor=lin, on=clock.today().replace(year=2025), measured_s=36_000)
    for tab in TABS:
        assert officer.get(f"/filings{tab}").status_code == 200
    for kind, path in (
        ("filing", ""),
        ("assessment", "/assessments"),
        ("technology", "/technologies"),
        ("impact", "/impacts"),
        ("incident", "/incidents"),
        ("report", "/identity"),
    ):
        assert officer.get(f"/filings{path}/{ids[kind + '_id']}").status_code == 200


def test_a_licence_is_recorded_and_what_was_typed_stays_when_it_is_refused(lin):
    officer = browser(lin)
    form = {"kind": "edi", "state": "held", "number": "演示B2-1", "issuer": "市通信管理局"}

    refused = officer.post("/filings/add", form)
    assert refused.status_code == 422
    page = read(refused)
    assert 'value="演示B2-1"' in page
    assert 'href="#filing-valid_until"' in page

    saved = officer.post("/filings/add", form | {"valid_until": f"{soon(90)}"}, follow=True)
    assert "还剩 90 天" in read(officer.get("/filings"))
    assert "许可到期" in read(saved)
    for bad in ({"valid_until": "soon"}, {"owner": "x"}, {"file": "x"}, {"state": "?"}):
        path = f"/filings/{only(lin, Filing).pk}/change"
        assert officer.post(path, form | bad).status_code == 422


def test_from_a_name_to_use_takes_an_assessment_and_a_second_person(lin, mei):
    author, second = browser(lin), browser(mei)
    form = {"name": "虚拟主播", "slug": "host-a", "kind": "virtual_image", "effect": "none"}
    author.post("/filings/technologies/declare", form)
    technology, assessment = only(lin, Technology), only(lin, Assessment)
    there = f"/filings/technologies/{technology.pk}"
    here = f"/filings/assessments/{assessment.pk}"
    assert "去评估" in read(author.get(there))

    answers = {f"{key}-finding": "met" for key in catalogue.contents()}
    kept = author.post(f"{here}/answer", answers)
    assert kept.status_code == 422  # a finding without words
    answers |= dict.fromkeys(catalogue.contents(), "已核对制度")
    author.post(f"{here}/answer", answers)
    author.post(f"{here}/sign", {"result": "passed", "conclusion": "风险可控，可以使用。"})
    assert "你是申报人" in read(author.get(there))

    days = {"live_on": f"{soon(0)}", "review_on": f"{soon(90)}"}
    assert author.post(f"{there}/approve", days).status_code == 403
    assert second.post(f"{there}/approve", {"live_on": "x"}).status_code == 422
    second.post(f"{there}/approve", days)
    author.post(f"{there}/live")
    assert only(lin, Technology).state == "live"
    author.post(f"{there}/review", {"note": "运行正常", "next_on": f"{soon(200)}"})
    author.post(f"{there}/retire", {"reason": "更换供应商"})
    assert only(lin, Technology).state == "retired"


def test_a_report_goes_out_and_comes_back_on_the_page(lin):
    officer = browser(lin)
    officer.post("/filings/assessments/begin", {"trigger": "service", "subject": "直播上线"})
    here = f"/filings/assessments/{only(lin, Assessment).pk}"
    answers = {f"{key}-finding": "met" for key in catalogue.contents()}
    officer.post(f"{here}/answer", answers | dict.fromkeys(catalogue.contents(), "已核对"))
    assert officer.post(f"{here}/sign", {"result": "passed", "conclusion": ""}).status_code == 422
    officer.post(f"{here}/sign", {"result": "passed", "conclusion": "风险可控。"})
    assert officer.post(f"{here}/submit", {"to": "市网信办", "on": ""}).status_code == 422
    officer.post(f"{here}/submit", {"to": "市网信办", "on": f"{soon(0)}"})
    back = {"accepted": "no", "on": f"{soon(0)}", "words": "请补充日志说明"}
    officer.post(f"{here}/decide", back)
    found = only(lin, Assessment)
    assert (found.state, found.round) == ("returned", 2)


def test_size_is_reported_and_a_notice_recorded_on_the_page(lin):
    officer = browser(lin)
    for value in ("100", "200"):
        officer.post("/filings/assessments/signal", {"kind": "users", "value": value})
    assert only(lin, Assessment).trigger == "scale"
    bad = officer.post("/filings/assessments/signal", {"kind": "users", "value": "many"})
    assert bad.status_code == 422
    order = {
        "authority": "市公安局",
        "level": "city",
        "number": "7 号",
        "received_on": f"{soon(0)}",
    }
    assert "市公安局" in read(officer.post("/filings/assessments/order", order, follow=True))


def test_faces_are_weighed_by_one_and_decided_by_another_on_the_page(lin, mei):
    author, second = browser(lin), browser(mei)
    assert "人脸等生物识别信息" in read(author.get("/filings/impacts"))
    form = {"title": "人脸核验", "grounds": ["sensitive"], "categories": ["face"]}
    words = dict.fromkeys(("processing", "necessity", "risks", "measures"), "只留结果")
    author.post("/filings/impacts/add", form)
    here = f"/filings/impacts/{only(lin, Impact).pk}"
    assert second.post(f"{here}/decide", {"decision": "go"}).status_code == 422
    author.post(f"{here}/write", form | words)
    assert author.post(f"{here}/decide", {"decision": "go"}).status_code == 403
    second.post(f"{here}/decide", {"decision": "change"})
    assert only(lin, Impact).decision == "change"
    assert "采取措施后处理" in read(author.get(here))


def test_an_incident_is_handled_to_its_end_on_the_page_and_those_concerned_read_of_it(lin, chun):
    officer = browser(lin)
    form = {"kind": "personal", "level": "general", "title": "表格误发", "nature": "leak"}
    form |= {"categories": ["contact"], "is_certain": "yes"}
    assert officer.post("/filings/incidents/open", form).status_code == 422
    late = form | {"discovered_at": "2026-01-02T09:30"}
    assert officer.post("/filings/incidents/open", late).status_code == 422
    officer.post("/filings/incidents/open", late | {"backdated": "夜班发现，今日补登"})
    here = f"/filings/incidents/{only(lin, Incident).pk}"
    assert "控制事态" in read(officer.get(here))
    assert "表格误发" in b"".join(officer.get("/filings/incidents/export")).decode()

    officer.post(f"{here}/close")
    assert only(lin, Incident).state == "open"
    officer.post(f"{here}/step", {"kind": "contained", "note": "对方已删除"})
    cause = {"cause": "选错收件人", "harm": "可能收到骚扰", "persons": "3", "level": "general"}
    officer.post(f"{here}/assess", cause)
    report = {"stage": "first", "text": "表格误发合作方，已删除，未见扩散。"}
    officer.post(f"{here}/report", report)
    officer.post(f"{here}/step", {"kind": "authority", "note": "已报市网信办"})
    assert officer.post(f"{here}/report", report).status_code == 422
    assert officer.post(f"{here}/link", {"kind": "session", "ref": "x"}).status_code == 422
    words = {"measures": "对方已删除", "advice": "留意来电", "contact": "客服邮箱"}
    assert officer.post(f"{here}/tell", words | {"people": ["x"]}).status_code == 422
    officer.post(f"{here}/tell", words | {"people": [str(chun.user_id)]})
    officer.post(f"{here}/step", {"kind": "handled", "note": "权限已收回"})
    officer.post(f"{here}/close")

    assert only(lin, Incident).state == "closed"
    with acting(lin):
        assert IncidentStep.objects.count() == 6
        assert Letter.objects.get(topic="leak").recipient_id == chun.user_id
    assert "个人信息事件通知" in read(browser(chun).get("/inbox"))


def test_people_and_standards_are_recorded_on_the_page(lin):
    officer = browser(lin)
    officer.post("/filings/staff/note", {"extra": "4"})
    assert only(lin, Staffing).extra == 4
    assert officer.post("/filings/staff/note", {"extra": "-1"}).status_code == 422
    form = {"standard": "GB 45438-2025", "state": "met", "reviewed_on": f"{soon(0)}"}
    assert officer.post("/filings/standards/set", form).status_code == 422
    officer.post("/filings/standards/set", form | {"evidence": "抽查记录"})
    assert "抽查记录" in read(officer.get("/filings/standards"))


def test_agents_are_asked_for_only_where_the_licence_that_asks_is_held(lin):
    officer = browser(lin)
    assert "演出经纪人员" not in read(officer.get("/filings/staff"))
    facts = services.Facts(state="held", number="演示演出-1")
    with acting(lin):
        services.filing_register(actor=lin, kind="performance", facts=facts)
    assert "演出经纪人员" in read(officer.get("/filings/staff"))
    officer.post("/filings/staff/note", {"agents": "1", "performers": "150"})
    assert "1 / 2" in read(officer.get("/filings/staff"))


def test_those_who_watch_see_every_page_and_no_form(lin, wu, chun):
    ids = builders.house(lin)
    watcher = browser(wu)
    paths = [f"/filings{tab}" for tab in TABS] + [f"/filings/incidents/{ids['incident_id']}"]
    for path in paths:
        page = read(watcher.get(path))
        assert "/filings/" not in "".join(page.split('action="')[1:])[:400]
    assert browser(chun).get("/filings").status_code == 403
    assert "许可与备案" in read(watcher.get("/filings"))


def test_the_chart_stands_on_round_values_and_marks_what_is_beyond_reach():
    assert chart.scale(364) == [0, 100, 200, 300, 400]
    assert chart.scale(0.5)[-1] >= 0.5
    weeks = [chart.Week("a", 100, 1, 80), chart.Week("b", 60, 1, 80), chart.Week("c", 9, 0, 0)]
    drawn = chart.drawn(weeks)
    assert [one.is_over for one in drawn.bars] == [True, False, False]
    assert all(0 <= one.y <= drawn.base and one.height >= 0 for one in drawn.bars)
    assert chart.drawn([]).bars == []
