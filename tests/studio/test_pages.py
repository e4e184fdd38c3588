"""The pages of the studio: rules by state, the editor, versions, backtests, approvals."""

import pytest

from studio.models import Version
from tests.moderation.services.streams import post, said
from tests.proof import browser
from tests.studio.conftest import again, body, do, in_force, reword, tried, write

pytestmark = pytest.mark.django_db
SAID = "今天的琥珀海马刚刚到店"
FORM = {
    "mode": "form", "families": ["F-MED", "F-OFFPLAT"], "speakers": ["marketer"], "least": "0.5",
    "label": "F-MED", "suggestion": "review", "score": "0.6", "severity": "medium", "measure": "",
    "name": "夸大功效", "note": "",
}  # fmt: skip


def test_a_rule_is_written_in_the_form_and_kept_as_text(lin):
    answer = browser(lin).post("/studio/rules/new", FORM, follow=True)
    assert answer.status_code == 200
    assert "夸大功效" in answer.content.decode()
    row = _only(lin)
    assert row.body["when"] == (
        'speaker in ["marketer"]\n  && (hit("F-MED") || hit("F-OFFPLAT"))\n  && score >= 0.5'
    )
    page = browser(lin).get(f"/studio/rules/{row.rule_id}/edit").content.decode()
    assert 'name="mode" value="form" checked' in page


def _only(actor):
    from django.db import transaction

    from livecompliance.kernel.tenancy import acting

    with acting(actor), transaction.atomic():
        return Version.objects.select_related("rule").get()


def test_what_is_wrong_is_underlined_where_it_stands(lin):
    wrong = FORM | {"mode": "text", "when": 'hit("F-MED") &&\n  scor > 0.5'}
    answer = browser(lin).post("/studio/rules/new", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<mark class="studio-bad">scor</mark>' in page
    assert "第 2 行第 3 列" in page
    assert "是否想写 score" in page


def test_pasted_lines_are_judged_by_the_rule_as_it_is_typed(lin):
    typed = FORM | {"mode": "text", "when": 'text.contains("海马")', "lines": f"{SAID}\n你好"}
    page = browser(lin).post("/studio/preview", typed).content.decode()
    assert page.count("本规则命中") == 1
    assert "只能以文本编辑" in page
    page = browser(lin).post("/studio/preview", typed | {"when": "text ==="}).content.decode()
    assert "studio-bad" in page


def test_a_text_that_fits_the_form_fills_it_and_the_form_fills_the_text(lin):
    typed = FORM | {"mode": "text", "when": 'hit("F-PRICE")', "lines": ""}
    page = browser(lin).post("/studio/preview", typed).content.decode()
    assert 'id="studio-form" hx-swap-oob="true"' in page
    assert 'value="F-PRICE" checked' in page
    page = browser(lin).post("/studio/preview", FORM | {"lines": ""}).content.decode()
    assert "hit(&quot;F-MED&quot;)" in page.partition("<textarea")[2]


@pytest.mark.long
def test_a_rule_goes_its_way_by_the_pages(lin, mei, tea_session):
    post(tea_session, said(1, SAID), said(2))
    row = write(lin)
    assert "先在录播上回测" in browser(lin).get(f"/studio/rules/{row.rule_id}").content.decode()
    answer = browser(lin).post(f"/studio/backtests/of/{row.pk}")
    assert "取消回测" in browser(lin).get(answer["Location"]).content.decode()
    done = tried(lin, row)
    page = browser(lin).get(f"/studio/backtests/{done.pk}").content.decode()
    assert SAID in page
    step = {"revision": row.revision, "share": "100"}
    browser(lin).post(f"/studio/versions/{row.pk}/ask", step)
    waiting = browser(mei).get("/studio/approvals").content.decode()
    assert "批准" in waiting
    assert row.body["when"].splitlines()[1].split('"')[1] in waiting
    browser(mei).post(f"/studio/versions/{row.pk}/approve", {"revision": 2, "back": "approvals"})
    assert again(lin, row).state == "live"
    assert "琥珀" in browser(mei).get("/studio").content.decode()
    browser(mei).post(f"/studio/versions/{row.pk}/approve", {"revision": 2})
    assert browser(mei).post(f"/studio/versions/{row.pk}/explode").status_code == 404


@pytest.mark.long
def test_two_versions_are_shown_side_by_side(lin, mei):
    old = in_force(lin, mei, write(lin))
    reword(lin, old, score=0.5)
    page = browser(lin).get(f"/studio/rules/{old.rule_id}?v=2&with=1").content.decode()
    assert "studio-diff__add" in page
    assert "score: 0.5" in page
    assert "score: 0.9" in page


@pytest.mark.long
def test_hostile_fields_are_refused_in_words(lin):
    for given in (
        {"name": "x" * 90}, {"name": ""}, {"label": "F-NO"}, {"score": "many"}, {"clause": "X"},
        {"measure": "explode"}, {"note": "请电 13800001234"}, {"measure": "suspend"},
        {"mode": "text", "when": "(" * 3000}, {"mode": "text", "when": "true \u202e"},
    ):  # fmt: skip
        answer = browser(lin).post("/studio/rules/new", FORM | given)
        assert answer.status_code == 422, given
        assert "note--error" in answer.content.decode()


def test_a_suspension_asks_for_warnings_risk_and_a_hit(lin):
    when = 'hit("F-MED") && risk > 80.0 && warnings >= 2'
    fair = body(when, measure="suspend")
    sent = FORM | fair | {"mode": "text", "score": "0.9"}
    assert browser(lin).post("/studio/rules/new", sent).status_code == 302


@pytest.mark.long
def test_a_viewer_reads_and_is_offered_nothing_to_do(lin, wu):
    row = write(lin)
    tried(lin, row)
    do("ask", lin, row, share=100)
    for path in ("/studio", f"/studio/rules/{row.rule_id}", "/studio/approvals"):
        page = browser(wu).get(path).content.decode()
        assert "琥珀" in page
        assert "/studio/versions/" not in page
