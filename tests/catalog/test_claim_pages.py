"""Claims, prices and promotion over the API as keys ask, and on pages as officers see them."""

import json
from datetime import timedelta

import pytest

from catalog import services
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from tests.attack.conftest import signed_in
from tests.catalog import suppliers as made
from tests.catalog.test_supplier_pages import key_of

pytestmark = pytest.mark.django_db
NDJSON = "application/x-ndjson"


def deal(fen, reference, **fields):
    at = (clock.now() - timedelta(hours=3)).isoformat()
    given = {"product": "sku-1", "place": "shop-7", "reference": reference, "price_fen": fen,
             "at": at}  # fmt: skip
    return json.dumps(given | fields)


@pytest.fixture
def program(harbour):
    return key_of(harbour, "catalog.read", "catalog.write", "measures.read")[1]


def ask(client, path, body):
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_deals_come_line_by_line_and_the_low_is_named(program):
    body = "\n".join([deal(9900, "o-1"), "{", deal(8800, "o-2"), "", deal(-1, "o-3")])
    taken = program.post("/api/v1/prices", body.encode(), content_type=NDJSON)
    assert (taken.status_code, taken.json()) == (
        200,
        {"taken": 2, "known": 0, "rejected": [{"line": 2, "code": "not_json"},
                                              {"line": 5, "code": "price_fen"}]},
    )  # fmt: skip

    item = {"product": "sku-1", "place": "shop-7", "compared_fen": 9000}
    answer = ask(program, "prices:check", {"items": [item], "prizes_fen": [5_000_001]}).json()
    (found,), (prize,) = answer["results"], answer["prizes"]
    assert (found["verdict"], found["low"]["price_fen"]) == ("too_high", 8800)
    assert (prize["holds"], prize["clause"]) == (False, "AUCL-prize")


def test_texts_are_answered_in_their_places_with_words(program):
    items = [{"text": "好茶一杯"}, {"text": "本品根治失眠"}, {"text": "全国销量第一"}]
    results = ask(program, "claims:check", {"items": items}).json()["results"]

    assert [one["verdict"] for one in results] == ["pass", "block", "review"]
    assert results[1]["claims"][0]["detail"] == "药品、医疗器械以外的商品不得使用医疗用语"


@pytest.mark.law("M-no-false-help")
def test_a_platform_asks_whether_a_room_may_be_promoted(program, tea_room):
    path = f"/api/v1/rooms/{tea_room.pk}/promotion"
    answer = program.get(path, {"kind": "paid"}).json()

    assert answer["is_allowed"] is False
    assert [(one["code"], one["clause"]) for one in answer["reasons"]] == [
        ("advert_missing", "M-paid-promotion")
    ]
    assert program.get(path, {"kind": "banner"}).status_code == 422
    assert program.get(path).status_code == 422


def test_the_course_of_prices_stands_on_its_page_as_chart_and_as_numbers(lin):
    lines = [deal(fen, f"o-{fen}").encode() for fen in (9900, 8800)]
    with acting(lin):
        services.prices_report(actor=lin, lines=lines)

    page = signed_in(lin).get("/suppliers/prices").content.decode()
    assert "data-plot" in page
    assert "¥88.00" in page
    assert "没有成交价记录" not in page


@pytest.mark.long
def test_an_unlawful_promotion_has_no_button_to_approve_it(lin, tea_room):
    now = clock.now()
    booking = services.Booking(
        tea_room.pk, "paid", "boost-1", "本品包治百病", now, now + timedelta(hours=1),
        supplier_id=made.verified(lin).pk, is_marked=True,
    )  # fmt: skip
    with acting(lin):
        row = services.advert_book(actor=lin, booking=booking)
    desk = signed_in(lin)

    page = desk.get("/suppliers/adverts").content.decode()
    assert "本品包治百病" in page
    assert f"/suppliers/adverts/{row.pk}/approve" not in page
    said = desk.post(f"/suppliers/adverts/{row.pk}/approve", follow=True).content.decode()
    assert "推广内容含有法律禁止的用语" in said


def test_a_proof_is_handed_in_and_accepted_on_its_page(lin):
    desk, file = signed_in(lin), made.on_shelf(lin)
    form = {"exemption": "name", "words": "顶级山野茶", "standard": "第 1 号商标",
            "file": str(file.pk)}  # fmt: skip
    page = desk.post("/suppliers/claims/add", form, follow=True).content.decode()
    assert "“顶级山野茶”" in page

    (path,) = {one.split('"')[0] for one in page.split('action="') if "/approve" in one[:90]}
    assert "已通过" in desk.post(path, follow=True).content.decode()
