"""What the tests of oversight share: a platform, its officer, a day to come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.models import (
    Charge,
    Inspection,
    InspectionStep,
    Mechanism,
    StatementExport,
    StatementTaking,
    TransparencyReport,
    Violator,
)
from oversight.rules.periods import period_of
from oversight.rules.violators import Listed
from oversight.selectors import transparency
from oversight.services.inspection import Request, inspection_enter
from oversight.services.violator import violator_add
from tests import builders
from tests.attack.conftest import api, master_key  # noqa: F401  (fixtures)
from tests.oversight.witnessing import keeper, sealed, who, witness  # noqa: F401  (fixtures)


@pytest.fixture
def harbour():
    return builders.tenant("harbour", name="Harbour")


@pytest.fixture
def elsewhere():
    return builders.tenant("elsewhere")


@pytest.fixture
def lin(harbour) -> Actor:
    return builders.person(harbour, "lin", "officer")


@pytest.fixture
def mechanism(lin) -> Callable[..., Any]:
    """Write down a version of a mechanism as an officer."""

    def record(kind: str = "minors", actor: Actor = lin, **fields: Any) -> Any:
        today = clock.today()
        given = {
            "document": "未成年人保护管理办法",
            "document_version": "3.1",
            "in_force_on": today - timedelta(days=30),
            "review_on": today + timedelta(days=180),
            "owner_id": actor.user_id,
            "measures": "开播前核验年龄；影响身心健康的内容先提示。",
        }
        with acting(actor):
            return services.mechanism_record(
                actor=actor, version=services.Version(kind=kind, **given | fields)
            )

    return record


def look(actor: Actor) -> int:
    """Have every control look."""
    with acting(actor):
        return services.duties_look(actor=actor)


def row(actor: Actor, tenant: Any, key: str, day: Any = None) -> selectors.Row:
    """Return one row of the board as somebody sees it."""
    with acting(actor):
        found = selectors.row_of(selectors.board(actor, tenant, day), key)
    assert found is not None
    return found


BUTTONS = (
    *("duties-look", "duty-charge", "mechanism-record"),
    *(f"inspection-{act}" for act in ("enter", "step", "order", "link")),
    *("violator-add", "violators-bring", "violator-lift"),
    *(f"statements_{act}" for act in ("order", "take", "cancel", "resume")),
    *(f"report_{act}" for act in ("draft", "act")),
)
WRITES: dict[str, tuple[Any, set[str]]] = {
    "statements-of-reasons": ({"period": f"{clock.today():%Y-%m}", "form": "csv"}, set()),
    "statements-of-reasons/<uuid:export_id>/tickets": ({}, set()),
    "violators": (
        {
            "list": "严重违法失信名单",
            "effect": "warn",
            "authority": "杭州市市场监督管理局",
            "uscc": "92330106MA2FRNT25Q",
            "name": "杭州市老街面馆",
            "basis": "多次虚假宣传",
            "since": f"{clock.today()}",
        },
        {"officer"},
    ),
    "violators/<uuid:violator_id>/lift": ({"why": "removed", "note": "文号 9"}, {"officer"}),
    "violator-lists": (  # of his own shelf
        {"file": str(uuid7()), "name": "严重违法失信名单", "effect": "warn"},
        set(),
    ),
    "inspections": (
        {
            "kind": "routine",
            "authority": "杭州市市场监督管理局",
            "matters": ["market"],
            "title": "价格承诺抽查",
            "asked": "请提供抽查记录。",
            "received_on": f"{clock.today()}",
        },
        {"officer"},
    ),
}
THINGS = {"instrument": "M", "article": "5", "which": "minors"}


def things(actor: Actor) -> dict[str, str]:
    """Enter what authorities ask, and whom they list; return ids by the names addresses have."""
    with acting(actor), transaction.atomic():
        made = inspection_enter(
            actor=actor,
            request=Request(
                kind="routine",
                authority="海滨市互联网信息办公室",
                matters=["content"],
                title="巡查制度执行情况",
                asked="请提供十一月的巡查记录。",
            ),
            received_on=clock.today(),
        )
        entry = violator_add(
            actor=actor,
            listed=Listed(
                authority="海滨市市场监督管理局",
                uscc="91330108MA2FRNT17X",
                name="海潮茶业有限公司",
                basis="多次虚假宣传",
                number="",
                since=clock.today(),
            ),
            name="严重违法失信名单",
            effect="warn",
        )
        export = StatementExport.objects.create(
            tenant_id=actor.tenant_id, period=f"{clock.today():%Y-%m}", form="csv", key=uuid7()
        )
        report = TransparencyReport.objects.create(
            tenant_id=actor.tenant_id,
            period="2025-Q2",
            version=1,
            body=transparency.body_of(actor, period_of("2025-Q2"), clock.now()),
            sha256="0" * 64,
        )
    return {
        "transparency_id": str(report.pk),
        "inspection_id": str(made.pk),
        "violator_id": str(entry.pk),
        "export_id": str(export.pk),
    }


def is_untouched() -> bool:
    """Tell whether nobody wrote anything down, whoever the tenant is."""
    return not (
        Charge.objects.exists()
        or Mechanism.objects.exists()
        or InspectionStep.objects.exists()
        or StatementExport.objects.count() > 1
        or StatementTaking.objects.exists()
        or TransparencyReport.objects.exclude(period="2025-Q2", state="draft").exists()
        or Violator.objects.exclude(number="", lifted_at=None).exists()
        or Inspection.objects.exclude(title="巡查制度执行情况").exists()
    )
