"""What a platform asks about its goods: judged in order, kept once, refused item by item."""

import pytest

from catalog.models import Product, ProductVerdict
from ledger.models import Entry
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.architecture.test_api_matrix import key_of
from tests.catalog.conftest import GUN, LIQUOR, NEAR, TEA, caller, stored

pytestmark = pytest.mark.django_db


def kept(owner, model=Product):
    with acting(system_actor(owner.pk)):
        return list(model.objects.order_by("id"))


@pytest.mark.law("M-rules-and-catalogue")
def test_each_item_has_its_answer_in_its_place_with_law_and_papers(harbour, call):
    answer = call("post", "products:check", {"items": [TEA, LIQUOR, GUN, NEAR]})

    said = answer.json()
    assert answer.status_code == 200
    assert said["catalogue"].startswith("base ")
    assert [(one["index"], one["external_id"], one["suggestion"]) for one in said["results"]] == [
        (0, "sku-1", "pass"),
        (1, "sku-2", "review"),
        (2, "sku-3", "block"),
        (3, "sku-4", "review"),
    ]
    tea, liquor, gun, near = said["results"]
    assert (liquor["verdict"], liquor["documents"]) == ("gate", ["liquor-trading-record"])
    assert {one["basis"] for one in gun["entries"]} >= {"枪支管理法 44(5)"}
    assert gun["entries"][0]["clause"] == "M-rules-and-catalogue"
    assert near["standing"] == "waiting"
    assert near["nearest"][0]["entry"] == "imitation-guns"
    assert tea["entries"] == []
    assert kept(harbour) == []


def test_a_bad_item_is_named_and_stops_no_other(call):
    items = [{"title": ""}, TEA, None, TEA | {"price": -1}, ["茶"]]
    results = call("post", "products:check", {"items": items}).json()["results"]

    assert [one.get("error", {}).get("code") for one in results] == [
        "missing_field", None, "not_an_object", "below_zero", "not_an_object",
    ]  # fmt: skip
    assert results[3]["error"] == {"code": "below_zero", "field": "price", "detail": "不能小于 0"}
    assert results[1]["suggestion"] == "pass"


def test_a_wrong_check_digit_is_a_warning_that_says_what_to_do(call):
    items = [TEA | {"barcodes": ["4006381333932", "6901234567892"]}]
    one = call("post", "products:check", {"items": items}).json()["results"][0]

    assert one["suggestion"] == "pass"
    assert [each["code"] for each in one["warnings"]] == ["barcode_check_digit"]
    assert "应为 1" in one["warnings"][0]["detail"]


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": [TEA] * 101}, {"items": "茶"}])
def test_one_to_a_hundred_items_are_asked_at_once(call, body):
    assert call("post", "products:check", body).status_code == 422


def test_what_is_kept_is_one_product_however_often_it_is_sent(harbour, call):
    body = {"items": [TEA, LIQUOR], "store": True}
    first = call("post", "products:check", body).json()["results"]
    again = call("post", "products", {"items": [TEA, LIQUOR]}).json()["results"]

    assert [one["id"] for one in first] == [one["id"] for one in again]
    assert len(kept(harbour)) == 2
    assert len(kept(harbour, ProductVerdict)) == 2


def test_another_content_is_another_revision_with_a_verdict_of_its_own(harbour, call):
    call("post", "products", {"items": [TEA]})
    call("post", "products", {"items": [TEA | {"title": "茶香型白酒 52度"}]})

    (product,) = kept(harbour)
    assert (product.revision, product.standing) == (2, "papers")
    assert [(one.revision, one.verdict) for one in kept(harbour, ProductVerdict)] == [
        (1, "allow"),
        (2, "gate"),
    ]


def test_of_two_items_with_one_number_the_second_is_refused(harbour, call):
    twins = [TEA, TEA | {"title": "另一种茶"}]
    results = call("post", "products", {"items": twins}).json()["results"]

    assert results[1]["error"]["code"] == "duplicate_in_batch"
    assert [one.title for one in kept(harbour)] == [TEA["title"]]


def test_products_are_listed_newest_first_page_by_page_and_by_standing(call):
    call("post", "products", {"items": [TEA, LIQUOR, GUN]})

    page = call("get", "products?limit=2").json()
    rest = call("get", f"products?limit=2&after={page['next']}").json()
    papers = call("get", "products?standing=papers").json()["products"]

    listed = [one["external_id"] for one in (*page["products"], *rest["products"])]
    assert sorted(listed) == ["sku-1", "sku-2", "sku-3"]
    assert rest["next"] is None
    assert [(one["external_id"], one["price"]) for one in papers] == [("sku-2", "899.00")]
    read = call("get", f"products/{papers[0]['id']}").json()
    assert read["entries"][0]["documents"] == ["liquor-trading-record"]


def test_another_platforms_product_is_one_that_does_not_exist(lin, elsewhere):
    (tea,) = stored(lin, TEA)
    foreign = caller(key_of(elsewhere, "foreign"))

    assert foreign("get", f"products/{tea.pk}").status_code == 404
    assert foreign("get", "products").json()["products"] == []
    assert foreign("post", "products", {"items": [TEA]}).json()["results"][0]["id"] != str(tea.pk)


@pytest.mark.parametrize(
    ("scopes", "revoked"), [(["catalog.read"], False), (["catalog.write"], True)]
)
def test_a_key_without_the_scope_or_revoked_keeps_nothing(harbour, scopes, revoked):
    send = caller(key_of(harbour, "weak", scopes=scopes, revoked=revoked))

    assert send("post", "products", {"items": [TEA]}).status_code == (401 if revoked else 403)
    assert kept(harbour) == []


def test_the_record_says_how_many_were_judged_by_which_catalogue(harbour, lin):
    stored(lin, TEA, GUN)
    with acting(system_actor(harbour.pk)):
        entry = Entry.objects.filter(action="catalog.products_judged").get()
    assert entry.clause == "M-rules-and-catalogue"
    assert b'"standings":{"blocked":1,"clear":1}' in bytes(entry.body)
