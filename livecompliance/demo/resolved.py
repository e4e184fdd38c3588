"""A quarter of complaints that is over, with its published report; time moved in this process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from accounts import selectors as accounts
from complaints import services
from complaints.rules import periods
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor

NOTE = "按季公布：接收、采取措施和反馈的时限执行情况。"
FIRST = timedelta(days=6)
# Of each: the kind, what became of it, and after how many hours it was accepted and answered.
PAST = (
    *(("conduct", "upheld", 3, 20), ("conduct", "partly", 5, 44), ("goods", "upheld", 2, 70)),
    *(("goods", "unfounded", 6, 96), ("content", "upheld", 1, 9), ("conduct", "upheld", 9, 60)),
    *(("goods", "upheld", 4, 120), ("content", "upheld", 2, 16), ("minors", "upheld", 1, 11)),
    *(("conduct", "unproven", 20, 150), ("goods", "partly", 27, 260), ("content", "upheld", 3, 21)),
    *(("conduct", "upheld", 7, 52), ("goods", "upheld", 11, 88), ("personal", "upheld", 5, 130)),
)
ROUNDS = 2
REPORTED = ("content", "minors")  # when they are right, an authority is told
SAID = {
    "conduct": "主播催促付款的话术与实际库存不符，看完回放后我要求核实。",
    "goods": "收到的商品与直播时展示的不一样，联系客服后一直没有结果。",
    "content": "弹幕里有人发违法链接，我截图举报。",
    "minors": "直播间里有未成年人单独出镜推销商品。",
    "personal": "主播在直播中念出了我的收货地址，请处理。",
}
ANSWER = {
    "upheld": "已核实属实，已要求直播间改正并告知处理结果。",
    "partly": "部分属实，已要求直播间更正说明。",
    "unfounded": "经核查录像和订单，没有发现所述情况。",
    "unproven": "现有材料无法查实，如有新的材料可以要求重新处理。",
}


class Past(NamedTuple):
    """One complaint that is over."""

    at: datetime
    kind: str
    outcome: str
    accepted_h: int
    answered_h: int


@contextmanager
def then(at: datetime) -> Iterator[None]:
    """Let it be another instant in this process alone."""
    held = os.environ.get(clock.OFFSET_VARIABLE, "")
    ago = clock.offset() + (at - clock.now())
    os.environ[clock.OFFSET_VARIABLE] = str(ago.total_seconds())
    try:
        yield
    finally:
        os.environ[clock.OFFSET_VARIABLE] = held
        if not held:
            del os.environ[clock.OFFSET_VARIABLE]


def ago(**by: float) -> datetime:
    """Return how long ago that was."""
    return clock.now() - timedelta(**by)


def furnish(actor: Actor, officer_id: UUID) -> None:
    """File and answer what was complained of in the last quarter, and publish its report."""
    (code,) = periods.quarters_over(clock.today(), 1)
    passer = Actor(actor.tenant_ids, roles=frozenset({"public"}))
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    for number, one in enumerate(_past(code)):
        _over(passer, officer, number, one)
    second = _another(actor, officer_id)
    if second is None:
        return
    with tenancy.acting(officer):
        row = services.figures_draft(actor=officer, period=code, note=NOTE)
    with tenancy.acting(second):
        services.figures_publish(actor=second, figures_id=row.pk)


def _past(code: str) -> list[Past]:
    """Return what was complained of in a quarter, spread over its days."""
    held = periods.period_of(code)
    if held is None:
        return []
    first = datetime.combine(held.first, time(9), clock.SHANGHAI) + FIRST
    each = (held.after - held.first - 3 * FIRST) / (ROUNDS * len(PAST))
    return [
        Past(first + number * each, *one)
        for number, one in enumerate(one for _round in range(ROUNDS) for one in PAST)
    ]


def _over(passer: Actor, officer: Actor, number: int, one: Past) -> None:
    with then(one.at), tenancy.acting(passer):
        filing = services.Filing(
            kind=one.kind, statement=SAID[one.kind], name="周小禾", phone="13800001234"
        )
        form = f"demo|past|{number}|{passer.tenant_id}".encode()
        pk = services.complaint_file(actor=passer, filing=filing, form=form).complaint.pk
    with then(one.at + timedelta(hours=one.accepted_h)), tenancy.acting(officer):
        services.complaint_acknowledge(actor=officer, complaint_id=pk)
    with then(one.at + timedelta(hours=one.answered_h)), tenancy.acting(officer):
        said = services.Answer(one.outcome, ANSWER[one.outcome])
        services.complaint_answer(actor=officer, complaint_id=pk, answer=said)
        if one.outcome == "upheld" and one.kind in REPORTED:
            services.complaint_report_made(actor=officer, complaint_id=pk)
        services.complaint_close(actor=officer, complaint_id=pk)


def _another(actor: Actor, officer_id: UUID) -> Actor | None:
    """Return another officer of the platform: nobody publishes what he drew up."""
    with tenancy.acting(actor):
        rows = accounts.membership_list(actor).filter(is_active=True, roles__contains=["officer"])
        found = rows.exclude(user_id=officer_id).order_by("id").first()
    if found is None:
        return None
    return Actor(actor.tenant_ids, user_id=found.user_id, roles=frozenset({"officer"}))
