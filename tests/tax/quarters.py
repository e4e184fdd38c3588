"""What tests of quarterly packages arrange: a quarter closed, a package made, filed, answered."""

import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from accounts import services as accounts
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office.services import tables
from office.services.file import place_of
from tax import selectors, services
from tax.models import Package, Period
from tax.rules import calendar, layouts
from tax.services import package
from tests.studio.packs import carry, content_of
from tests.tax import world

QUARTER = date(2026, 7, 1)
JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
BASICS = {
    "platform_name": "海港直播科技有限公司", "platform_code": world.OTHER_CODE,
    "site_name": "海港直播", "domain": "harbour.example", "business": "网络直播",
    "begun_on": "2024-05-01", "ended_on": "",
}  # fmt: skip
STUDIO = world.STUDIO | {"address": "上海市某路 2 号", "contact": "02160000000", "shops": ["m-s"]}
SONG = world.SONG | {"agency": "m-1"}
SHOP: dict[str, Any] = {
    "external_id": "b-1", "kind": "individual", "name": "小满百货", "code": world.OTHER_CODE,
    "address": "杭州市某路 3 号", "contact": "13900004322", "shops": ["b-s"],
}  # fmt: skip
JANE: dict[str, Any] = {
    "external_id": "f-1", "kind": "natural", "name": "Jane Doe", "number": "E12345678",
    "document_kind": "passport", "country": "USA", "is_resident": "否", "address": "New York",
    "contact": "13900004323", "shops": ["f-s"],
}  # fmt: skip


def paid(number: str, payee: str, amount: str, day: str = "2026-08-05", **more: Any) -> Any:
    """Return a payment of a day of the quarter."""
    return world.PAID | {
        "external_id": number, "payee": payee, "amount": amount,
        "paid_at": f"{day}T20:15:00+08:00",
    } | more  # fmt: skip


def arranged(actor: Actor) -> None:
    """Four payees, what they were paid in a quarter, and the quarter closed."""
    with world.on(2026, 9, 1):
        world.payees(actor, STUDIO, SONG, SHOP, JANE)
        with acting(actor):
            services.basics_note(actor=actor, facts=BASICS, entities=[])
    with world.on(2026, 9, 30):
        world.payments(
            actor,
            paid("p-1", "a-1", "20000", orders=3),
            paid("p-2", "a-1", "500", kind="goods", orders=1),
            paid("p-3", "b-1", "128400", kind="goods", orders=900),
            paid("p-4", "b-1", "3200", kind="goods", refund_of="p-3", day="2026-09-02"),
            paid("p-5", "f-1", "20000", day="2026-07-09"),
        )


def closed(actor: Actor, first: date = QUARTER) -> Period:
    """Close a quarter and its months."""
    with acting(actor):
        for month in calendar.months_of(first):
            services.period_close(actor=actor, kind="month", first_on=month)
        return services.period_close(actor=actor, kind="quarter", first_on=first)


def ordered(actor: Actor, first: date = QUARTER) -> Any:
    with acting(actor):
        return services.package_make(actor=actor, first_on=first)


def made(actor: Actor, first: date = QUARTER) -> Package:
    """Make a quarter's package, as a worker would."""
    job = ordered(actor, first)
    with acting(actor):
        done = carry(actor, job, package.run)
        with transaction.atomic():
            return selectors.package_get(actor, done["package"])


def rows(actor: Actor, one: Package) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a package, form by form, as its NDJSON files have them."""
    return {
        form["key"]: [
            json.loads(line)
            for file in form["files"]
            if file["form"] == "ndjson"
            for line in read(actor, file["id"]).splitlines()
        ]
        for form in one.forms
    }


def read(actor: Actor, file_id: str) -> bytes:
    """Return what a file holds, whoever may open it."""
    with acting(actor), transaction.atomic():
        file = office.files_named(actor, [file_id]).get()
        return b"".join(place_of(file).read(file.parts))


def flags(found: list[Mapping[str, str]]) -> dict[str, str]:
    """Return what rows are flagged as, by the name in them."""
    return {next(v for k, v in one.items() if "名" in k and "店" not in k and "机构" not in k):
            one["信息状态标识"] for one in found}  # fmt: skip


def content(actor: Actor, file_id: str) -> str:
    return content_of(actor, file_id).decode("utf-8-sig")


def destroyed(actor: Actor, payee_id: Any) -> None:
    """Destroy the key of a payee, as a person who is forgotten has it destroyed."""
    with transaction.atomic():
        accounts.person_key_destroy(actor, payee_id, "payee")


def layout(**changed: Any) -> layouts.Layout:
    """Return the shipped layout with something else in it."""
    return msgspec.structs.replace(layouts.layout_on(QUARTER), **changed)


def sheet(actor: Actor, file_id: str) -> list[dict[str, Any]]:
    """Return the rows of an Excel file."""
    return [row.values for row in tables.read_rows(io.BytesIO(read(actor, file_id)), "xlsx")]


def last_quarter() -> date:
    """Return the quarter that is over, by the real calendar."""
    this = calendar.quarter_of(clock.today())
    return calendar.later(this, -calendar.QUARTER_MONTHS)


def _at(first: date, number: str, amount: str) -> dict[str, Any]:
    return world.PAID | {
        "external_id": number, "payee": "u-1", "amount": amount,
        "paid_at": f"{first:%Y-%m}-15T12:00:00+08:00",
    } | {"orders": 2}  # fmt: skip


def arranged_now(actor: Actor, first: date) -> None:
    """Pay two payees in a quarter that is over, and close its months; one has no address."""
    world.payees(actor, STUDIO, SONG | {"external_id": "u-1", "address": ""})
    world.payments(actor, _at(first, "p-1", "20000"), _at(calendar.later(first, 1), "p-2", "9000"))
    with acting(actor):
        services.basics_note(actor=actor, facts=BASICS, entities=[])
        for month in calendar.months_of(first):
            services.period_close(actor=actor, kind="month", first_on=month)


def late(first: date) -> dict[str, Any]:
    """Return a payment of a quarter that was closed before it came."""
    return _at(first, "p-3", "777") | {"is_correction": "是"}
