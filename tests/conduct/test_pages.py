"""The pages of conduct: links, one link, the lists; who sees them and what they never show."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from conduct.models import Target
from livecompliance.kernel.tenancy import acting
from office.models import Job
from tests.conduct.conftest import by_notice, happened, link, listed, qr, things
from tests.proof import browser, stepped_up

pytestmark = pytest.mark.django_db
FORM = {"list": "block", "kind": "host", "value": "evil.example", "known_by": "decision"}


def text_of(answer) -> str:
    return answer.content.decode()


def standing(actor) -> list[tuple[str, str]]:
    with acting(actor), transaction.atomic():
        rows = Target.objects.filter(removed_at=None).order_by("id")
        return [(one.list, one.kind) for one in rows]


@pytest.mark.long
def test_the_list_of_links_says_what_speaks_against_each(lin, tea_session):
    by_notice(lin, "host", "evil.example")
    happened(tea_session, link(1, "https://evil.example/<b>"), qr(2, "https://u.wechat.com/a"))
    page = text_of(browser(lin).get("/conduct"))

    for words in ("evil.example/&lt;b&gt;", "名单内", "站外联系或收款", "应撤下"):
        assert words in page, words
    narrow = text_of(browser(lin).get("/conduct?flag=private"))
    assert "u.wechat.com" in narrow
    assert "evil.example" not in narrow
    assert browser(lin).get("/conduct?flag=x&suggestion=y&room=z&from=-1").status_code == 200


@pytest.mark.long
@pytest.mark.law("M-18-5")
def test_one_link_shows_the_proof_of_what_was_known(lin, tea_session):
    by_notice(lin, "host", "evil.example")
    happened(tea_session, link(1, "https://evil.example/"))
    page = text_of(browser(lin).get("/conduct"))
    place = page.partition('class="jump__host" href="')[2].partition('"')[0]

    page = text_of(browser(lin).get(place))
    assert "市监〔2026〕7号" in page
    assert "收到的通知" in page


def test_looking_behind_a_link_is_ordered_once(lin, tea_session):
    ids = things(lin, tea_session)
    for _ in range(2):
        answer = browser(lin).post(f"/conduct/jumps/{ids['jump_id']}/look")
        assert answer.status_code == 302
    with acting(lin), transaction.atomic():
        assert Job.objects.filter(kind="conduct_landing").count() == 1


def test_a_snapshot_leaves_as_a_file_that_no_browser_shows(lin, wu, chun, tea_session):
    ids = things(lin, tea_session)
    answer = browser(wu).get(f"/conduct/landings/{ids['landing_id']}")

    assert answer.content == b"hello"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert browser(chun).get(f"/conduct/landings/{ids['landing_id']}").status_code == 403


@pytest.mark.long
def test_an_officer_keeps_the_lists(lin):
    answer = browser(lin).post("/conduct/lists/add", FORM, follow=True)
    assert "已加入名单" in text_of(answer)
    again = browser(lin).post("/conduct/lists/add", FORM, follow=True)
    assert "名单里已有这一条" in text_of(again)
    wrong = browser(lin).post("/conduct/lists/add", FORM | {"known_on": "2026-99-99"}, follow=True)
    assert "得知日期不对" in text_of(wrong)
    with acting(lin), transaction.atomic():
        row = Target.objects.get()
    gone = browser(lin).post(f"/conduct/lists/{row.pk}/remove", {"reason": " "}, follow=True)
    assert "请填写移出名单的原因" in text_of(gone)
    browser(lin).post(f"/conduct/lists/{row.pk}/remove", {"reason": "已整改"})
    assert standing(lin) == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_is_imported_with_its_wrong_lines_named(lin, encoding):
    body = "kind,value,reason\nname,黑心养生馆,假货\nhost,???,\n".encode(encoding)
    given = {"file": SimpleUploadedFile("list.csv", body)}
    page = text_of(browser(lin).post("/conduct/lists/import", given, follow=True))

    assert "新增 1 条" in page
    assert "第 3 行" in page
    assert standing(lin) == [("block", "name")]


@pytest.mark.parametrize("body", [b"", b"\xff" * 100, b"\x00" * 100])
def test_a_file_of_bad_bytes_is_refused_in_words(lin, body):
    given = {"file": SimpleUploadedFile("list.csv", body)}
    assert browser(lin).post("/conduct/lists/import", given, follow=True).status_code == 200
    assert standing(lin) == []


def test_the_lists_leave_only_after_a_proof(lin):
    listed(lin)
    assert "evil.example" not in text_of(browser(lin).post("/conduct/lists/export"))
    answer = stepped_up(lin, "export").post("/conduct/lists/export")
    assert "evil.example" in text_of(answer)


def test_who_only_looks_changes_nothing(wu, lin):
    row = listed(lin)
    page = text_of(browser(wu).get("/conduct/lists"))
    assert "evil.example" in page
    assert "conduct-add" not in page
    for place in ("add", "import", f"{row.pk}/remove"):
        assert browser(wu).post(f"/conduct/lists/{place}", FORM).status_code == 403
    assert standing(lin) == [("block", "host")]
