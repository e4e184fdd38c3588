"""Officers read the catalogue, write the next version, publish it, and ask about the past."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import transaction

from catalog import selectors
from catalog.models import Draft
from catalog.services import catch
from livecompliance.kernel.clock import SHANGHAI
from livecompliance.kernel.tenancy import acting
from office.models import Job
from office.services.progress import Progress
from tests import builders
from tests.catalog.conftest import COINS, drafted, published, stored
from tests.proof import browser

pytestmark = pytest.mark.django_db
ENTRY = {
    "id": "moon-coins", "zh": "月币", "en": "Moon coins", "basis": "平台规则 8", "classes": ["U"],
    "action": "block", "confidence": "C", "terms": "琥珀月币\r\n 琥珀月亮币 ", "allow": "",
    "unless": "", "hits": "琥珀月币 10 枚", "passes": "月饼礼盒 | 是食品 | food",
    "from": "2026-11-01", "until": "",
    "except_zh": "", "except_en": "", "note_zh": "", "note_en": "",
}  # fmt: skip


def draft_of(actor):
    with acting(actor), transaction.atomic():
        return selectors.draft_find(actor)


def page(actor, path):
    answer = browser(actor).get(path)
    assert answer.status_code == 200, answer.content.decode()[:300]
    return answer.content.decode()


@pytest.mark.law("M-rules-and-catalogue")
def test_the_list_shows_class_law_action_and_papers_and_our_own_class_as_ours(lin):
    said = page(lin, "/catalogue")

    assert "枪支弹药及零部件" in said
    assert "枪支管理法" in said
    assert "凭资质经营（本产品所加）" in said
    assert "非法定" in said
    assert said.count("data-item") == 94


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"q": "枪"}, "枪支弹药及零部件"),
        ({"q": "快排气枪"}, "枪支弹药及零部件"),
        ({"q": "枪支管理法", "class": "P"}, "仿真枪"),
        ({"action": "gate", "q": "食品经营许可"}, "alcohol"),
    ],
)
def test_the_list_is_found_by_name_term_law_class_and_paper(lin, wanted, found):
    said = page(lin, f"/catalogue?{urlencode(wanted)}")

    assert found in said
    assert said.count("data-item") < 94


def test_what_is_not_there_is_said_kindly(lin):
    assert "没有符合条件的条目" in page(lin, "/catalogue?q=没有这种东西&class=Z")


@pytest.mark.long
def test_an_officer_begins_writes_and_another_publishes(lin, mei):
    browser(lin).post("/catalogue/draft")
    row = draft_of(lin)
    saved = browser(lin).post(f"/catalogue/draft/{row.pk}/entry", ENTRY)
    shown = page(mei, f"/catalogue/versions/{row.pk}")
    done = browser(mei).post(
        f"/catalogue/versions/{row.pk}/publish", {"revision": 2, "note": "新增月币", "at": ""}
    )

    assert (saved.status_code, done.status_code) == (302, 302)
    assert "月币" in shown
    assert "独自发布的理由" not in shown
    with acting(lin), transaction.atomic():
        made = selectors.edition_get(lin, row.pk)
    assert made.body[0]["terms"] == ["琥珀月币", "琥珀月亮币"]
    assert made.body[0]["passes"] == [{"title": "月饼礼盒", "zh": "是食品", "en": "food"}]
    assert made.note == "新增月币"
    assert "琥珀月亮币" in page(lin, f"/catalogue/versions/{row.pk}")
    assert "第 1 版" in page(lin, "/catalogue/versions")


def test_what_is_wrong_with_an_entry_is_said_at_its_field_and_what_was_typed_stays(lin):
    row = drafted(lin)

    answer = browser(lin).post(
        f"/catalogue/draft/{row.pk}/entry", ENTRY | {"terms": "手枪钻", "from": "gestern"}
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="e-from"' in said
    assert ">手枪钻</textarea>" in said


def test_a_base_entry_is_made_stricter_and_never_laxer(lin):
    row = drafted(lin)
    address = f"/catalogue/draft/{row.pk}/entry?entry=alcohol"
    form = page(lin, address)

    answer = browser(lin).post(address, ENTRY | {"id": "alcohol", "action": "warn"})

    said = answer.content.decode()
    assert "加严：酒类" in form
    assert answer.status_code == 422
    assert 'aria-describedby="e-terms"' in said
    assert "平台目录只能比出厂目录更严" in said


@pytest.mark.long
def test_whoever_wrote_the_draft_is_asked_why_he_publishes_alone(lin):
    row = drafted(lin, COINS)
    address = f"/catalogue/versions/{row.pk}/publish"

    refused = browser(lin).post(address, {"revision": row.revision, "note": "", "at": ""})
    done = browser(lin).post(
        address, {"revision": row.revision, "alone_reason": "今夜只有一名专员"}
    )

    assert refused.status_code == 422
    assert 'id="e-alone"' in refused.content.decode()
    assert done.status_code == 302
    assert "今夜只有一名专员" in page(lin, f"/catalogue/versions/{row.pk}")


def test_a_moment_that_is_none_is_said_at_its_field(lin, mei):
    row = drafted(lin, COINS)

    answer = browser(mei).post(
        f"/catalogue/versions/{row.pk}/publish", {"revision": row.revision, "at": "morgen"}
    )

    assert answer.status_code == 422
    assert 'id="e-at"' in answer.content.decode()


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_was_this_listed_then_is_answered_by_the_version_of_then(lin, mei):
    made = published(lin, mei, COINS)

    def asked(moment):
        at = f"{moment.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S.%f}"
        return page(lin, f"/catalogue/asked?{urlencode({'title': '琥珀星币 100 枚', 'at': at})}")

    assert "已列入" in asked(made.effective_at)
    assert "当时适用第 1 版" in asked(made.effective_at)
    assert "没有列入" in asked(made.effective_at - timedelta(seconds=1))


@pytest.mark.parametrize("bad", [{"title": "", "at": ""}, {"title": "酒", "at": "tuesday"},
                                 {"title": "酒", "at": "0001-01-01"}])  # fmt: skip
def test_a_question_that_cannot_be_answered_says_what_is_missing(lin, bad):
    answer = browser(lin).get(f"/catalogue/asked?{urlencode(bad)}")

    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


@pytest.mark.long
def test_an_entry_shows_where_it_comes_from_and_what_versions_did_to_it(lin, mei, later):
    published(lin, mei, COINS)
    later(minutes=1)
    made = published(lin, mei, COINS | {"terms": ["琥珀星币", "琥珀星星币"]})
    later(minutes=1)

    said = page(lin, "/catalogue/entries/star-coins")

    assert "平台自有" in said
    assert "琥珀星星币" in said
    assert said.count("cat-past") == 1
    assert f"/catalogue/versions/{made.pk}" in said
    assert browser(lin).get("/catalogue/entries/nonesuch").status_code == 404


@pytest.mark.long
def test_versions_are_compared_with_any_other(lin, mei, later):
    published(lin, mei, COINS)
    later(minutes=1)
    second = published(lin, mei, COINS | {"terms": ["琥珀星币", "琥珀星星币"]})

    assert "琥珀星星币</ins>" in page(lin, f"/catalogue/versions/{second.pk}")
    assert "平台规则 7" not in page(lin, f"/catalogue/versions/{second.pk}?against=1")
    assert "琥珀星币" in page(lin, f"/catalogue/versions/{second.pk}?against=0")


@pytest.mark.long
def test_the_newest_version_is_withdrawn_by_a_draft(lin, mei):
    made = published(lin, mei, COINS)

    browser(lin).post(f"/catalogue/versions/{made.pk}/withdraw", {"note": "误加星币"})

    row = draft_of(lin)
    assert (row.body, row.withdraws_id) == ([], made.pk)
    assert "撤回第 1 版" in page(lin, f"/catalogue/versions/{row.pk}")


@pytest.mark.long
def test_pasted_titles_show_what_the_draft_would_catch(lin):
    row = drafted(lin, COINS)

    answer = browser(lin).post(
        f"/catalogue/draft/{row.pk}/tried", {"lines": "琥珀星币 100 枚\n保温杯\n猎枪"}
    )

    said = answer.content.decode()
    assert "3 件中 1 件的结论会变" in said
    assert "琥珀星币 100 枚" in said


def test_who_only_looks_starts_no_job(lin, harbour):
    row = drafted(lin, COINS)
    viewer = builders.person(harbour, "vera", "viewer")

    answer = browser(viewer).post(f"/catalogue/draft/{row.pk}/tried", {})

    assert answer.status_code == 403
    with acting(lin), transaction.atomic():
        assert not Job.objects.exists()


@pytest.mark.long
def test_everything_that_is_sold_is_tried_as_a_job_with_a_file(lin):
    stored(lin, {"external_id": "1", "title": "琥珀星币"}, {"external_id": "2", "title": "杯"})
    row = drafted(lin, COINS)
    browser(lin).post(f"/catalogue/draft/{row.pk}/tried", {})

    result = worked(lin, row)

    assert (result["looked"], result["caught"]) == (2, 1)
    assert result["moves"] == [{"before": "allow", "after": "block", "number": 1}]


def worked(actor, row):
    """Do the trial that was ordered, as a worker would."""
    with acting(actor):
        with transaction.atomic():
            job = Job.objects.of(actor).get(kind="catalog_catch")
            job.state, job.run = job.State.RUNNING, job.pk
            job.save()
        return catch.run(Progress(actor, job), job.arguments)


def test_viewers_read_and_write_nothing(lin, wu):
    row = drafted(lin, COINS)

    assert "存入草稿" not in page(wu, f"/catalogue/versions/{row.pk}")
    assert browser(wu).post("/catalogue/draft").status_code == 403
    assert browser(wu).get(f"/catalogue/draft/{row.pk}/entry").status_code == 403


def test_a_draft_is_discarded_and_an_entry_removed(lin):
    row = drafted(lin, COINS)

    browser(lin).post(f"/catalogue/draft/{row.pk}/entries/star-coins/remove")
    emptied = draft_of(lin)
    browser(lin).post(f"/catalogue/versions/{row.pk}/discard", {"revision": emptied.revision})

    assert emptied.body == []
    with acting(lin), transaction.atomic():
        assert not Draft.objects.of(lin).exists()


@pytest.mark.long
def test_of_two_who_word_one_entry_at_once_the_second_is_told(lin, mei):
    row = drafted(lin, COINS)
    address = f"/catalogue/draft/{row.pk}/entry"
    form = page(mei, f"{address}?entry=star-coins")
    seen = re.search(r'name="seen" value="(\w{16})"', form)[1]
    sent = ENTRY | {"id": "star-coins", "hits": "", "seen": seen}

    first = browser(lin).post(address, sent)
    second = browser(mei).post(address, sent | {"zh": "另一个名字"})
    fresh = browser(mei).post(address, sent | {"id": "sun-coins", "terms": "琥珀日币", "seen": ""})

    assert (first.status_code, second.status_code, fresh.status_code) == (302, 422, 302)
    assert "已被他人改动" in second.content.decode()
