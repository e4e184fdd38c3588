"""The pages of sanctions: officers decide, review and answer; a streamer reads and appeals."""

import pytest
from django.db import transaction

from livecompliance.kernel.tenancy import acting
from sanctions.models import Appeal, LadderPolicy, Sanction
from tests import builders
from tests.proof import browser
from tests.sanctions.conftest import FACTS, FITS, ORDERS, again, appeal, decide, review

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def text(answer) -> str:
    return answer.content.decode()


def form(of, **fields) -> dict[str, str]:
    given = {"party": str(of.pk), "code": "false_claim", "subject": "account", "basis": "law"}
    given |= {"facts": FACTS, "proportionality": FITS, "key": "form-20261130"}
    return given | fields


def test_an_officer_decides_from_a_finding_once_however_often_the_form_is_sent(lin, tea, on_air):
    found = builders.finding(on_air)
    page = text(browser(lin).get(f"/sanctions/new?finding={found.pk}"))
    assert f'value="{tea.pk}" selected' in page
    assert 'value="false_claim" selected' in page
    sent = form(tea, finding=str(found.pk))
    answers = [browser(lin).post("/sanctions/new", sent) for _ in range(2)]
    assert {one.status_code for one in answers} == {302}
    with acting(lin), transaction.atomic():
        row = Sanction.objects.get()
    assert (row.rung, row.findings) == ("prompt", [found.pk])
    assert "提示" in text(browser(lin).get(answers[0]["Location"]))


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(lin, tea):
    answer = browser(lin).post("/sanctions/new", form(tea, rung="dated_stop", days="30"))
    assert answer.status_code == 422
    assert FACTS in text(answer)
    for bad in ({"days": "x", "rung": "suspension"}, {"party": "nobody"}, {"finding": "x"}):
        assert browser(lin).post("/sanctions/new", form(tea, **bad)).status_code == 422


def test_the_list_is_narrowed_down_by_state_rung_and_name(lin, mei, tea):
    decide(lin, tea, code="abuse")
    decide(lin, tea, rung="blacklist", days=365, ground="serious")
    for query, count in (("", 2), ("state=proposed", 1), ("rung=blacklist", 1), ("q=阿春", 2),
                         ("q=nobody", 0), ("state=<x>&rung=../", 2)):  # fmt: skip
        assert text(browser(lin).get(f"/sanctions?{query}")).count("data-item") == count, query


def test_another_officer_reviews_on_the_page_and_the_notice_is_printed(lin, mei, tea):
    row = decide(lin, tea, rung="closure")
    assert 'name="say"' not in text(browser(lin).get(f"/sanctions/{row.pk}"))
    assert 'name="say"' in text(browser(mei).get(f"/sanctions/{row.pk}"))
    browser(mei).post(f"/sanctions/{row.pk}/review", {"say": "yes", "note": "证据充分"})
    assert again(row).state == "in_force"
    printed = text(browser(mei).get(f"/sanctions/{row.pk}/notice"))
    for said in (FACTS, FITS, ORDERS, "救济途径", "由人工决定", "《网络直播营销管理办法"):
        assert said in printed, said


def test_a_streamer_reads_his_decision_appeals_and_reads_the_outcome(lin, mei, chun, tea, on_air):
    row = decide(lin, tea, rung="suspension", days=7)
    assert "暂停直播" in text(browser(chun).get("/appeals"))
    assert FACTS in text(browser(chun).get(f"/appeals/{row.pk}"))
    browser(chun).post(f"/appeals/{row.pk}/file", {"grounds": "所说内容出自国家标准。"})
    browser(chun).post(f"/appeals/{row.pk}/say", {"text": "补充文号。"})
    with acting(lin), transaction.atomic():
        made = Appeal.objects.get()
    waiting = text(browser(mei).get("/sanctions/appeals"))
    assert "阿春家" in waiting
    assert 'value="overturned"' not in text(browser(lin).get(f"/sanctions/appeals/{made.pk}"))
    browser(mei).post(f"/sanctions/appeals/{made.pk}/reply", {"text": "已收到。"})
    given = {"outcome": "overturned", "answer": "标准属实，撤销。"}
    browser(mei).post(f"/sanctions/appeals/{made.pk}/decide", given)
    shown = text(browser(chun).get(f"/appeals/{row.pk}"))
    assert "标准属实，撤销。" in shown
    assert "已收到。" in shown
    assert again(row).state == "overturned"


def test_a_streamer_sees_neither_proposals_nor_anybody_elses(lin, harbour, chun, tea):
    waiting = decide(lin, tea, rung="closure")
    assert browser(chun).get(f"/appeals/{waiting.pk}").status_code == 404
    row = decide(lin, tea, rung="warning")
    stranger = builders.person(harbour, "stranger", "streamer")
    assert browser(stranger).get(f"/appeals/{row.pk}").status_code == 404
    assert browser(stranger).post(f"/appeals/{row.pk}/file", {"grounds": "x"}).status_code == 404


def test_an_appeal_on_paper_is_filed_by_an_officer_and_a_decision_is_lifted(lin, mei, tea):
    row = decide(lin, tea, rung="suspension", days=7)
    browser(mei).post(f"/sanctions/{row.pk}/paper", {"grounds": "来信收悉，附标准。"})
    browser(mei).post(f"/sanctions/{row.pk}/lift", {"reason": "整改到位"})
    page = text(browser(mei).get(f"/sanctions/{row.pk}"))
    assert again(row).state == "lifted"
    assert "查看申诉" in page


def sent_of(page: str) -> dict[str, str]:
    import re

    start = page.index('<form class="sanc-form"')
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page[start:]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            sent[name[1]] = value[1] if value else ""
    chosen_of = r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>'
    for name, options in re.findall(chosen_of, page[start:]):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_ladder_is_drafted_dry_run_and_published_by_another(lin, mei, tea, on_air):
    builders.finding(on_air)
    sent = sent_of(text(browser(lin).get("/sanctions/ladders/draft"))) | {"note": "从严"}
    rungs = {f"v0.rung{place}": "" for place in range(5)}
    sent |= rungs | {"v0.rung0": "suspension", "v0.days0": "3", "v0.rung1": "dated_stop",
                     "v0.days1": "30"}  # fmt: skip
    answer = browser(lin).post("/sanctions/ladders/draft", sent)
    page = text(browser(lin).get(answer["Location"]))
    assert "按过去的发现试算" in page
    assert "disabled" in page
    with acting(lin), transaction.atomic():
        row = LadderPolicy.objects.get()
    browser(lin).post(f"/sanctions/ladders/{row.pk}/publish")
    assert again(row).state == "draft"
    browser(mei).post(f"/sanctions/ladders/{row.pk}/publish")
    assert again(row).version == 1
    assert decide(lin, tea).rung == "suspension"


def test_a_ladder_that_cannot_hold_comes_back_with_every_fault(lin):
    sent = sent_of(text(browser(lin).get("/sanctions/ladders/draft"))) | {"note": "从严"}
    rungs = {f"v0.rung{place}": "" for place in range(5)}
    sent |= rungs | {"v0.rung0": "closure", "v0.rung1": "warning", "v1.clause": "NO-SUCH"}
    answer = browser(lin).post("/sanctions/ladders/draft", sent)
    assert answer.status_code == 422
    assert "后一次的处罚不能比前一次轻" in text(answer)
    assert "条款不在现行条款之中" in text(answer)


def test_every_page_is_there_in_english(lin, mei, chun, tea):
    row = decide(lin, tea, rung="warning")
    made = appeal(chun, row)
    paths = ["/sanctions", "/sanctions/new", f"/sanctions/{row.pk}", "/sanctions/appeals",
             f"/sanctions/appeals/{made.pk}", "/sanctions/ladders"]  # fmt: skip
    guest = browser(mei)
    guest.cookies["lc_language"] = "en"
    for path in paths:
        answer = guest.get(path)
        assert answer.status_code == 200, path
        assert "处罚" not in text(answer).replace(tea.public_name, ""), path
    review(mei, decide(lin, tea, rung="closure"))
