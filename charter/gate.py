"""Nobody goes on air without the agreements and the training that the law wants."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from charter.rules.agency import RECRUITMENT, RULES
from charter.rules.standing import TRAINING, Lack
from charter.selectors import standing
from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Asked, Reason, Words
from parties import services as parties
from parties.models import Party

NAME = "charter.agreements"
CLAUSES = {
    "platform_operator": "M-agreements",
    "platform_agency": "M-agreements",
    "operator_agency": "O117-agency-operator-agreement",
    "marketer_agency": "O117-agency-marketer-agreement",
    TRAINING: "O117-training",
    RECRUITMENT: "O117-agency-recruitment",
    RULES: "O117-agency-management",
}
CODES = {
    "platform_operator": "agreement",
    "platform_agency": "agency_platform_agreement",
    "operator_agency": "agency_agreement",
    "marketer_agency": "agency_agreement",
    TRAINING: TRAINING,
    RECRUITMENT: RECRUITMENT,
    RULES: RULES,
}
_SIGN: Any = _("请阅读并签署现行协议。")
_SIGN_BOTH: Any = _("请双方签署现行的书面协议。")
_AGENCY: Any = _("请服务机构与平台签署现行协议，或解除与该机构的合作关系。")
WORDS = {
    "agreement_missing": Words(_("直播间运营者尚未与平台签订协议。"), _SIGN),
    "agreement_lapsed": Words(_("直播间运营者与平台的协议已于 %(since)s 失效。"), _SIGN),
    "agreement_changed": Words(_("协议自 %(since)s 起有重要修改，运营者尚未接受。"), _SIGN),
    "agency_platform_agreement_missing": Words(_("所属服务机构尚未与平台签订协议。"), _AGENCY),
    "agency_platform_agreement_lapsed": Words(
        _("所属服务机构与平台的协议已于 %(since)s 失效。"), _AGENCY
    ),
    "agency_platform_agreement_changed": Words(
        _("平台与服务机构的协议自 %(since)s 起有重要修改，机构尚未接受。"), _AGENCY
    ),
    "agency_agreement_missing": Words(_("尚未与所属服务机构签订书面协议。"), _SIGN_BOTH),
    "agency_agreement_lapsed": Words(
        _("与所属服务机构的书面协议已于 %(since)s 失效。"), _SIGN_BOTH
    ),
    "agency_agreement_changed": Words(
        _("与服务机构的协议文本自 %(since)s 起有重要修改，双方尚未重新签署。"), _SIGN_BOTH
    ),
    "training_missing": Words(
        _("直播营销人员尚未完成首次直播前的培训。"), _("请完成平台的全部必修培训课程。")
    ),
    "training_lapsed": Words(
        _("直播营销人员的培训已于 %(since)s 到期。"), _("请完成本年度的培训课程。")
    ),
    "recruitment_missing": Words(
        _("服务机构尚未完成对此人的招募核验。"),
        _("请核验其身份、经常居住地址、联系方式、专业资质和职业职务，并记录。"),
    ),
    "agency_rules_missing": Words(
        _("服务机构没有现行的内部管理制度。"),
        _("请公布规范招募、培训、使用、管理和违法行为处置的内部管理制度。"),
    ),
}


def charter_check(actor: Actor, asked: Asked) -> Iterable[Reason]:
    """Return what of the whole cast is not agreed or not learned.

    Law: M-agreements, M-agency-agreement, O117-training, O117-agency-management
    Law: O117-agency-recruitment
    """
    return _once(standing.lacks_seen(gate.seen(actor, asked, NAME).get("needed", ())))


def _given(actor: Actor, asked: Asked) -> dict[str, Any] | None:
    operator = [(asked.operator_id, standing.OPERATOR)] if asked.operator_id else []
    marketers = [(one, standing.MARKETER) for one in dict.fromkeys(asked.marketers)]
    cast = [*operator, *marketers]
    return standing.lacks_given(actor, cast) if cast else None


def _once(found: Iterable[Lack]) -> list[Reason]:
    """Return the reasons, each once: two courses that are due are one."""
    reasons: list[Reason] = []
    for reason in map(reason_of, found):
        if reason not in reasons:
            reasons.append(reason)
    return reasons


def reason_of(lack: Lack) -> Reason:
    """Return what is lacking as a reason against: about whom, by which clause, since when."""
    kind = lack.found.kind
    data = {"since": lack.since.isoformat()} if lack.since else {}
    if lack.found.other:
        data["agency"] = str(lack.found.other)
    about = None if kind == RULES else lack.found.on_account_of  # the house's, nobody's own
    return Reason(f"{CODES[kind]}_{lack.state}", CLAUSES[kind], about, data)


def function_condition(actor: Actor, party: Party) -> list[Reason]:
    """Return what a party must still sign or learn before its function is opened.

    Law: M-agreements, O117-training
    """
    found = standing.lacks_of(actor, [(party.pk, role) for role in party.roles])
    return _once(found)


gate.look_register(NAME, gate.Look(standing.BY_ROLE, _given))
gate.register(NAME, charter_check, WORDS)
parties.condition_register(NAME, function_condition)
