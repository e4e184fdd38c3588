"""Goods and minors as an authority sees them: of its region, in numbers that name nobody."""

from datetime import timedelta

import pytest
from django.db import transaction

from catalog.models import Offer, Product, Recall
from catalog.rules.pack import base
from complaints.models import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties.models import Consent, Party
from portal.models import Look
from portal.rules.sight import LEAST, suppressed
from rooms.models import Admission
from stage.models import MinorsClass
from tests import builders
from tests.portal.conftest import browser_of, grant, looking_at, text, visitor
from tests.portal.test_pages import lying

pytestmark = [
    pytest.mark.django_db(databases=["default", "regulator"], transaction=True),
    pytest.mark.long,
]


@pytest.fixture
def rooms(harbour):
    return lying(harbour, "杭州的茶", "330106"), lying(harbour, "上海的丝巾", "310115")


def product(owner, number: str, room, standing: str = "blocked", entry: str = "") -> Product:
    row = Product.objects.create(
        tenant=owner,
        external_id=number,
        title=f"不显示的商品 {number}",
        digest="d" * 64,
        verdict="block" if entry else "allow",
        standing=standing,
        catalogue="base",
        grounds=[{"entry": entry}] if entry else [],
    )
    Offer.objects.create(tenant=owner, room=room, product=row, digest="d" * 64)
    return row


def figures(page: str) -> list[str]:
    part = page.split('class="portal-figures"')[1].split("</ul>")[0]
    return [one.split("</b>")[0] for one in part.split('<b class="num">')[1:]]


@pytest.mark.law("M-rules-and-catalogue")
def test_goods_are_counted_by_standing_and_class_in_the_region_that_was_granted(harbour, rooms):

    near, far = rooms
    entry = next(one for one in base().entries if one.classes == ["P"] or "P" in one.classes)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        product(harbour, "1", near, "blocked", entry.id)
        product(harbour, "2", near, "clear")
        product(harbour, "3", far, "waiting")
    whole = text(looking_at(harbour).get("/portal/harbour/goods"))
    assert figures(whole) == ["3", "1", "1", "1"]
    assert "不显示的商品" not in whole
    assert "禁止生产销售" in whole

    user = visitor("gov:part")
    grant(harbour, user, matters=["goods"], region="33")
    part = text(browser_of(user).get("/portal/harbour/goods"))
    assert figures(part) == ["2", "1", "1", "0"]


def test_recalls_and_hits_on_air_are_shown_of_this_region(harbour, rooms, lin):
    near, far = rooms
    with acting(system_actor(harbour.pk)), transaction.atomic():
        for name, lifted in (("召回的奶粉", None), ("已解除的奶粉", clock.now())):
            Recall.objects.create(
                tenant=harbour,
                kind="recall",
                name=name,
                source="市场监管总局公告",
                published_on=clock.today(),
                digest=name,
                lifted_at=lifted,
            )
    builders.finding(builders.session(lin, near), at=clock.now(), code="F-MED")
    builders.finding(builders.session(lin, far), at=clock.now(), code="F-PRICE")
    user = visitor("gov:part")
    grant(harbour, user, matters=["goods"], region="33")
    page = text(browser_of(user).get("/portal/harbour/goods"))
    assert "召回的奶粉" in page
    assert "已解除的奶粉" not in page
    hits = page.split('id="hits-title"')[1].split("</section>")[0]
    assert hits.count('<dd class="num">1</dd>') == 1


def minor(owner, region: str, *, agreed: bool, back: bool = False) -> Party:
    row = Party.objects.create(
        tenant=owner,
        kind="natural",
        roles=["marketer"],
        public_name="不显示的人",
        region=region,
        minor_until=clock.today() + timedelta(days=300),
    )
    if agreed or back:
        Consent.objects.create(
            tenant=owner,
            party=row,
            kind="guardian",
            text_version="1",
            text_sha256="0" * 64,
            method="link",
            revoked_at=clock.now() if back else None,
        )
    return row


def counts(page: str, title: str) -> list[str]:
    part = page.split(f'id="{title}"')[1].split("</section>")[0]
    return [
        "*" if ">*<" in one.split("</dd>")[0] else one.split("</dd>")[0]
        for one in part.split('<dd class="num">')[1:]
    ]


@pytest.mark.law("M-age")
def test_minors_are_numbers_and_small_ones_are_not_told(harbour, rooms):
    near, _far = rooms
    with acting(system_actor(harbour.pk)), transaction.atomic():
        for _one in range(LEAST + 2):
            minor(harbour, "330106", agreed=True)
        for _one in range(LEAST):
            minor(harbour, "330106", agreed=False)
        minor(harbour, "310115", agreed=False, back=True)
        for code, number in (("under_age", LEAST), ("guardian_consent_missing", 1)):
            for _one in range(number):
                Admission.objects.create(
                    tenant=harbour,
                    room=near,
                    kind="start",
                    is_allowed=False,
                    reasons=[{"code": code, "clause": "M-age", "party": "x", "data": {}}],
                )
        MinorsClass.objects.create(
            tenant=harbour, room=near, kind="values", origin="officer", notice_set_at=clock.now()
        )
    whole = text(looking_at(harbour).get("/portal/harbour/minors"))
    assert counts(whole, "guards-title") == [str(LEAST + 2), str(LEAST + 1), "*"]
    assert counts(whole, "gate-title") == ["*", "*", "0"]  # one alone would tell of the other
    assert "1 个直播间须提示，1 个已设提示" in whole
    assert "不显示的人" not in whole

    user = visitor("gov:part")
    grant(harbour, user, matters=["minors"], region="33")
    part = text(browser_of(user).get("/portal/harbour/minors"))
    assert counts(part, "guards-title") == [str(LEAST + 2), str(LEAST), "0"]
    assert "不在授权区域内，不显示" in part


def test_complaints_of_minors_alone_are_counted_for_who_sees_the_whole(harbour):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        for place, kind in enumerate(["minors"] * (LEAST + 1) + ["goods"] * 9):
            Complaint.objects.create(
                tenant=harbour,
                number=f"C{place:09}",
                secret_hash=b"0" * 32,
                kind=kind,
                state="received",
                filed_at=clock.now(),
            )
    page = text(looking_at(harbour).get("/portal/harbour/minors"))
    assert counts(page, "told-title") == [str(LEAST + 1)]


def test_both_pages_are_looks_of_their_own(harbour):
    browser = looking_at(harbour)
    for page in ("goods", "minors"):
        text(browser.get(f"/portal/harbour/{page}"))
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert [one.page for one in Look.objects.order_by("id")] == ["goods", "minors"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"a": 0, "b": 9}, {"a": 0, "b": 9}),
        ({"a": 1, "b": 9, "c": 7}, {"a": None, "b": 9, "c": None}),
        ({"a": 1, "b": 2, "c": 7}, {"a": None, "b": None, "c": 7}),
        ({"a": 4}, {"a": None}),
        ({"a": 5}, {"a": 5}),
        ({}, {}),
    ],
)
def test_no_small_number_of_persons_is_told_nor_can_be_worked_out(numbers, said):
    assert suppressed(numbers) == said
