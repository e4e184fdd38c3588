"""In what words the record tells what happened to tiers."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from tiers.selectors import names, words


def _tier(name: str) -> object:
    return lambda data: words.tier_name(str(data.get(name, "")))


def _because(data: Data) -> str:
    found = [words.dimension_name(str(code)) for code in data.get("because", [])]
    if data.get("origin") == "hand":
        return gettext("人工调整：%(note)s") % {"note": data.get("note", "")}
    return (
        gettext("依据%(what)s") % {"what": "、".join(found)}
        if found
        else gettext("指标未达到上一级")
    )


def _cause(data: Data) -> str:
    return words.cause(str(data.get("cause", "")))


def _end(data: Data) -> str:
    return words.ending(str(data.get("end", "")))


def _why(data: Data) -> str:
    return words.raised_for(str(data.get("cause", "")))


MOVE = {"from": _tier("from"), "to": _tier("to"), "because": _because}
TOLD = {
    "tiers.tier_changed": Told(
        _("调整分级"),
        _("%(object)s由%(from)s调整为%(to)s（得分 %(score)s，%(because)s）"),
        MOVE,  # type: ignore[arg-type]
    ),
    "tiers.tier_kept": Told(
        _("维持分级"),
        _("%(who)s确认%(object)s为%(to)s（%(because)s）"),
        MOVE,  # type: ignore[arg-type]
    ),
    "tiers.operators_graded": Told(
        _("首次分级"), _("%(who)s按第 %(policy)s 版策略首次评定了 %(operators)s 个运营者的分级")
    ),
    "tiers.figures_reported": Told(
        _("上报分级指标"), _("%(who)s上报了 %(operators)s 个运营者的 %(figures)s 项指标")
    ),
    "tiers.policy_drafted": Told(_("起草分级策略"), _("%(who)s起草了%(object)s")),
    "tiers.policy_published": Told(
        _("发布分级策略"), _("%(who)s发布了%(object)s，自 %(from)s 起生效")
    ),
    "tiers.policy_discarded": Told(_("作废分级策略草稿"), _("%(who)s作废了%(object)s")),
    "tiers.officer_assigned": Told(_("安排专人"), _("%(who)s为%(object)s安排了专人")),
    "tiers.assignment_ended": Told(_("结束专人安排"), _("%(who)s结束了%(object)s的一项专人安排")),
    "tiers.room_unwatched": Told(
        _("重点直播间无人值守"), _("%(object)s正在直播而无人值守：%(cause)s"), {"cause": _cause}
    ),
    "tiers.room_watched": Told(
        _("无人值守解除"),
        _("%(object)s的无人值守解除：%(end)s，共 %(seconds)s 秒"),
        {"end": _end},
    ),
    "tiers.patrol_raised": Told(
        _("加强巡查"), _("%(object)s被加强巡查：%(cause)s"), {"cause": _why}
    ),
    "tiers.patrol_ended": Told(
        _("结束加强巡查"), _("%(object)s的加强巡查结束：%(cause)s"), {"cause": _why}
    ),
    "tiers.list_exported": Told(_("导出分级名单"), _("%(who)s导出了 %(rows)s 个运营者的分级")),
}


acts.register(TOLD, {"tier_policy": names.policy_names, "watch_gap": names.gap_names})
