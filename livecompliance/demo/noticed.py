"""Right holders' notices in the demo: one that waits, one that was just handed in. Invented."""

from typing import Any
from uuid import UUID

from catalog import services as goods
from complaints import selectors, services
from livecompliance.demo import resolved
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms

TIN: dict[str, Any] = {
    "external_id": "ip-tin",
    "title": "青花缠枝纹茶叶罐 500ml",
    "price": "128.00",
}
CLAIM = "直播间销售的茶叶罐使用了我公司注册的“缠枝”图形商标，没有得到许可。"
OTHER = "直播间的商品主图用了我拍摄的照片，没有署名，也没有付费。"
PROOF = "商标注册证第 00000001 号（第 21 类），注册人云栖茶业有限公司，有效期至 2031-05-20。"
EVIDENCE = "公证购买的实物照片与注册商标的比对表；公证书编号为虚构的（2026）证字第 17 号。"
COURT = "云栖市中级人民法院，（2026）虚构民初 17 号"
STATES = ("in-force", "declared", "sued", "back")
DECLARED = "我店销售的茶叶罐由缠枝陶艺厂生产，使用的是传统青花纹样，与该注册商标不同。"
SHOWN = "缠枝陶艺厂的外观设计证书、进货合同和付款凭证。"


def furnish(actor: Actor, officer_id: UUID) -> None:
    """File notices as right holders, deal with one as officer and operator. Once."""
    passer = Actor(actor.tenant_ids, roles=frozenset({"public"}))
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer):
        room = rooms.room_list(officer).filter(operator__isnull=False).first()
        if room is None or selectors.notice_list(officer).exists():
            return
        goods.products_check(actor=officer, items=[TIN], is_kept=True)
        wish = goods.Wish(str(TIN["external_id"]), "", 12_800)
        offer = goods.offer_propose(actor=officer, room_id=room.pk, wish=wish)
    waits = _filed(passer, "waits", CLAIM, room.pk)
    _filed(passer, "new", OTHER, room.pk, right="copyright", wanted=("remove",))
    _others(passer, officer, room.pk, offer.pk)
    pk = waits.complaint.pk
    with tenancy.acting(officer):
        services.notice_take(actor=officer, complaint_id=pk, offer_ids=[offer.pk])
        services.declaration_file(
            actor=officer, complaint_id=pk, text=DECLARED, evidence=SHOWN, channel="mail"
        )
        services.declaration_arrive(actor=officer, complaint_id=pk, channel="mail")


def _others(passer: Actor, officer: Actor, room_id: UUID, offer_id: UUID) -> None:
    """Have notices in every other state: in force, declared, sued, ended, taken back."""
    cover = services.Content("cover", room_id)
    held = {form: _filed(passer, form, OTHER, room_id, right="copyright") for form in STATES}
    for filed in held.values():
        with tenancy.acting(officer):
            services.content_take(actor=officer, complaint_id=filed.complaint.pk, content=cover)
    for form in ("declared", "sued"):
        _declare(officer, held[form].complaint.pk)
    with tenancy.acting(officer):
        pk = held["sued"].complaint.pk
        services.declaration_arrive(actor=officer, complaint_id=pk, channel="mail")
        services.suit_note(actor=officer, complaint_id=pk, where=COURT, channel="mail")
    with tenancy.acting(passer):
        services.notice_withdraw(actor=passer, receipt=held["back"].receipt)
    with resolved.then(resolved.ago(days=24)):
        over = _filed(passer, "over", CLAIM, room_id)
        with tenancy.acting(officer):
            services.notice_take(
                actor=officer, complaint_id=over.complaint.pk, offer_ids=[offer_id]
            )
        _declare(officer, over.complaint.pk)
        with tenancy.acting(officer):
            services.declaration_arrive(
                actor=officer, complaint_id=over.complaint.pk, channel="paper"
            )


def _declare(officer: Actor, complaint_id: UUID) -> None:
    with tenancy.acting(officer):
        services.declaration_file(
            actor=officer, complaint_id=complaint_id, text=DECLARED, evidence=SHOWN, channel="mail"
        )


def _filed(
    passer: Actor,
    form: str,
    statement: str,
    room_id: UUID,
    *,
    right: str = "trademark",
    wanted: tuple[str, ...] = ("unlink", "stop"),
) -> services.Filed:
    said = services.Particulars(
        right=right, capacity="holder", wanted=wanted, proof=PROOF, evidence=EVIDENCE
    )
    filing = services.Filing(
        kind="property",
        statement=statement,
        room_id=room_id,
        name="云栖茶业有限公司",
        phone="0571-8000-1234",
    )
    with tenancy.acting(passer):
        mark = f"demo-notice|{form}|{passer.tenant_id}".encode()
        return services.notice_file(actor=passer, filing=filing, particulars=said, form=mark)
