"""What officers and keys see of suppliers, and what stands on their pages."""

import pytest
from django.db import transaction
from django.test import Client

from accounts import services as accounts
from catalog.models import Supplier
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.attack.conftest import signed_in
from tests.catalog import suppliers as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(lin):
    return signed_in(lin)


def key_of(owner, *scopes):
    system = system_actor(owner.pk)
    with acting(system):
        key, secret = accounts.key_create(actor=system, name="key", scopes=list(scopes))
    return key, Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.long
def test_a_file_is_made_verified_and_given_papers_on_its_page(lin, desk):
    form = {
        "kind": "organisation",
        "title": "山野茶业",
        "code": made.CODES[0],
        "phone": "13900004321",
        "address": "浙江省杭州市西湖区龙井路 8 号",
    }
    page = desk.post("/suppliers/add", form, follow=True)
    assert "山野茶业" in page.content.decode()
    (path,) = {to for to, _status in page.redirect_chain}
    desk.post(f"{path}/look", {"result": "verified", "credit": "sound"})
    file = made.on_shelf(lin)
    given = {"kind": "liquor-trading-record", "number": "JY1330", "file": str(file.pk)}
    page = desk.post(f"{path}/give", given, follow=True).content.decode()

    assert "JY1330" in page
    assert "已核验" in page
    assert "13900004321" not in page
    assert "139****4321" in page
    assert "JY1330" in desk.get("/suppliers/papers").content.decode()


def test_a_code_that_is_none_is_said_on_the_list(desk):
    form = {"kind": "organisation", "title": "山野茶业", "code": "91"}

    assert "统一社会信用代码有误" in desk.post("/suppliers/add", form, follow=True).content.decode()


def test_a_broken_chain_is_shown_with_who_was_never_authorised(lin, desk):
    row = made.verified(lin)
    made.approved(lin, row, "brand-authorisation", brand="山野", giver_name="某代理")

    page = desk.get(f"/suppliers/{row.pk}").content.decode()
    assert "没有某代理获得授权的文件" in page


def test_a_viewer_sees_the_file_and_no_button(lin, wu):
    row = made.verified(lin)
    made.given(lin, row)

    page = signed_in(wu).get(f"/suppliers/{row.pk}").content.decode()
    assert "龙井路" not in page
    assert 'name="result"' not in page
    assert "/approve" not in page


def test_a_key_files_a_supplier_and_asks_what_is_missing(harbour, lin):
    _key, program = key_of(harbour, "catalog.read", "catalog.write")
    filed = program.post(
        "/api/v1/suppliers",
        {"title": "山野茶业", "code": made.CODES[0], "address": "杭州", "phone": "13900004321"},
        content_type="application/json",
    )
    assert filed.status_code == 201
    asked = {
        "since": "2026-12-01",
        "until": "2026-12-02",
        "items": [{"product": "sku-1", "supplier_id": filed.json()["id"],
                   "documents": ["liquor-trading-record"]}],
    }  # fmt: skip
    answer = program.post("/api/v1/papers:check", asked, content_type="application/json").json()

    assert [(one["paper"], one["why"], one["weight"]) for one in answer["lacks"]] == [
        ("supplier", "waiting", "deny"),
        ("liquor-trading-record", "missing", "deny"),
    ]
    assert answer["lacks"][1]["detail"] == "缺少食品经营许可（含酒类）"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"until": "2026-11-30"}, "until"),
        ({"until": "2027-12-01"}, "until"),
        ({"items": []}, "items"),
        ({"items": [{"product": "a"}] * 501}, "items"),
        ({"items": [{"product": "a", "documents": ["licence-to-fly"]}]}, "items"),
    ],
)
def test_a_question_out_of_bounds_is_refused(harbour, fields, field):
    _key, program = key_of(harbour, "catalog.read")
    asked = {"since": "2026-12-01", "until": "2026-12-01", "items": [{"product": "a"}]} | fields

    answer = program.post("/api/v1/papers:check", asked, content_type="application/json")
    assert (answer.status_code, field in answer.content.decode()) == (422, True)


def test_a_key_that_was_revoked_and_one_for_reading_file_nothing(harbour, lin):
    key, program = key_of(harbour, "catalog.write")
    system = system_actor(harbour.pk)
    with acting(system):
        accounts.key_revoke(actor=system, key_id=key.pk)
    _other, reader = key_of(harbour, "catalog.read")
    body = {"title": "山野茶业", "code": made.CODES[0]}

    for client, status in ((program, 401), (reader, 403)):
        answer = client.post("/api/v1/suppliers", body, content_type="application/json")
        assert answer.status_code == status
    with acting(lin), transaction.atomic():
        assert not Supplier.objects.exists()
