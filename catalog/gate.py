"""What the goods say to a broadcast: each offer reviewed, none forbidden, every paper there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from catalog import selectors
from catalog.models import Offer
from catalog.rules.kinds import kinds
from catalog.rules.offers import gist
from catalog.rules.papers import Lack, Sold
from catalog.selectors import Shelved
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words

LISTED, REVIEW, PROHIBITED = "M-rules-and-catalogue", "O117-supplier-check", "O117-illegal-goods"
HELD, NOTICED = "held", "ECL-ip-measures"
LONGEST = timedelta(hours=12)  # papers must hold as long as a broadcast may last
PAPERLESS = frozenset({"supplier", "brand", "recall"})
TOLD = 3


NAME = "catalog.goods"


def _given(actor: Actor, asked: Asked) -> dict[str, Any]:
    return selectors.shelf_given(actor, asked.room_id, asked.session_id)


class Stands(NamedTuple):
    """An offer as the gate sees it, and where its product stands by the catalogue of now."""

    offer: Shelved
    standing: str

    @property
    def entries(self) -> list[str]:
        return [str(one["entry"]) for one in self.offer.grounds[:TOLD]]

    @property
    def data(self) -> dict[str, Any]:
        return {"product": self.offer.number, "title": self.offer.title[:60]}


def check(actor: Actor, asked: Asked) -> Iterator[Reason]:
    """Say what of the goods that a room will sell speaks against a broadcast.

    What is offered comes with the statement of all looks; nothing more is asked while a room
    offers nothing. With offers their papers are one statement, and one more where the catalogue
    changed since goods were judged, however many offers there are. On air, what was proposed
    meanwhile and waits, or was refused, is not sold: to show it is found there.

    Law: O117-supplier-check, O117-illegal-goods, M-rules-and-catalogue
    """
    shelved = selectors.shelf_of(gate.seen(actor, asked, NAME))
    offers = [one for one in shelved if asked.session_id is None or _is_sold(one)]
    if not offers:
        return
    rows = _standing(actor, asked, offers)
    against = [(one, _against(one)) for one in rows]
    yield from _named(actor, [reason for _one, reason in against if reason])
    yield from _papers(actor, asked, [one for one, reason in against if reason is None])


def _is_sold(one: Shelved) -> bool:
    """Tell whether a broadcast on air sells it: what joins waits for its review off air."""
    return one.is_pinned or one.state == Offer.State.APPROVED


def _standing(actor: Actor, asked: Asked, offers: Sequence[Shelved]) -> list[Stands]:
    """Judge again what was judged by another catalogue: what it says otherwise is not reviewed."""
    version = selectors.held_at(actor, asked.at).version
    stale = [one for one in offers if one.catalogue != version]
    moved = _moved(actor, asked, stale) if stale else {}
    return [Stands(one, moved.get(one.offer, one.standing)) for one in offers]


def _moved(actor: Actor, asked: Asked, stale: Sequence[Shelved]) -> dict[str, str]:
    """Return where goods stand of which the catalogue of now says something else."""
    said = selectors.said_now(actor, asked.at, stale)
    moved = {}
    for one in stale:
        verdict, listed, _near = gist(one.verdict, one.grounds, ())
        now = said[one.offer]
        if (now.verdict, now.entries) != (verdict, listed):
            moved[one.offer] = "blocked" if now.verdict == "block" else "waiting"
    return moved


def _against(one: Stands) -> Reason | None:
    if one.standing in ("blocked", "refused"):
        return Reason("goods_blocked", PROHIBITED, data=one.data | {"entries": one.entries})
    if one.offer.state == HELD:
        return Reason("goods_held", NOTICED, data=one.data)
    if one.offer.state == Offer.State.REFUSED:
        return Reason("goods_refused", REVIEW, data=one.data)
    is_approved = one.offer.state == Offer.State.APPROVED and one.offer.is_current
    if one.standing == "waiting" or not is_approved:
        return Reason("goods_unreviewed", REVIEW, data=one.data)
    return None


def _named(actor: Actor, reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Yield the reasons; what is listed is named by its entries, in both languages."""
    ids = {name for one in reasons for name in one.data.get("entries", ())}
    entries = selectors.entries_of(actor, ids) if ids else {}
    for one in reasons:
        found = [entries[name] for name in one.data.get("entries", ()) if name in entries]
        if "entries" in one.data:
            zh, en = "、".join(each.zh for each in found), ", ".join(each.en for each in found)
            one = replace(one, data={**one.data, "entry_zh": zh, "entry_en": en})
        yield one


def _papers(actor: Actor, asked: Asked, rows: Sequence[Stands]) -> Iterator[Reason]:
    if not rows:
        return
    since, until = clock.to_date(asked.at), clock.to_date(asked.at + LONGEST)
    by_number = {one.offer.number: one for one in rows}
    sold = [_sold(one) for one in rows]
    for lack in selectors.papers_missing(actor, sold, since, until, asked.policy):
        if lack.weight == "deny":
            yield _lacking(by_number[lack.product], lack)


def _sold(one: Stands) -> Sold:
    offer = one.offer
    held = one.standing == "papers"
    named = (name for each in offer.grounds for name in each["documents"]) if held else ()
    papers = tuple(dict.fromkeys(named))
    return Sold(offer.number, offer.seller, papers, offer.brand, offer.title, offer.barcodes)


def _lacking(one: Stands, lack: Lack) -> Reason:
    data = one.data | {"on": lack.on.isoformat() if lack.on else "", "why": lack.why}
    if lack.paper in PAPERLESS:
        return Reason(f"goods_{lack.paper}_{lack.why}", lack.clause, data=data)
    name = kinds()[lack.paper]
    paper = {"kind": lack.paper, "paper_zh": name.zh, "paper_en": name.en}
    return Reason(f"goods_paper_{lack.why}", lack.clause, data=data | paper)


def offer_reasons(actor: Actor, room_id: UUID) -> dict[str, list[Reason]]:
    """Return what speaks against each product that a room offers, by the product's number."""
    asked = Asked(room_id=room_id, operator_id=None, marketers=(), at=clock.now())
    found: dict[str, list[Reason]] = {}
    for reason in check(actor, asked):
        found.setdefault(str(reason.data["product"]), []).append(reason)
    return found


PUT_IN = _("在“供应商”中补齐后再开播，或撤下这件商品。")
WAIT = _("等待合规专员审核，或撤下这件商品。")
WORDS = {
    "goods_blocked": Words(
        _("商品“%(title)s”属于负面目录所列（%(entry)s），不得在直播间销售。"),
        _("撤下这件商品；认为判定有误的，请合规专员复核。"),
    ),
    "goods_refused": Words(
        _("商品“%(title)s”的选品审核未通过。"), _("撤下这件商品，或按审核意见修改后重新提交。")
    ),
    "goods_held": Words(
        _("商品“%(title)s”因知识产权侵权通知被暂停销售。"),
        _("撤下这件商品；认为不侵权的，可提交不存在侵权行为的声明和初步证据。"),
    ),
    "goods_unreviewed": Words(_("商品“%(title)s”没有经过审核。"), WAIT),
    "goods_paper_missing": Words(_("商品“%(title)s”缺少%(paper)s。"), PUT_IN),
    "goods_paper_waiting": Words(_("商品“%(title)s”的%(paper)s尚未审核。"), WAIT),
    "goods_paper_refused": Words(_("商品“%(title)s”的%(paper)s审核未通过。"), PUT_IN),
    "goods_paper_not_yet": Words(_("商品“%(title)s”的%(paper)s自 %(on)s 起才有效。"), PUT_IN),
    "goods_paper_expired": Words(_("商品“%(title)s”的%(paper)s已于 %(on)s 到期。"), PUT_IN),
    "goods_paper_expires": Words(
        _("商品“%(title)s”的%(paper)s于 %(on)s 到期，不能覆盖整场直播。"), PUT_IN
    ),
    "goods_supplier_missing": Words(
        _("商品“%(title)s”没有说明实际销售者。"), _("为选品填写供应商，或撤下这件商品。")
    ),
    "goods_supplier_waiting": Words(
        _("商品“%(title)s”的供应商尚未核验。"), _("等待合规专员核验供应商。")
    ),
    "goods_supplier_refused": Words(_("商品“%(title)s”的供应商核验未通过。"), PUT_IN),
    "goods_supplier_overdue": Words(
        _("商品“%(title)s”的供应商已于 %(on)s 到期须复核。"), _("由合规专员复核供应商。")
    ),
    "goods_supplier_distrusted": Words(_("商品“%(title)s”的供应商信用异常。"), PUT_IN),
    "goods_brand_missing": Words(_("商品“%(title)s”缺少品牌授权文件。"), PUT_IN),
    "goods_brand_broken": Words(_("商品“%(title)s”的品牌授权链不完整。"), PUT_IN),
    "goods_brand_waiting": Words(_("商品“%(title)s”的品牌授权文件尚未审核。"), WAIT),
    "goods_brand_refused": Words(_("商品“%(title)s”的品牌授权文件审核未通过。"), PUT_IN),
    "goods_brand_not_yet": Words(_("商品“%(title)s”的品牌授权自 %(on)s 起才有效。"), PUT_IN),
    "goods_brand_expired": Words(_("商品“%(title)s”的品牌授权已于 %(on)s 到期。"), PUT_IN),
    "goods_brand_expires": Words(
        _("商品“%(title)s”的品牌授权于 %(on)s 到期，不能覆盖整场直播。"), PUT_IN
    ),
    "goods_recall_recalled": Words(
        _("商品“%(title)s”在召回或抽检不合格名单上。"), _("撤下这件商品。")
    ),
}

gate.look_register(NAME, gate.Look(selectors.SHELF, _given))
gate.register(NAME, check, {code: one._replace(is_news=True) for code, one in WORDS.items()})
