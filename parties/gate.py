"""The check of everybody on air, before every broadcast and at every change of the cast."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from parties import checks
from parties.selectors import facts

NAME = "parties.identity"
WORDS = {
    "operator_missing": Words(
        _("没有登记这场直播的直播间运营者"), _("请先登记运营者并把直播间归到其名下")
    ),
    "unknown_marketer": Words(
        _("有 %(count)s 名出镜人员没有登记为直播营销人员"),
        _("请先登记出镜人员，并完成身份核验"),
    ),
    "marketer_missing": Words(_("没有申报任何直播营销人员"), _("请申报这场直播的全部出镜人员")),
    "role_missing": Words(
        _("此人没有登记为直播间运营者或直播营销人员"), _("请登记相应的身份，经核验后再开播")
    ),
    "barred": Words(
        _("此人列入名单，不得从事直播营销"), _("只有解除名单或相应决定后才能开播"), is_listed=True
    ),
    "party_closed": Words(_("主体已注销"), _("请重新登记")),
    "unreachable": Words(
        _("监管部门通报此主体无法联系，经提醒仍未更新信息，已采取处置措施"),
        _("请更新经营地址和联系方式，经平台核验后解除"),
    ),
    "function_not_open": Words(
        _("直播营销功能未开通、已暂停或已取消"), _("请由合规专员开通直播营销功能")
    ),
    "under_age": Words(
        _("未满 %(age)s 周岁，不得从事直播营销"), _("年满 %(age)s 周岁并取得监护人同意后再申请")
    ),
    "guardian_consent_missing": Words(
        _("未满 18 周岁，没有有效的监护人同意"), _("请由监护人本人确认同意书")
    ),
    "guardian_consent_revoked": Words(
        _("监护人已撤回同意"), _("请由监护人重新确认，或更换出镜人员")
    ),
    "operator_not_verified": Words(
        _("运营者的真实身份未通过核验"), _("请核验运营者的证件或营业执照")
    ),
    "operator_verification_expired": Words(
        _("运营者的身份核验已过期"), _("请重新核验运营者，至少每六个月一次")
    ),
    "marketer_not_verified": Words(
        _("直播营销人员的真实身份未通过核验"), _("请先核验其姓名与证件号码")
    ),
    "marketer_not_verified_now": Words(
        _("直播营销人员没有为这场直播核验身份"), _("请在开播前再次核验其本人")
    ),
    "provider_unavailable": Words(
        _("身份核验服务暂时不可用，不能视为通过"), _("请稍后重试，或由合规专员人工核验")
    ),
    "practising_certificate_missing": Words(
        _("该类内容需要执业资质，此人没有已通过且在有效期内的执业证书"),
        _("请报备执业证书并通过审核"),
    ),
    "licence_missing": Words(
        _("该品类需要行政许可，运营者没有已通过且在有效期内的许可（%(category)s）"),
        _("请提交许可证并通过审核"),
    ),
    "agency_licence_missing": Words(
        _("其服务机构没有有效的经纪许可"), _("请服务机构提交营业性演出许可证并通过审核")
    ),
    "work_authorisation_missing": Words(
        _("以护照登记的人员没有有效的工作许可或居留许可"), _("请提交工作许可并通过审核")
    ),
}


def check(actor: Actor, asked: Asked) -> Iterable[Reason]:
    """Return what speaks against everybody on air, however many they are.

    Law: M-live-verification, O117-marketer-each-broadcast
    """
    asked = _with_policy(actor, asked)
    known = facts.facts_seen(gate.seen(actor, asked, NAME).get("party", ()))
    return checks.reasons(asked, known, facts.limits(_policy(asked), clock.to_date(asked.at)))


def _given(actor: Actor, asked: Asked) -> dict[str, Any]:
    policy = _policy(_with_policy(actor, asked))
    return facts.facts_given(
        actor,
        asked.parties,
        asked.at,
        session_id=asked.session_id,
        needs_liveness=facts.needs_liveness(policy),
    )


def _with_policy(actor: Actor, asked: Asked) -> Asked:
    return replace(asked, policy=facts.policy_of(actor)) if asked.policy is None else asked


def _policy(asked: Asked) -> Mapping[str, Any]:
    return asked.policy or {}


gate.look_register(NAME, gate.Look(facts.STATEMENT, _given))
gate.register(NAME, check, WORDS)
