"""What the public complains of in the demo. The people and their numbers are invented."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from complaints import selectors, services
from livecompliance.demo import resolved
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms

CONDUCT = "主播反复说“今天不买明天涨价”，还说茶叶能降血压，我母亲信了，把药停了。"
GOODS = "收到的陶杯有裂纹，客服三天没有回复，退货入口一直打不开。"
CONTENT = "直播间弹幕里有人反复发境外赌博网站的链接，没有人处理。"
LINK = "主播让大家加站外群买“内部价”，群里发的是来历不明的付款码。"
SILENT = "买了两箱水果坏了一大半，直播间说包赔，商家一直不回复，请平台督促。"
LIKENESS = "直播间封面用了我的照片，我没有同意过，请马上撤下。"
MORE = "主播说只剩最后三单，半小时后还在卖，催着大家付款。"
PEOPLE = {"name": "周小禾", "phone": "13800001234"}


def furnish(actor: Actor, officer_id: UUID) -> None:
    """File complaints as the public, deal with some as an officer. Once."""
    passer = Actor(actor.tenant_ids, roles=frozenset({"public"}))
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer):
        if selectors.complaint_list(officer).exists():
            return
        found = list(rooms.room_list(officer)[:20])
    room_id = found[0].pk if found else None
    sold = next((one.pk for one in found[1:] if one.operator_id), None)
    resolved.furnish(actor, officer_id)
    _filed(passer, "conduct", CONDUCT, wish="请核实并公开更正。", room_id=room_id)
    goods = _filed(
        passer,
        "goods",
        GOODS,
        order_ref="T20261128-0042",
        wish="请换一只没有裂纹的，或者退款。",
        room_id=sold,
        passes_on=True,
    )
    content = _filed(passer, "content", CONTENT, room_id=room_id)
    same = []
    for number in range(1, 4):  # others complain of the same room: its patrol is raised
        phone = f"1380000{number:04}"
        mark = f"demo|more|{number}"
        same.append(_filed(passer, "conduct", MORE, mark, room_id=room_id, phone=phone))
    with resolved.then(resolved.ago(hours=22)):  # two hours are left to accept it and to act
        _filed(passer, "content", LINK, "demo|near", room_id=room_id)
    if sold is not None:
        with resolved.then(resolved.ago(days=24)):  # the seller has let his term pass
            _filed(passer, "goods", SILENT, "demo|silent", room_id=sold, passes_on=True)
    likeness = _filed(passer, "likeness", LIKENESS, email="zhou@people.example")
    with tenancy.acting(officer):
        services.complaint_take(actor=officer, complaint_id=likeness)
        services.complaint_ask(
            actor=officer, complaint_id=goods, text="请上传裂纹的照片和快递面单，我们好联系商家。"
        )
        said = services.Answer("upheld", "已核实：删除弹幕四十二条，禁言六个账号。感谢举报。")
        services.complaint_answer(actor=officer, complaint_id=content, answer=said)
        services.complaint_merge(actor=officer, complaint_id=same[2], into_id=same[1])


def _filed(passer: Actor, kind: str, statement: str, form: str = "", **fields: Any) -> UUID:
    given: dict[str, Any] = PEOPLE | fields
    filing = services.Filing(
        kind=kind, statement=statement, happened_at=clock.now() - timedelta(hours=3), **given
    )
    with tenancy.acting(passer):
        known = f"{form or f'demo|{kind}'}|{passer.tenant_id}".encode()
        return services.complaint_file(actor=passer, filing=filing, form=known).complaint.pk
