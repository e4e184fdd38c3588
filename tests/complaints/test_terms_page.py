"""The page of the terms: one officer drafts, another publishes, the law is kept at the form."""

import pytest

from complaints.forms import values_of
from complaints.models import ComplaintTerms
from complaints.rules.terms import shipped
from complaints.services import Draft
from livecompliance.kernel import clock
from tests.complaints.conftest import again, do
from tests.complaints.conftest import terms as body_of
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def values(**changes: str) -> dict[str, str]:
    given = values_of(shipped(), clock.today(), "按客服人数调整")
    return given | {name.replace("__", "."): value for name, value in changes.items()}


def test_a_draft_goes_from_the_form_to_the_page_and_into_force(lin, mei):
    answer = browser(lin).post("/complaints/terms/draft", values(goods__act__amount="3"))
    assert answer.status_code == 302
    page = browser(mei).get(answer["Location"])
    assert "请核对下面的期限" in page.content.decode()

    browser(mei).post(answer["Location"] + "/publish")
    assert "第 1 版" in browser(lin).get("/complaints/terms").content.decode()


@pytest.mark.law("PIS-requests")
def test_what_is_slower_than_law_is_refused_beside_its_place(lin):
    answer = browser(lin).post("/complaints/terms/draft", values(personal__feed_back__amount="45"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "个人信息：反馈结果：比法定期限长" in page
    assert 'value="45"' in page


def test_what_is_no_number_is_named_and_nothing_typed_is_lost(lin):
    answer = browser(lin).post(
        "/complaints/terms/draft", values(minors__act__amount="a day", note="早一点")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "未成年人保护：采取必要措施" in page
    assert 'value="早一点"' in page


def test_a_draft_is_changed_and_thrown_away(lin):
    row = do("terms_draft", lin, draft=Draft(body_of(), clock.today(), "试行"))
    answer = browser(lin).post(f"/complaints/terms/{row.pk}/edit", values(reopen_days="10"))
    assert answer.status_code == 302
    assert again(row).body["reopen_days"] == 10

    browser(lin).post(f"/complaints/terms/{row.pk}/discard")
    assert again(row).state == ComplaintTerms.State.DISCARDED


def test_the_page_says_which_number_is_the_laws(wu):
    page = browser(wu).get("/complaints/terms").content.decode()

    assert "法定最长 30 天" in page
    assert "起草新一版" not in page


def test_the_page_is_english_throughout(lin):
    page = browser(lin)
    page.cookies["lc_language"] = "en"
    text = page.get("/complaints/terms").content.decode()

    assert "Purchase on another platform" in text
    assert "statutory maximum 30 days" in text
