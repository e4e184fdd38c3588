"""The officers' list of complaints: what ends first is in front, and nothing is hidden."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.rules import receipts
from livecompliance import pages
from tests import builders
from tests.complaints.conftest import answer, do, file, public_of
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def listed(actor, query: str = "") -> str:
    return browser(actor).get(f"/complaints{query}").content.decode()


def place(page: str, row) -> int:
    return page.index(f"case-{row.pk}")


def test_what_ends_first_stands_in_front(lin, passer):
    slow = file(passer, "conduct").complaint
    fast = file(passer, "minors").complaint
    do("complaint_acknowledge", lin, complaint_id=slow.pk)
    do("complaint_handle", lin, complaint_id=slow.pk, text="已警示主播")

    page = listed(lin)

    assert place(page, fast) < place(page, slow)


def test_a_breach_is_said_in_words_and_in_its_colour(lin, row, later):
    later(days=2)

    page = listed(lin)

    assert "case--act" in page
    assert "已超期" in page


def test_a_near_end_counts_down_by_the_second(lin, passer, later):
    file(passer, "minors")
    later(hours=23)

    assert "data-until" in listed(lin)


def test_what_waits_for_the_complainant_is_open_too_and_has_a_tab(lin, row):
    do("complaint_ask", lin, complaint_id=row.pk, text="请补充时间")

    assert str(row.pk) in listed(lin)
    assert str(row.pk) in listed(lin, "?tab=waiting")
    assert str(row.pk) not in listed(lin, "?tab=answered")


def test_an_answered_one_leaves_the_open_tab(lin, row):
    answer(lin, row)

    assert str(row.pk) not in listed(lin)
    assert str(row.pk) in listed(lin, "?tab=answered")
    assert str(row.pk) in listed(lin, "?tab=all")


def test_an_answered_one_stays_open_until_the_authority_was_told(lin, passer):
    row = file(passer, "content").complaint
    answer(lin, row)
    assert str(row.pk) in listed(lin)

    do("complaint_report_made", lin, complaint_id=row.pk)
    assert str(row.pk) not in listed(lin)


def test_a_receipt_number_is_found_however_it_was_typed(lin, row, passer):
    other = file(passer).complaint
    typed = receipts.shown(row.number).lower()

    page = listed(lin, f"?tab=all&q={typed}")

    assert str(row.pk) in page
    assert str(other.pk) not in page
    assert "没有符合条件的投诉" in listed(lin, "?tab=all&q=—")


@pytest.mark.parametrize("query", ["kind=conduct", "channel=web", "assignee=nobody"])
def test_a_filter_narrows_the_list(lin, row, passer, query):
    other = file(passer, "goods").complaint
    do("complaint_take", lin, complaint_id=other.pk)
    with_channel = query.startswith("channel")

    page = listed(lin, f"?{query}")

    assert str(row.pk) in page
    assert (str(other.pk) in page) == with_channel


def test_mine_are_mine(lin, mei, row, passer):
    do("complaint_take", mei, complaint_id=row.pk)

    assert str(row.pk) in listed(mei, f"?assignee={mei.user_id}")
    assert str(row.pk) not in listed(mei, f"?assignee={lin.user_id}")


def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(lin, row):
    page = listed(lin, "?tab=x&kind=x&channel=x&assignee=x&room=x&respondent=x&from=-1")

    assert str(row.pk) in page


def test_an_operators_complaints_are_listed_by_its_name(lin, passer, tea_room, elsewhere):
    row = file(passer, room_id=tea_room.pk).complaint
    other = file(passer).complaint

    page = listed(lin, f"?room={tea_room.pk}")
    assert tea_room.title in page
    assert str(row.pk) in page
    assert str(other.pk) not in page

    theirs = builders.person(elsewhere, "eve", "officer")
    assert browser(theirs).get(f"/complaints?room={tea_room.pk}").status_code == 404


@pytest.mark.parametrize(
    ("tab", "says"),
    [
        ("open", "没有待处理的投诉"),
        ("waiting", "没有在等投诉人补充的"),
        ("answered", "还没有答复过投诉"),
        ("all", "还没有收到投诉"),
    ],
)
def test_an_empty_tab_says_what_to_do(lin, tab, says):
    assert says in listed(lin, f"?tab={tab}")


def test_nothing_of_another_platform_is_listed_or_counted(lin, elsewhere):
    file(public_of(elsewhere))

    assert "没有待处理的投诉" in listed(lin)
    assert "还没有收到投诉" in listed(lin, "?tab=all")


def test_a_streamer_does_not_see_the_list(chun, row):
    assert browser(chun).get("/complaints").status_code == 403


def test_the_navigation_counts_what_is_open(lin, row, passer):
    file(passer)
    assert "2 件待处理" in listed(lin)

    answer(lin, row)
    assert "1 件待处理" in listed(lin)


def test_the_badge_is_nobodys_who_may_not_look(chun, row):
    assert pages._complaints(chun) == 0
    assert pages._complaints(None) == 0


def test_the_list_is_asked_for_again_by_itself(lin, row):
    part = browser(lin).get("/complaints", headers={"HX-Request": "true"}).content.decode()

    assert str(row.pk) in part
    assert "<html" not in part


def test_a_long_list_is_turned_page_by_page(lin, passer, monkeypatch):
    monkeypatch.setattr("complaints.views.inbox.PAGE", 1)
    file(passer), file(passer)

    assert "from=1" in listed(lin)
    assert "from=0" in listed(lin, "?from=1")


def test_the_number_of_queries_does_not_grow_with_the_list(lin, passer):
    client, asked = browser(lin), []
    for _ in range(2):
        file(passer), file(passer)
        with CaptureQueriesContext(connection) as found:
            client.get("/complaints")
        asked.append(len(found))

    assert asked[0] == asked[1] < 60


def test_the_list_is_english_throughout(lin, row):
    page = browser(lin)
    page.cookies["lc_language"] = "en"
    text = page.get("/complaints").content.decode()

    assert "Waiting for the complainant" in text
    assert "Nobody assigned" in text


def test_the_list_says_how_each_begins_to_those_who_deal_with_it_and_to_nobody_else(
    lin, wu, passer
):
    file(passer, statement="收到的茶叶发霉了，\n" + "客服一直不回复。" * 20)
    shown = browser(lin).get("/complaints").content.decode()

    assert "收到的茶叶发霉了， 客服一直不回复。" in shown
    assert shown.count("客服一直不回复。") < 10
    assert "发霉" not in browser(wu).get("/complaints").content.decode()
