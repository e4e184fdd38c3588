"""What the demo's authority asks in the portal: one overdue, one answered, one investigation."""

import io
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from livecompliance.demo.inspected import PAPER
from livecompliance.demo.resolved import ago, then
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from oversight.models import Inspection
from oversight.selectors import inspection as asks
from oversight.services import inspection as requests
from oversight.services import inspection_step as steps
from rooms import selectors as rooms

DUE, SPECIAL, CASE = "浙网监检〔2026〕41 号", "浙网监专〔2026〕9 号", "浙网监调〔2026〕3 号"


def ask(actor: Actor, user: User, officer_id: UUID) -> None:
    """File three requests as the authority. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    regulator = Actor(actor.tenant_ids, user_id=user.pk, roles=frozenset({"regulator"}))
    with acting(officer), transaction.atomic():
        is_there = asks.inspection_list(officer).filter(filed_by=user).exists()
    if is_there or user.authority is None:
        return
    name, today = user.authority.name, clock.today()
    with then(ago(days=12)):
        _file(regulator, _routine(name, 2))
    with then(ago(days=6)):
        special = _file(regulator, _special(name))
        _answer(officer, special)
    with then(ago(days=1)):
        room = _room(officer)
        paper = requests.Paper(io.BytesIO(PAPER), "立案决定书.pdf")
        wish = requests.Request(
            kind="investigation",
            authority=name,
            document_number=CASE,
            matters=["crime"],
            title="涉嫌组织刷单炒信案",
            asked="请提供所列直播间近三十日的直播内容、弹幕和数据异常记录。",
            rooms=[room] if room else [],
            since_on=today - timedelta(days=30),
            due_on=today + timedelta(days=4),
        )
        _file(regulator, wish, paper)


def _routine(name: str, late: int) -> requests.Request:
    return requests.Request(
        kind="routine",
        authority=name,
        document_number=DUE,
        matters=["content"],
        title="直播内容审核和实时巡查制度执行情况",
        asked="请提供十一月的巡查记录、处置情况和内容管理人员配备情况。",
        due_on=(clock.now() + timedelta(days=12 - late)).date(),
    )


def _special(name: str) -> requests.Request:
    return requests.Request(
        kind="special",
        authority=name,
        document_number=SPECIAL,
        matters=["market", "content"],
        title="养生类直播间功效宣传专项检查",
        asked="请说明养生类直播间功效用语的审核办法和十一月的处置情况。",
        due_on=(clock.now() + timedelta(days=9)).date(),
    )


def _file(
    regulator: Actor, wish: requests.Request, paper: requests.Paper | None = None
) -> Inspection:
    with acting(regulator):
        return requests.inspection_file(
            regulator=regulator, tenant_id=regulator.tenant_id, request=wish, paper=paper
        )


def _room(officer: Actor) -> UUID | None:
    with acting(officer), transaction.atomic():
        found = list(rooms.room_list(officer).order_by("id").values_list("pk", flat=True)[1:2])
    return found[0] if found else None


def _answer(officer: Actor, row: Inspection) -> None:
    """Answer a request in words."""
    with acting(officer):
        step(officer, row, "acknowledged")
        step(officer, row, "taken")
        note = "功效用语由规则和人工两道审核；各直播间的提示和处置见监管门户，证据包另行提供。"
        step(officer, row, "answered", note=note)


def step(officer: Actor, row: Inspection, kind: str, **said: object) -> None:
    """Take one step as the platform."""
    given = steps.Said(**said)  # type: ignore[arg-type]
    steps.inspection_step(actor=officer, inspection_id=row.pk, kind=kind, said=given)
