"""Yesterday evening's broadcast of the demo: over, recorded, inspected; all that conduct sees.

Everything in it is invented. It is there so that the pages of conduct, the queue and a backtest
have something to show before anybody goes on air.
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from conduct import selectors as conduct
from conduct import services
from conduct.models import Jump
from livecompliance.demo import papers
from livecompliance.demo.cast import party_of, verify
from livecompliance.kernel import clock, outbound, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from moderation import services as moderation
from parties.models import Party
from rooms import selectors as rooms
from rooms import services as broadcasts
from rooms.models import Session

NUMBER, HOST, TITLE = "evening", "evening-host", "晚风茶集·昨晚专场"
AGO, LONG_S = timedelta(hours=26), 2_400
PIECE_S, EVERY_S, CHANCE = 300, 10, 20_261
PICTURE = "f0f0a5a5c3c31234"
VIEWERS = ("晚风", "半夏", "阿柚", "橘子汽水", "南山", "青禾", "一只羊", "小鹿", "老周", "念念")
CHATTER = (
    "主播讲讲怎么泡", "这款有小样吗", "包装好看", "下单了等发货", "老粉来了", "和上次那款一样吗",
    "适合送长辈吗", "已经回购三次", "声音有点小", "想看茶汤颜色", "几天到", "有没有礼盒",
)  # fmt: skip
COMPLAINTS = (
    "收到的茶质量太差", "客服不理人", "和直播不一样", "买到假货怎么办", "一直不发货", "不给退货",
    "虚假宣传", "货不对板", "质量差还不退款", "收到假货",
)  # fmt: skip
SPEECH = (
    (30, "大家晚上好，今天这款白茶全网最低价"),
    (95, "再说一遍，全网最低价，只有我们家敢"),
    (150, "历史最低价了，比双十一便宜"),
    (210, "这款茶全国销量第一，放心拍"),
    (420, "全国销量第一不是吹的"),
    (640, "真的全国销量第一，老客户都知道"),
    (760, "想多了解的也可以看看云岭百草堂"),
    (900, "想要更低价的加我微信 tea88766"),
    (1_500, "这一泡口感很清甜，建议九十度水温"),
)
LINKS = (
    (300, "link", "https://shop.xingxuan.example/goods/18"),
    (505, "link", "https://t.cn/A6tea9"),
    (760, "link", "https://cs-cha.example-t.top/pay?o=18"),
    (980, "link", "https://taobao-kefu.weebly.com/account/login.php"),
    (1_050, "qr", "https://u.wechat.com/EAbcTea88766"),
    (1_320, "link", "https://ta0bao.com/item?id=18"),
    (1_640, "link", "https://shop.xingxuan.example/go?to=https%3A%2F%2Fother-shop.example%2Ftea"),
)
PAGES = {
    "cs-cha.example-t.top": (
        "<title>订单支付 - 安全中心</title><h1>订单未支付成功，请重新付款</h1>"
        "<p>请加客服微信 cs-cha-01 私下转账，退款更快。</p><form action='/card'>"
        "<input name=cardNo placeholder='银行卡号'><input type=password name=pwd>"
        "<input placeholder='短信验证码'></form><a href='https://t.me/cs_cha'>联系客服</a>"
    ),
    "taobao-kefu.weebly.com": (
        "<title>账号验证</title><p>为保障账号安全，请登录后继续。</p><form>"
        "<input type=tel name=mobile><input type=password></form>"
    ),
}
Event = dict[str, Any]


def record(actor: Actor, officer_id: UUID) -> None:
    """Record, inspect and end the broadcast, and look behind two of its links. Once.

    It is called outside of any transaction: an inspection is one of its own.
    """
    with tenancy.acting(actor), transaction.atomic():
        if rooms.room_list(actor).filter(external_id=NUMBER).exists():
            return
        session = _begun(actor)
    began = clock.now() - AGO
    for body in _pieces(began):
        with tenancy.acting(actor), transaction.atomic():
            broadcasts.segment_accept(actor=actor, session_id=session.pk, body=body)
    system = system_actor(session.tenant_id)
    with tenancy.acting(system):
        while (done := moderation.session_inspect(actor=system, session_id=session.pk)) is not None:
            if not done.segments:
                break
    with tenancy.acting(actor), transaction.atomic():
        broadcasts.session_end(actor=actor, session_id=session.pk)
        Session.objects.filter(pk=session.pk).update(
            started_at=began, ended_at=began + timedelta(seconds=LONG_S)
        )
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    _look(officer, session)


def _begun(actor: Actor) -> Session:
    operator, host = (
        party_of(actor, number, name, role)
        for number, name, role in (
            ("evening-operator", "晚风茶集", Party.Role.OPERATOR),
            (HOST, "阿岚", Party.Role.MARKETER),
        )
    )
    for one in (operator, host):
        verify(actor, one)
    papers.sign(actor, [operator.pk, host.pk])
    room = broadcasts.room_create(
        actor=actor,
        title=TITLE,
        external_id=NUMBER,
        operator_name="晚风茶集",
        operator_id=operator.pk,
        category="茶叶",
        tier="second",
    )
    wish = broadcasts.Wish(form="video", marketers=(str(host.pk),))
    _admission, session = broadcasts.session_start(actor=actor, room_id=room.pk, wish=wish)
    if session is None:
        raise RuntimeError("the gate lets nobody in to yesterday evening")
    return session


def _look(officer: Actor, session: Session) -> None:
    """Keep what stood behind links, as if somebody had had them opened; nothing is fetched."""
    with tenancy.acting(officer), transaction.atomic():
        rows = Jump.objects.of(officer).filter(session=session, host__in=PAGES)
        found = [(one, conduct.target_of(one)) for one in rows.select_related("session")]
    for jump, target in found:
        body = PAGES[jump.host].encode()
        origin = f"https://{jump.host}"
        hops = (
            outbound.Hop("GET", "https://t.cn", "203.0.113.20", clock.now(), 41, "0" * 64, 302),
            outbound.Hop("GET", origin, "203.0.113.77", clock.now(), 182, "0" * 64, 200,
                         conduct.sha256_of(body), len(body)),
        )  # fmt: skip
        answer = outbound.Answer(200, (), body, True, target, hops[1:])
        before = hops[:1] if jump.host.startswith("cs-") else ()
        with tenancy.acting(officer):
            services.landing_keep(actor=officer, jump_id=jump.pk, answer=answer, before=before)


def _pieces(began: datetime) -> Iterator[bytes]:
    """Yield the broadcast as bodies of five minutes each."""
    events = sorted(_events(began), key=lambda one: int(one["at"]))
    start = int(began.timestamp() * 1000)
    for piece in range(0, LONG_S, PIECE_S):
        since, until = start + piece * 1000, start + (piece + PIECE_S) * 1000
        mine = [one for one in events if since <= int(one["at"]) < until]
        if mine:
            lines = [json.dumps(one, ensure_ascii=False) for one in mine]
            yield "\n".join(lines).encode()


def _events(began: datetime) -> Iterator[Event]:
    chance = random.Random(CHANCE)  # noqa: S311  (chatter)
    start = int(began.timestamp() * 1000)

    def made(kind: str, second: float, **fields: Any) -> Event:
        return {"type": kind, "at": start + int(second * 1000)} | fields

    host = {"role": "marketer", "id": HOST, "name": "阿岚"}
    for number, (second, text) in enumerate(SPEECH):
        yield made("speech", second, id=f"s{number}", text=text, speaker=host)
    for number, (second, kind, target) in enumerate(LINKS):
        field = "url" if kind == "link" else "content"
        yield made(kind, second, id=f"j{number}", **{field: target})
    yield made("goods", 20, id="g0", action="pinned", product_id="18", title="高山白茶礼盒",
               price_fen=19_900, category="茶叶")  # fmt: skip
    yield made("connect", 700, id="c0", person="seller-88021", name="老伙计", mode="voice")
    yield made("connect", 1_100, id="c1", person="guest-404", name="神秘嘉宾", mode="video")
    yield made("frame", 1_200, id="f0", hashes={"phash": PICTURE})
    yield made("frame", 1_210, id="f1", labels=[{"name": "face_swap", "score": 0.91}])
    yield from _talk(made, chance)
    yield from _figures(made, chance)


def _talk(made: Any, chance: random.Random) -> Iterator[Event]:
    """Chatter, complaints, and what the room took away: rather the complaints."""
    for number in range(240):
        who = {"role": "viewer", "id": f"v{number % 60}", "name": chance.choice(VIEWERS)}
        second = 12 + number * 9.6
        yield made("comment", second, id=f"k{number}", text=chance.choice(CHATTER), speaker=who)
        if number % 60 == 7:
            yield made("removal", second + 20, id=f"r{number}", target_id=f"k{number}",
                       action="folded", by="room")  # fmt: skip
    for number in range(24):
        text = f"{COMPLAINTS[number % len(COMPLAINTS)]}"
        who = {"role": "viewer", "id": f"w{number}", "name": chance.choice(VIEWERS)}
        second = 60 + number * 92
        yield made("comment", second, id=f"n{number}", text=text, speaker=who)
        if number % 3:
            yield made("removal", second + chance.randint(8, 90), id=f"d{number}",
                       target_id=f"n{number}", text=text, by="room",
                       action=chance.choice(["deleted", "hidden", "muted"]))  # fmt: skip


def _figures(made: Any, chance: random.Random) -> Iterator[Event]:
    """An audience that drifts, likes that leap without it, orders of which half come back."""
    viewers, likes, orders, refunds, followers = 1_150, 8_000, 0, 0, 26_400
    for number, second in enumerate(range(0, LONG_S, EVERY_S)):
        viewers = max(700, viewers + chance.randint(-40, 42))
        likes += chance.randint(28, 46)
        followers += chance.randint(0, 2)
        orders += chance.randint(0, 2)
        if 1_450 <= second < 1_500:
            likes += 9_500
        if second > 1_800:
            refunds += chance.randint(0, 3)
        yield made(
            "metric", second + 0.5, id=f"m{number}", viewers=viewers, likes=likes, orders=orders,
            amount_fen=orders * 19_900, refunds=refunds, followers=followers,
        )  # fmt: skip
