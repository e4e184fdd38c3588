"""What is said of claims, proofs and compared prices."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from catalog import policies
from catalog.rules import prices
from catalog.rules.claims import Claim, exemptions
from catalog.rules.kinds import kind_name
from catalog.rules.prices import Low, Priced
from catalog.selectors.claim import lows_of
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor

WHY: Mapping[str, Any] = {
    "exempt": gettext_lazy("属于豁免情形：%(exemption)s"),
    "absolute": gettext_lazy("绝对化用语，没有适用的豁免证明"),
    "medical": gettext_lazy("药品、医疗器械以外的商品不得使用医疗用语"),
    "as_approved": gettext_lazy("只能按广告批准文号核准的内容使用"),
    "no_approval": gettext_lazy("没有有效的广告批准文号"),
    "health_food": gettext_lazy("保健功能只能按注册或备案的内容说明"),
    "forbidden": gettext_lazy("法律禁止使用的用语"),
    "price": gettext_lazy("价格用语须与成交价记录一致"),
    "looked_at": gettext_lazy("须人工判断"),
    "approval_missing": gettext_lazy("缺少%(paper)s，未经审查不得发布广告"),
    "no_drug_unsaid": gettext_lazy("保健食品广告须显著标明“本品不能代替药物”"),
}
EVIDENCE_STATES: Mapping[str, tuple[Any, str]] = {
    "waiting": (gettext_lazy("待审核"), "watch"),
    "approved": (gettext_lazy("已通过"), "ok"),
    "refused": (pgettext_lazy("审核", "未通过"), "act"),
    "withdrawn": (pgettext_lazy("审核", "已撤回"), ""),
}


def exemption_name(code: str) -> str:
    """Return what an exemption is called in the language of the page."""
    found = exemptions().get(code)
    if found is None:
        return ""
    return found.en if (get_language() or "").startswith("en") else found.zh


def claim_words(claim: Claim) -> str:
    """Say what becomes of some words."""
    tongue = get_language() or "zh-hans"
    said = {
        "exemption": exemption_name(claim.exemption),
        "paper": kind_name(claim.said.text, tongue),
    }
    return str(WHY[claim.why]) % said


def yuan(fen: int) -> str:
    """Write an amount as prices are written."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"


def priced_words(found: Priced) -> str:
    """Say whether a compared price may be shown, naming the deal and its day."""
    if found.verdict == "unproved" or found.low is None:
        return _("没有成交记录，不能以此价格作比较。") if found.verdict == "unproved" else _(
            "已标明被比较价格的含义，按该含义核对依据。"
        )  # fmt: skip
    low = found.low
    said = {"price": yuan(low.fen), "at": f"{_local(low.at):%Y-%m-%d %H:%M}"}
    if found.verdict == "stated":
        return (
            _("已标明被比较价格的含义，按该含义核对依据；最低成交价 %(price)s（%(at)s）。") % said
        )
    if low.is_last:
        words = _("七日内没有成交，此前最后成交价 %(price)s（%(at)s）。")
    else:
        words = _("前七日最低成交价 %(price)s（%(at)s）。")
    return words % said + (
        _("被比较价格高于它。") if found.verdict == "too_high" else _("被比较价格不高于它。")
    )


def _local(at: datetime) -> datetime:
    return at.astimezone(prices.SHANGHAI)


def prices_check(
    actor: Actor, items: Sequence[Mapping[str, Any]], at: datetime | None
) -> list[dict[str, Any]]:
    """Return whether compared prices may be shown, each with the deal it is measured by.

    Raises:
        Forbidden: the actor does not see what the tenant sells.

    Law: PRICE-compared-price, O117-price
    """
    policies.require_see_suppliers(actor)
    wanted = [(one["product"], one["place"]) for one in items]
    lows = lows_of(actor, wanted, at or clock.now()) if wanted else []
    return [_answer(one, low) for one, low in zip(items, lows, strict=True)]


def _answer(item: Mapping[str, Any], low: Low | None) -> dict[str, Any]:
    found = prices.priced(item["compared_fen"], low, is_stated=item["is_stated"])
    clause = prices.SHOWN if found.verdict == "stated" else prices.CLAUSE
    return {
        "verdict": found.verdict,
        "clause": clause,
        "detail": priced_words(found),
        "low": low,
    }


def prizes_check(actor: Actor, prizes_fen: Sequence[int]) -> list[dict[str, Any]]:
    """Return whether the highest prizes of draws are within what the law allows.

    Law: AUCL-prize
    """
    policies.require_see_suppliers(actor)
    most = law.clause(prices.PRIZE, clock.today()).number("top_prize")
    return [
        {
            "index": place,
            "holds": prices.prize_holds(fen, most),
            "clause": prices.PRIZE,
            "most_fen": most,
        }
        for place, fen in enumerate(prizes_fen)
    ]
