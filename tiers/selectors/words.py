"""What tiers, dimensions and reasons are called, in the language of the moment."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from office import selectors as office
from tiers.rules.grade import BY_HAND, COOLING, STALE, parts_of
from tiers.rules.grading import Dimension, Grading

TIERS: dict[str, Any] = {"first": _("一级"), "second": _("二级"), "key": _("重点")}
DIMENSIONS: dict[str, Any] = {
    "findings": _("审核发现"),
    "measures": _("处置次数"),
    "complaints": _("投诉成立数"),
    "followers": _("关注用户数"),
    "visits": _("访问量"),
    "volume": _("交易笔数"),
    "amount_fen": _("交易金额"),
    "influence": _("营销人员影响力"),
    "categories": _("商品和服务种类"),
}
SERVICES: dict[str, Any] = {
    "paid_traffic": _("付费导流"),
    "recommendation": _("首页推荐"),
    "hot_list": _("热门榜单"),
    "search": _("搜索展示"),
}
FUNCTIONS: dict[str, Any] = {
    "co_stream": _("连麦"),
    "lottery": _("抽奖"),
    "coupon": _("发放优惠券"),
    "presale": _("预售"),
    "gifts": _("打赏"),
}
RIGHTS = SERVICES | FUNCTIONS
MOST_NAMED = 3  # dimensions in a sentence; the table has all


def tier_name(tier: str) -> str:
    """Return what a tier is called."""
    return str(TIERS.get(tier, tier))


def right_name(code: str) -> str:
    """Return what a service or a function is called; the code where the tenant made it up."""
    return str(RIGHTS.get(code, code))


def rights_named(codes: Iterable[str]) -> str:
    """Return services or functions in a row."""
    return gettext("、").join(right_name(code) for code in codes)


def dimension_name(one: Dimension | str) -> str:
    """Return what a dimension is called, a tenant's own as he calls it."""
    code = one if isinstance(one, str) else one.code
    if code in DIMENSIONS:
        return str(DIMENSIONS[code])
    if isinstance(one, str):
        return gettext("综合得分") if code == "score" else code
    return one.en if (get_language() or "").startswith("en") else one.zh


def amount(code: str, number: float) -> str:
    """Return a value as people read it: money in yuan, thousands apart."""
    if code == "amount_fen":
        return gettext("%(yuan)s 元") % {"yuan": f"{number / 100:,.0f}"}
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def part_value(part: Mapping[str, Any]) -> str:
    """Return what a dimension was, as it stands in a reason."""
    if "value" not in part:
        return "—"
    if part.get("names"):
        return gettext("、").join(part["names"])
    return amount(str(part["code"]), part["value"])


def named(grading: Grading | None, code: str) -> str:
    """Return what a dimension was called in a policy."""
    own = {one.code: one for one in grading.dimensions} if grading else {}
    return dimension_name(own.get(code, code))


def reason_of(reason: Mapping[str, Any], grading: Grading | None = None) -> str:
    """Say in a sentence why an operator has his tier, or why he keeps one that he has left."""
    carried, held = _carried(reason, grading), _held(reason)
    return gettext("%(held)s（%(why)s）") % {"held": held, "why": carried} if held else carried


def _carried(reason: Mapping[str, Any], grading: Grading | None) -> str:
    parts = {part["code"]: part for part in parts_of(reason)}
    said = [
        _scored(reason, parts, grading)
        if code == "score"
        else gettext("%(name)s %(value)s，单项达到")
        % {"name": named(grading, code), "value": part_value(parts.get(code, {"code": code}))}
        for code in reason.get("because", ())
    ]
    if said:
        return gettext("；").join(said)
    score = int(reason.get("score", 0))
    return gettext("综合得分 %(score)s，没有达到上一级的指标") % {"score": score}


def _scored(
    reason: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]], grading: Grading | None
) -> str:
    """Say the score and the dimensions that made most of it."""
    most = [part for part in parts.values() if part["points"]][:MOST_NAMED]
    of = gettext("、").join(f"{named(grading, one['code'])} +{one['points']}" for one in most)
    return gettext("综合得分 %(score)s（%(of)s）") % {
        "score": int(reason.get("score", 0)),
        "of": of,
    }


def _held(reason: Mapping[str, Any]) -> str:
    said = {
        COOLING: gettext("指标已是%(tier)s，冷却期满（%(until)s）后再降"),
        STALE: gettext("指标已是%(tier)s，但有指标逾期未更新，不据此降级"),
        BY_HAND: gettext("指标为%(tier)s，人工调整至 %(until)s"),
    }.get(reason.get("held", ""), "")
    words = {"tier": tier_name(reason.get("target", "")), "until": reason.get("until", "")}
    return said % words


def pair(say: Callable[[], str]) -> dict[str, str]:
    """Return words in both languages, for a letter that is read in either."""
    found = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            found[tongue] = say()
    return found


def by_hand(note: str, until: date | None) -> str:
    """Say that a tier was set by an officer, why and until when."""
    return gettext("人工调整至 %(until)s：%(note)s") % {"note": note, "until": until or "—"}


def unjudged() -> str:
    """Say of an operator that nobody has judged him yet."""
    return gettext("尚未评定，暂按现有级别")


def cause(code: str) -> str:
    """Say why nobody watches a key room."""
    said = {
        "absent": gettext("当班的专人没有打开直播间页面"),
        "unassigned": gettext("此刻没有安排专人当班"),
    }
    return said.get(code, code)


def raised_for(code: str) -> str:
    """Say why a room is patrolled as key rooms are; apps above bring their words to the office."""
    return str(office.word(code))


def ending(code: str) -> str:
    """Say how a time in which nobody watched was over."""
    said = {
        "watched": gettext("有人接看"),
        "over": gettext("直播结束"),
        "lowered": gettext("不再是重点直播间"),
    }
    return said.get(code, "")


def fault(code: str, at: str) -> str:
    """Say what is wrong with a policy."""
    place = _place(at)
    said = {
        "not_looked_at": gettext("法律要求考虑“%(at)s”，至少启用一项相应的指标"),
        "too_many_dimensions": gettext("指标须有 1–30 项"),
        "code": gettext("%(at)s：代号须以小写字母开头，只用小写字母、数字和下划线，且不能重复"),
        "unnamed": gettext("%(at)s：自有指标要有中英文名称"),
        "weight": gettext("%(at)s：权重须在 1–100 之间"),
        "steps": gettext("%(at)s：分档的值须由小到大，分值不能变小"),
        "bounds": gettext("%(at)s：降级线不能高于升级线"),
        "tiers": gettext("%(at)s：二级和重点都要写明"),
        "order": gettext("重点的得分线不能低于二级"),
        "categories": gettext("商品和服务种类：名称、分值或级别不对"),
        "number": gettext("%(at)s超出允许的范围"),
        "who": gettext("请选择由谁值守"),
        "laxer_above": gettext("级别越高，巡查比例和保存时间不能越低"),
        "key_unwatched": gettext("重点须安排专人、有人工巡查并延长保存"),
    }
    return said.get(code, "%(at)s") % {"at": place}


def _place(at: str) -> str:
    places: dict[str, Any] = {
        "compliance": gettext("账号合规情况"),
        "volume": gettext("交易量"),
        "amount": gettext("交易金额"),
        "scale": gettext("交易规模"),
        "score": gettext("综合得分"),
        "rights": gettext("各级权益"),
        "cooldown_days": gettext("降级冷却"),
        "stale_days": gettext("指标有效期"),
        "window_days": gettext("统计窗口"),
        "grace_s": gettext("离开多久算无人值守"),
        "answer_min": gettext("接看时限"),
        "patrol_percent": gettext("人工巡查比例"),
        "retain_extra_years": gettext("延长保存"),
    }
    return str(places.get(at) or dimension_name(at))
