"""What tests of suppliers arrange: suppliers that hold, their papers, lists of recalls."""

from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.db import transaction

from accounts.models import Tenant
from catalog import services
from catalog.models import (
    Advert,
    ClaimEvidence,
    Endorsement,
    Merchant,
    Recall,
    Supplier,
    SupplierPaper,
)
from catalog.rules.adverts import Facts
from catalog.rules.recalls import Named
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File
from rooms.models import Room, Session
from tests import builders

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CODES = ("91310115MA1K3BTP2B", "91110000600037341L", "91152201078377449P", "91340600MA2PBM9HXD")
BUTTONS = tuple(
    f"supplier_{act}"
    for act in ("add", "approve", "refuse", "withdraw", "recall_add", "recall_import", "lift",
                "change", "look", "close", "give", "tie", "untie",
                "claim_add", "claim_approve", "claim_refuse",
                "claim_withdraw", "advert_approve", "advert_refuse", "advert_end",
                "endorsement_approve", "endorsement_refuse",
                "hold", "claim_hold", "advert_hold", "paper_look", "claim_look")
)  # fmt: skip
PERSON = "11010519491231002X"


def in_days(count: int) -> date:
    return clock.today() + timedelta(days=count)


@contextmanager
def later(days: float):
    """Let the clock stand so many days from now."""
    moment = clock.now() + timedelta(days=days)
    with patch("livecompliance.kernel.clock.now", lambda: moment):
        yield


def filed(**fields: Any) -> services.Filed:
    given = {
        "kind": "organisation",
        "title": "山野茶业有限公司",
        "code": CODES[0],
        "contact": "唐小满",
        "phone": "139 0000 4321",
        "address": "浙江省杭州市西湖区龙井路 8 号",
    }
    return services.Filed(**given | fields)


def supplier(actor: Actor, **fields: Any) -> Supplier:
    """File a supplier that nobody verified yet."""
    with acting(actor):
        return services.supplier_file(actor=actor, filed=filed(**fields))


def verified(actor: Actor, **fields: Any) -> Supplier:
    """File a supplier and verify it; its credit is sound."""
    row = supplier(actor, **fields)
    return look(actor, row)


def look(actor: Actor, row: Supplier, **fields: Any) -> Supplier:
    looked = services.Looked(**{"is_verified": True, "credit": "sound"} | fields)
    with acting(actor):
        return services.supplier_look(actor=actor, supplier_id=row.pk, looked=looked)


def on_shelf(actor: Actor, body: bytes = PDF, name: str = "licence.pdf") -> File:
    with acting(actor), transaction.atomic():
        return office.shelf_store(actor=actor, stream=BytesIO(body), name=name)


def given(actor: Actor, row: Supplier, kind: str = "liquor-trading-record", **fields: Any):
    """Hand in a paper with its file; it waits."""
    if "file_id" not in fields:
        fields["file_id"] = on_shelf(actor).pk
    with acting(actor):
        paper = services.Paper(kind=kind, **fields)
        return services.paper_give(actor=actor, supplier_id=row.pk, paper=paper)


def approved(
    actor: Actor, row: Supplier, kind: str = "liquor-trading-record", **fields: Any
) -> SupplierPaper:
    """Hand in a paper that an officer approves."""
    paper = given(actor, row, kind, **fields)
    with acting(actor):
        return services.paper_decide(actor=actor, paper_id=paper.pk, is_approved=True)


def recalled(actor: Actor, **fields: Any):
    """Enter a recall or a failed sampling."""
    named = {
        "kind": "recall", "brand": "山野", "name": "龙井茶", "batch": "", "barcode": "",
        "maker": "", "source": "某省市场监督管理局", "reference": "2026 年第 8 期",
        "published_on": in_days(-3),
    }  # fmt: skip
    with acting(actor):
        return services.recall_add(actor=actor, named=Named(**named | fields))


def adverts(officer: Actor, row: Supplier) -> dict[str, str]:
    """Book a promotion of some room, and file an endorsement; return their ids."""
    with acting(officer), transaction.atomic():
        room, owner = Room.objects.order_by("id").first(), Tenant.objects.get(pk=row.tenant_id)
    now = clock.now()
    party = builders.party(owner, "marketer")
    booking = services.Booking(
        room_id=room.pk,
        kind="paid",
        reference="boost-0",
        content="山野茶专场",
        starts_at=now,
        ends_at=now + timedelta(hours=3),
        supplier_id=row.pk,
    )
    used = services.Used("sku-1", in_days(-3))
    with acting(officer), transaction.atomic():
        for session in Session.objects.order_by("id")[:1]:
            services.statement_make(actor=officer, session_id=session.pk, facts=Facts(), answers=())
    with acting(officer):
        advert = services.advert_book(actor=officer, booking=booking)
        endorsed = services.endorsement_give(actor=officer, party_id=party.pk, used=used)
    return {"advert_id": str(advert.pk), "endorsement_id": str(endorsed.pk)}


def things(officer: Actor) -> dict[str, str]:
    """Make one of each thing of suppliers in a tenant; return their ids."""
    row = verified(officer)
    paper = given(officer, row, file_id=None)
    (entry,) = recalled(officer)
    proof = services.Proof(exemption="usage_tip", words="最佳食用日期")
    with acting(officer), transaction.atomic():
        owner = Tenant.objects.get(pk=officer.tenant_id)
    builders.person(owner, "tang", "merchant")
    with acting(officer):
        evidence = services.evidence_give(actor=officer, proof=proof)
        tied = services.merchant_tie(actor=officer, supplier_id=row.pk, login="tang")
    return {
        "merchant_id": str(tied.pk),
        "supplier_id": str(row.pk),
        "paper_id": str(paper.pk),
        "recall_id": str(entry.pk),
        "evidence_id": str(evidence.pk),
        **adverts(officer, row),
    }


def is_untouched() -> bool:
    """Tell whether what `things` made is as it was."""
    supplier, paper, recall = (model.objects.get() for model in (Supplier, SupplierPaper, Recall))
    waiting = (ClaimEvidence, Advert, Endorsement)
    is_tied = Merchant.objects.get().until is None
    stands = (supplier.state, paper.state, recall.lifted_at) == ("verified", "waiting", None)
    return (is_tied and stands) and all(model.objects.get().state == "waiting" for model in waiting)


def right(officer: Actor, known: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    """Return bodies that are right, by operation."""
    who = {"kind": "organisation", "title": "皖山竹木工艺厂", "code": CODES[3], "external_id": ""}
    return {
        "supplier_file": who,
        "supplier_change": who | {"code": CODES[0]},
        "supplier_paper_attach": {"file_id": str(on_shelf(officer).pk)},
        "papers_check": {
            "since": "2026-12-01",
            "until": "2026-12-02",
            "items": [{"product": "sku-1", "supplier_id": None}],
        },
        "recall_add": {
            "kind": "recall", "brand": "山野", "name": "红茶", "batch": "", "barcode": "",
            "published_by": "某局", "published_on": "2026-08-01",
        },
        "claim_evidence_give": {
            "exemption": "usage_tip", "words": "最佳饮用温度",
            **dict.fromkeys(("supplier_id", "fact_since", "fact_until", "valid_from", "valid_until",
                             "file_id")),
        },
        "advert_book": {
            "room_id": known["room_id"][0], "kind": "paid", "reference": "boost-9",
            "content": "山野茶专场", "starts_at": "2026-12-01T20:00:00+08:00",
            "ends_at": "2026-12-01T22:00:00+08:00", "party_id": None,
            "supplier_id": known["supplier_id"][0], "products": [], "fen": 100, "file_id": None,
        },
        "endorsement_give": {
            "party_id": known["party_id"][0], "product": "sku-9", "sectors": ["other"],
            "used_on": "2026-01-02", "file_id": None,
        },
        "advertisement_state": {
            **dict.fromkeys(("is_natural", "is_clip", "is_paid"), False), "roles": [],
        },
    }  # fmt: skip
