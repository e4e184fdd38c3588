"""What tests of taxes arrange: payees, payments, a clock that stands, tables brought in."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services import Draft
from tax import services
from tax.models import Package, Reminder, Sign
from tax.rules import abuse
from tax.services import bring, period, sign
from tests.studio.packs import carry, content_of

CHINA = timezone(timedelta(hours=8))
BUTTONS = (
    *(f"tax_package_{act}" for act in ("make", "send", "receipt", "answer", "excel", "take")),
    *("tax_basics", "tax_basics_report", "tax_flaw", "tax_extension", "tax_extended"),
    *(f"tax_{act}" for act in ("bring", "close", "compute", "file", "export")),
    *("tax_signs_look", "tax_sign_decide"),
    "my-tax-note",
    *(f"tax_choice_{act}" for act in ("draft", "edit", "publish", "discard")),
)
CODE, OTHER_CODE = "91310115MA1K3BTP2B", "91110000600037341L"
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of a code; each place has its weight
PERSON, OTHER_PERSON = "11010519491231002X", "110101199003077758"
SONG: dict[str, Any] = {
    "external_id": "a-1", "kind": "natural", "name": "宋小满", "number": PERSON,
    "address": "杭州市滨江区某路 1 号", "contact": "13900004321", "shop_name": "小满的店",
    "shops": ["s-1"],
}  # fmt: skip
STUDIO: dict[str, Any] = {
    "external_id": "m-1", "kind": "company", "name": "云上文化传媒有限公司", "code": CODE,
    "is_agency": True,
}  # fmt: skip
DEDUCTED: dict[str, Any] = {
    "payee": "a-1",
    "month": "2026-10",
    "special": "1500",
    "additional": "2000.50",
    "kinds": "子女教育；住房租金",
}
PAID: dict[str, Any] = {
    "external_id": "p-1", "payee": "a-1", "kind": "services", "amount": "1000.00",
    "paid_at": "2026-10-05T20:15:00+08:00",
}  # fmt: skip


def registered(number: int) -> str:
    """Return the code of an individual business that does not exist."""
    body = f"92330108MA2{number:06}"
    total = sum(CHARACTERS.index(one) * 3**place % 31 for place, one in enumerate(body))
    return body + CHARACTERS[-total % 31]


@contextmanager
def on(year: int, month: int, day: int) -> Iterator[datetime]:
    """Let the clock stand at noon of a day in China."""
    moment = datetime(year, month, day, 4, tzinfo=UTC)
    with patch("livecompliance.kernel.clock.now", lambda: moment):
        yield moment


def payees(actor: Actor, *items: Mapping[str, Any]) -> list[services.Outcome]:
    with acting(actor):
        return services.payees_bring(actor=actor, items=items)


def payments(actor: Actor, *items: Mapping[str, Any]) -> list[services.Outcome]:
    with acting(actor):
        return services.payments_bring(actor=actor, items=items)


def results(found: list[services.Outcome]) -> list[str]:
    """Return what rows came to: added, changed, same, or the code of the fault."""
    return [one.fault.code if one.fault else one.result for one in found]


def ordered(actor: Actor, what: str, content: bytes, name: str) -> Any:
    with acting(actor):
        file = office.shelf_store(actor=actor, stream=BytesIO(content), name=name)
        return services.table_bring(actor=actor, what=what, file_id=file.pk)


def brought(actor: Actor, what: str, content: bytes, name: str = "支付.csv") -> dict[str, Any]:
    """Bring a table in, as a worker would."""
    job = ordered(actor, what, content, name)
    with acting(actor):
        return carry(actor, job, bring.run)


def faults(actor: Actor, done: Mapping[str, Any]) -> str:
    return content_of(actor, done["file"]).decode("utf-8-sig")


def entries(actor: Actor, action: str) -> list[dict[str, Any]]:
    """Return what the record holds of an act, the oldest first."""
    with acting(actor):
        found = Entry.objects.filter(action=action).order_by("id")
        return [json.loads(bytes(one.body))["data"] for one in found]


def things(actor: Actor) -> dict[str, str]:
    """Make a payee; return the ids by the names that addresses have for them."""
    (made,) = payees(actor, SONG)
    with acting(actor), transaction.atomic():
        month = period.period_ensure(actor, "month", date(2025, 12, 1))
        quarter = period.period_ensure(actor, "quarter", date(2025, 10, 1))
        package = Package.objects.create(
            tenant_id=actor.tenant_id, period=quarter, number=1, state="ready", layout="2025-15/1"
        )
    sign = sign_of(actor, made.id)
    with acting(actor):
        choice = services.choice_draft(actor=actor, draft=wanted())
    return {
        "choice_id": str(choice.pk),
        "package_id": str(package.pk),
        "payee_id": str(made.id),
        "period_id": str(month.pk),
        "quarter_id": str(quarter.pk),
        "sign_id": str(sign.pk),
    }


def reminder_of(actor: Actor, payee_id: Any) -> Reminder:
    """Tell a payee something."""
    with acting(actor), transaction.atomic():
        return Reminder.objects.create(
            tenant_id=actor.tenant_id, payee_id=payee_id, kind="register", cause="first",
            clause="M-tax-reminder",
        )  # fmt: skip


def wanted(**withholding: Any) -> Draft:
    """Return a draft of what a tenant chooses."""
    body = {"withholding": withholding, "signs": {}}
    return Draft(body, clock.today(), "按税务机关答复")


def sign_of(actor: Actor, payee_id: Any) -> Sign:
    """Keep a sign about a payee."""
    evidence = (abuse.Evidence("shop", date(2026, 1, 1), str(payee_id), "s-1"),)
    points = (abuse.Point(date(2026, 1, 1), 1, True),)
    found = abuse.Finding(
        abuse.Sign.MANY_SHOPS, abuse.CLAUSE, "x", (str(payee_id),), date(2026, 1, 1), evidence,
        points, 4,
    )  # fmt: skip
    return kept(actor, found)


def kept(actor: Actor, found: abuse.Finding) -> Sign:
    """Keep a finding, and return the sign it became."""
    with acting(actor), transaction.atomic():
        sign.keep(actor, found)
        return Sign.objects.of(actor).latest("id")
