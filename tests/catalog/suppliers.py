"""What tests of suppliers arrange: suppliers that hold, their papers, lists of recalls."""

from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.db import transaction

from catalog import services
from catalog.models import ClaimEvidence, Recall, Supplier, SupplierPaper
from catalog.rules.recalls import Named
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CODES = ("91310115MA1K3BTP2B", "91110000600037341L", "91152201078377449P", "91340600MA2PBM9HXD")
BUTTONS = tuple(
    f"supplier_{act}"
    for act in ("add", "approve", "refuse", "withdraw", "recall_add", "recall_import", "lift",
                "change", "look", "close", "give", "claim_add", "claim_approve", "claim_refuse",
                "claim_withdraw")
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


def things(officer: Actor) -> dict[str, str]:
    """Make one of each thing of suppliers in a tenant; return their ids."""
    row = verified(officer)
    paper = given(officer, row)
    (entry,) = recalled(officer)
    proof = services.Proof(exemption="usage_tip", words="最佳食用日期")
    with acting(officer):
        evidence = services.evidence_give(actor=officer, proof=proof)
    return {
        "supplier_id": str(row.pk),
        "paper_id": str(paper.pk),
        "recall_id": str(entry.pk),
        "evidence_id": str(evidence.pk),
    }


def is_untouched() -> bool:
    """Tell whether what `things` made is as it was."""
    supplier, paper, recall = (model.objects.get() for model in (Supplier, SupplierPaper, Recall))
    evidence = ClaimEvidence.objects.get()
    states = (supplier.state, paper.state, recall.lifted_at, evidence.state)
    return states == ("verified", "waiting", None, "waiting")
