"""What rungs, violations, grounds and states are called, in the language of the moment."""

from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from livecompliance.kernel import clock, law
from moderation.models import Finding
from moderation.selectors.family import family_name
from sanctions.models import Effect, Report, Sanction
from sanctions.rules.ladder import Ladder, Violation
from tiers.selectors.words import FUNCTIONS

RUNGS: dict[str, Any] = {
    "prompt": gettext_lazy("提示"),
    "warning": gettext_lazy("警示"),
    "traffic_limit": gettext_lazy("限制流量"),
    "function_limit": gettext_lazy("限制功能"),
    "suspension": gettext_lazy("暂停直播"),
    "dated_stop": gettext_lazy("限期停播"),
    "closure": gettext_lazy("关闭账号"),
    "registration_ban": gettext_lazy("禁止重新注册账号"),
    "blacklist": gettext_lazy("列入黑名单"),
}
STATES: dict[str, Any] = {
    "proposed": gettext_lazy("待复核"),
    "refused": gettext_lazy("复核未通过"),
    "in_force": gettext_lazy("生效中"),
    "expired": gettext_lazy("期满解除"),
    "lifted": gettext_lazy("提前解除"),
    "overturned": gettext_lazy("经申诉撤销"),
    "changed": gettext_lazy("经申诉变更"),
}
SUBJECTS: dict[str, Any] = {
    "account": gettext_lazy("直播间运营者账号"),
    "person": gettext_lazy("人员或机构"),
}
BASES: dict[str, Any] = {
    "law": gettext_lazy("违反法律法规"),
    "agreement": gettext_lazy("违反服务协议"),
    "notice": gettext_lazy("监管部门通报"),
}
GROUNDS: dict[str, Any] = {
    "serious": gettext_lazy("严重违法违规"),
    "immoral": gettext_lazy("违法失德造成恶劣社会影响"),
}
APPEALS: dict[str, Any] = {
    "open": gettext_lazy("申诉处理中"),
    "upheld": gettext_lazy("维持原处罚"),
    "changed": gettext_lazy("变更处罚"),
    "overturned": gettext_lazy("撤销处罚"),
}
EFFECTS: dict[str, Any] = {
    Effect.Kind.FUNCTION: gettext_lazy("暂停直播营销功能"),
    Effect.Kind.BAR: gettext_lazy("按身份禁止开播和注册"),
    Effect.Kind.MEASURE: gettext_lazy("对正在进行的直播采取措施"),
    Effect.Kind.PROMPT: gettext_lazy("同一行为的弹窗提示"),
    Effect.Kind.BREACH: gettext_lazy("由此产生的“未获准入而直播”"),
    Effect.Kind.STRIKE: gettext_lazy("计入违规次数"),
    Effect.Kind.TIER: gettext_lazy("重新评定分级"),
}
AUTHORITIES: dict[str, Any] = {
    Report.Authority.SAMR: gettext_lazy("市场监督管理部门"),
    Report.Authority.CAC: gettext_lazy("网信部门"),
}
LEVELS: dict[str, Any] = {
    Report.Level.COUNTY: gettext_lazy("县级以上"),
    Report.Level.PROVINCE: gettext_lazy("省级"),
}
FAULTS: dict[str, Any] = {
    "how_many": gettext_lazy("违规类型须有 1–60 种。"),
    "twice": gettext_lazy("违规类型的代号重复。"),
    "family_twice": gettext_lazy("一种发现只能对应一种违规类型。"),
    "terms": gettext_lazy("申诉期须为 1–365 天，答复期须为 1–60 个工作日。"),
    "channel": gettext_lazy("请写明申诉途径。"),
    "code": gettext_lazy("代号只能用小写字母、数字和下划线。"),
    "name": gettext_lazy("请填写中英文名称。"),
    "clause": gettext_lazy("条款不在现行条款之中。"),
    "strike_days": gettext_lazy("计次有效期须为 1–3650 天。"),
    "steps": gettext_lazy("每种违规须有 1–12 级。"),
    "step": gettext_lazy("有一级的处罚或天数不对。"),
    "falls": gettext_lazy("后一次的处罚不能比前一次轻。"),
}


def tongue() -> str:
    """Return the language of the moment: zh or en."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def rung(code: str) -> str:
    """Return what a rung is called."""
    return str(RUNGS.get(code, code))


def violation(one: Violation | None, code: str = "") -> str:
    """Return what a kind of violation is called."""
    if one is None:
        return code
    return one.en if tongue() == "en" else one.zh


def functions(codes: list[str]) -> str:
    """Return the names of functions."""
    return "、".join(str(FUNCTIONS.get(one, one)) for one in codes)


KNOWN_BY: dict[str, Any] = {
    "identity": gettext_lazy("证件"),
    "bank": gettext_lazy("收款账户"),
    "device": gettext_lazy("设备"),
}
WAYS: dict[str, Any] = {
    "letter": gettext_lazy("站内信"),
    "platform": gettext_lazy("平台自有渠道"),
    "paper": gettext_lazy("纸质送达"),
    "public": gettext_lazy("公告送达"),
}
MODES: dict[str, Any] = {
    "": gettext_lazy("不共享"),
    "ask": gettext_lazy("提示专员核查"),
    "refuse": gettext_lazy("不准开播，并提示专员核查"),
}
MATCHES: dict[str, Any] = {
    "open": gettext_lazy("待核查"),
    "seen": gettext_lazy("已核查"),
    "retracted": gettext_lazy("已撤回"),
}
REPORTS: dict[str, Any] = {
    Report.Kind.DECISION: gettext_lazy("处置报告"),
    Report.Kind.CORRECTION: gettext_lazy("更正报告"),
}


def addressed(one: Report) -> str:
    """Return to whom a report goes."""
    return _("%(level)s%(authority)s") % {
        "level": LEVELS[one.level],
        "authority": AUTHORITIES[one.authority],
    }


def cited(clause_id: str) -> str:
    """Return a clause as it is cited in the language of the moment."""
    if clause_id not in law.register():
        return clause_id
    return law.citation(law.clause(clause_id), tongue())


def clause_choices() -> list[tuple[str, str]]:
    """Return the clauses of the Measures and of Order 117 that a ladder may cite."""
    found = [one for one in law.register().values() if one.instrument in ("M", "O117")]
    return sorted((one.id, law.citation(one, tongue())) for one in found)


def pair(say: Callable[[], str]) -> dict[str, str]:
    """Return a text in both languages."""
    said = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            said[tongue] = say()
    return said


def reason(row: Sanction) -> str:
    """Return a decision in one line, as other apps keep it for a reason: nothing that was typed."""
    return _("处罚决定 %(number)s：%(rung)s") % {"number": row.number, "rung": rung(row.rung)}


def ended(row: Sanction) -> str:
    """Return in one line how a decision ended."""
    return _("处罚决定 %(number)s %(how)s") % {
        "number": row.number,
        "how": STATES.get(row.state, row.state),
    }


def scope(row: Sanction) -> str:
    """Return what a decision takes away."""
    if row.rung == Sanction.Rung.FUNCTIONS:
        return _("不得使用：%(functions)s") % {"functions": functions(row.functions)}
    return str(SCOPES[row.rung])


SCOPES: dict[str, Any] = {
    "prompt": gettext_lazy("提示，不限制任何功能"),
    "warning": gettext_lazy("警示，不限制任何功能"),
    "traffic_limit": gettext_lazy("名下直播间的流量推荐"),
    "suspension": gettext_lazy("不得开播；账号其他功能、售后和申诉不受影响"),
    "dated_stop": gettext_lazy("期限内不得开播；账号其他功能、售后和申诉不受影响"),
    "closure": gettext_lazy("关闭账号，不得开播；已有订单的售后和申诉不受影响"),
    "registration_ban": gettext_lazy("期限内不得以任何账号注册和开播；申诉不受影响"),
    "blacklist": gettext_lazy("期限内不得以任何账号注册、开播或出镜；申诉不受影响"),
}


def found(finding: Finding) -> str:
    """Return when, where and what was found, as the beginning of the facts: no words of anybody."""
    return _("%(at)s，直播间“%(room)s”：%(family)s（规则 %(rule)s）。") % {
        "at": f"{finding.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        "room": finding.room.title,
        "family": family_name(finding.code),
        "rule": finding.rule,
    }


def basis(row: Sanction) -> str:
    """Return on what a decision rests: the clause, and the agreement or the notice where cited."""
    said = [cited(row.clause)]
    if row.agreement:
        said.append(_("服务协议：%(clause)s") % {"clause": f"{signed(row)}{row.agreement}"})
    if row.notice_ref:
        said.append(_("监管部门通报：%(ref)s") % {"ref": row.notice_ref})
    if row.ground:
        said.append(str(GROUNDS[row.ground]))
    return "；".join(said)


def signed(row: Sanction) -> str:
    """Return which agreement was broken, in the version that was accepted; "" if none is filed."""
    if row.signed is None:
        return ""
    text = row.signed.version
    title = text.title.get(tongue()) or text.title.get("zh", "")
    return _("《%(title)s》第 %(number)s 版，") % {"title": title, "number": text.number}


def consumers(row: Sanction) -> list[tuple[str, str]]:
    """Return what becomes of consumers, by what it is about; nothing where nothing changes.

    Law: O117-order-arrangement
    """
    said = [
        (_("订单处理"), row.orders),
        (_("售后服务"), row.after_sales),
        (_("消费纠纷"), row.disputes),
    ]
    if row.open_orders is not None:
        waiting = ngettext("%(n)s 单", "%(n)s 单", row.open_orders) % {"n": row.open_orders}
        said.insert(0, (_("未完成的订单"), waiting))
    return [(name, text) for name, text in said if text]


def arranged(row: Sanction) -> str:
    """Return what becomes of consumers in one text."""
    return "；".join(f"{name}：{text}" for name, text in consumers(row)) or _("不影响已有订单")


def means(row: Sanction) -> str:
    """Return whether a machine decided."""
    return _("由程序提出，经人工复核决定") if row.is_automated else _("由人工决定，没有自动决定")


def day(at: Any) -> str:
    """Return the Shanghai date of an instant."""
    return f"{clock.to_date(at):%Y-%m-%d}" if at is not None else "—"


def term(row: Sanction) -> str:
    """Return from when until when."""
    if row.rung in (Sanction.Rung.PROMPT, Sanction.Rung.WARNING):
        return _("自 %(from)s 起，计次至 %(until)s") % {
            "from": day(row.starts_at), "until": day(row.strike_until)}  # fmt: skip
    if row.ends_at is None:
        return _("自 %(from)s 起，未定期限") % {"from": day(row.starts_at)}
    return _("自 %(from)s 起至 %(until)s 止") % {
        "from": day(row.starts_at), "until": day(row.ends_at)}  # fmt: skip


def left(row: Sanction) -> str:
    """Return how long a decision that has a term still lasts, in words; "" for any other."""
    is_said = row.rung in (Sanction.Rung.PROMPT, Sanction.Rung.WARNING)
    if row.state != Sanction.State.IN_FORCE or row.ends_at is None or is_said:
        return ""
    days = (clock.to_date(row.ends_at) - clock.today()).days
    if days < 1:
        return _("今天到期")
    return ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", days) % {"n": days}


def remedy(row: Sanction, ladder: Ladder) -> str:
    """Return where and until when one may appeal, and how soon there is an answer."""
    terms = ladder.terms
    return _(
        "如有异议，可在 %(until)s 前申诉：%(channel)s。申诉由未参与本决定的专员处理，"
        "%(days)s 个工作日内答复。"
    ) % {
        "until": day(row.appeal_until),
        "channel": terms.channel_en if tongue() == "en" else terms.channel_zh,
        "days": terms.answer_days,
    }


def notice(row: Sanction, ladder: Ladder) -> dict[str, Any]:
    """Return the parameters of the decision notice."""
    kind = ladder.violation(row.code)
    return {
        "number": row.number,
        "name": row.party.public_name,
        "rung": pair(lambda: rung(row.rung)),
        "violation": pair(lambda: violation(kind, row.code)),
        "facts": row.facts,
        "basis": pair(lambda: basis(row)),
        "proportionality": row.proportionality,
        "means": pair(lambda: means(row)),
        "scope": pair(lambda: scope(row)),
        "term": pair(lambda: term(row)),
        "orders": pair(lambda: arranged(row)),
        "remedy": pair(lambda: remedy(row, ladder)),
    }
