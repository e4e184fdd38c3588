"""Who supplies what the demo's rooms sell: papers, chains, recalls, proofs, prices, promotion."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.db import transaction

from catalog import selectors, services
from catalog.models import Supplier
from catalog.rules.recalls import Named
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from office import services as office
from rooms import selectors as rooms

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TEA, HOUSE, WINE, NEW = (
    "91310115MA1K3BTP2B", "91110000600037341L", "91152201078377449P", "91340600MA2PBM9HXD",
)  # fmt: skip
# Product, shop, yuan of a day, so many days ago: the last stands for a sale that ended.
PRICES = (129, 129, 119, 129, 139, 129, 99, 129, 129, 119, 129, 129, 139, 129)


def furnish(actor: Actor, officer_id: UUID) -> None:
    """File suppliers with everything that can be seen of them, as an officer. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer), transaction.atomic():
        if selectors.supplier_list(officer).exists():
            return
        tea, house, wine = (_filed(officer, *one) for one in _suppliers())
        for row in (tea, house, wine):
            looked = services.Looked(
                is_verified=True, credit="abnormal" if row == wine else "sound"
            )
            services.supplier_look(actor=officer, supplier_id=row.pk, looked=looked)
        _filed(officer, "皖山竹木工艺厂", NEW, "安徽省黄山市屯溪区竹溪路 3 号")
        services.merchant_tie(actor=officer, supplier_id=wine.pk, login="merchant")
        _papers(officer, tea, house, wine)
        _lists(officer)
        _proofs(officer, tea)
        services.prices_report(actor=officer, lines=_deals())
        _promotion(officer, tea)


def _suppliers() -> tuple[tuple[str, str, str], ...]:
    return (
        ("山野茶业（上海）有限公司", TEA, "上海市浦东新区茶博路 18 号"),
        ("山野集团股份有限公司", HOUSE, "北京市朝阳区青山路 6 号"),
        ("草原酒坊贸易有限公司", WINE, "内蒙古自治区乌兰浩特市兴安街 2 号"),
    )


def _filed(actor: Actor, title: str, code: str, address: str) -> Supplier:
    filed = services.Filed(
        "organisation", title, code, contact="赵青禾", phone="13900004321", address=address
    )
    return services.supplier_file(actor=actor, filed=filed)


def _on(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _file(actor: Actor, name: str) -> UUID:
    return office.shelf_store(actor=actor, stream=BytesIO(PDF), name=f"{name}.pdf").pk


def _paper(actor: Actor, row: Supplier, paper: services.Paper, *, decided: bool = True) -> None:
    made = services.paper_give(actor=actor, supplier_id=row.pk, paper=paper)
    if decided:
        services.paper_decide(actor=actor, paper_id=made.pk, is_approved=True)


def _papers(actor: Actor, tea: Supplier, house: Supplier, wine: Supplier) -> None:
    licence = services.Paper(
        "food-licence",
        "JY13101150012345",
        "浦东新区市场监督管理局",
        valid_until=_on(620),
        file_id=_file(actor, "食品经营许可证"),
    )
    report = services.Paper(
        "quality-report",
        "QC-2026-0915",
        "市质检院",
        covers=("tea-250",),
        valid_until=_on(12),
        file_id=_file(actor, "检验报告"),
    )
    mark = services.Paper(
        "trademark-registration",
        "12345678",
        brand="山野",
        valid_until=_on(2_900),
        file_id=_file(actor, "商标注册证"),
    )
    given = services.Paper(
        "brand-authorisation",
        "SQ-2026-07",
        brand="山野",
        giver_name=house.title,
        giver_code=house.code,
        valid_until=_on(200),
        file_id=_file(actor, "品牌授权书"),
    )
    _paper(actor, tea, licence)
    _paper(actor, tea, report)
    _paper(actor, house, mark)
    _paper(actor, tea, given)
    spirits = services.Paper(
        "liquor-trading-record",
        "JY21522010009876",
        valid_until=_on(3),
        file_id=_file(actor, "食品经营许可证（含酒类）"),
    )
    _paper(actor, wine, spirits)
    renewed = services.Paper(
        "liquor-trading-record",
        "JY21522010019876",
        valid_until=_on(1_800),
        file_id=_file(actor, "换发的许可证"),
    )
    _paper(actor, wine, renewed, decided=False)
    stray = services.Paper(
        "brand-authorisation",
        "SQ-2026-31",
        brand="草原牧歌",
        giver_name="北方酒业经销部",
        file_id=_file(actor, "授权书"),
    )
    _paper(actor, wine, stray)


def _lists(actor: Actor) -> None:
    for named in (
        Named("sampling", "云雾", "明前绿茶", "20260318、20260319", "", "云雾茶厂",
              "省市场监督管理局", "2026 年第 31 期", _on(-20)),
        Named("recall", "小风", "便携电风扇", "", "6901234567892", "小风电器",
              "国家市场监督管理总局缺陷产品召回中心", "召回 2026-118", _on(-8)),
    ):  # fmt: skip
        services.recall_add(actor=actor, named=named)


def _proofs(actor: Actor, tea: Supplier) -> None:
    name = services.Proof(
        "name",
        "顶级山野龙井",
        standard="第 12345678 号商标",
        brand="山野",
        supplier_id=tea.pk,
        file_id=_file(actor, "商标证"),
    )
    made = services.evidence_give(actor=actor, proof=name)
    services.evidence_decide(actor=actor, evidence_id=made.pk, is_approved=True)
    fact = services.Proof(
        "limited_fact",
        "2026年10月本店龙井销量第一",
        statement="店铺后台销量榜，10 月 1 日至 31 日",
        place="本店",
        fact_since=date(2026, 10, 1),
        fact_until=date(2026, 10, 31),
        valid_until=_on(90),
        file_id=_file(actor, "销量榜"),
    )
    services.evidence_give(actor=actor, proof=fact)


def _deals() -> Iterator[bytes]:
    """Yield a fortnight of deals, some a day, as a platform reports them."""
    now = clock.now()
    for day, yuan in enumerate(PRICES):
        for hour in range(3):
            at: datetime = now - timedelta(days=len(PRICES) - 1 - day, hours=4 * hour + 1)
            deal = {"product": "tea-250", "place": "shop-7", "reference": f"o-{day}-{hour}",
                    "price_fen": yuan * 100 + 50 * hour, "at": at.isoformat()}  # fmt: skip
            yield json.dumps(deal).encode()


def _promotion(actor: Actor, tea: Supplier) -> None:
    room = rooms.room_list(actor).order_by("id").first()
    if room is None:
        return
    now = clock.now()
    boost = services.Booking(
        room.pk, "paid", "boost-2026-118", "今晚八点，山野春茶专场，品牌直发", now,
        now + timedelta(hours=6), supplier_id=tea.pk, is_marked=True, fen=80_000,
    )  # fmt: skip
    made = services.advert_book(actor=actor, booking=boost)
    services.advert_decide(actor=actor, advert_id=made.pk, is_approved=True)
    slot = services.Booking(
        room.pk, "first_screen", "slot-2026-031", "全国第一好茶，包治失眠", now,
        now + timedelta(days=1), supplier_id=tea.pk, is_marked=False, fen=300_000,
    )  # fmt: skip
    services.advert_book(actor=actor, booking=slot)
