"""Which choices about taxes hold, which were written, and in what words."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from office import selectors as office
from tax import policies
from tax.models import TaxChoice
from tax.rules.choices import BOUNDS, OPTIONS, REPORTED, Choices, in_yuan

Held = office.Held[TaxChoice, Choices]
# What each choice is called, whether a clause speaks of it, and what each answer means.
NAMES: Mapping[str, tuple[Any, Any]] = {
    "gap_policy": (
        gettext_lazy("没有收入的月份"),
        gettext_lazy("公告只说“连续”取得收入的月份数；中间没有收入时怎样计，两种理解都有。"),
    ),
    "base_excludes_vat": (
        gettext_lazy("收入是否含增值税"),
        gettext_lazy("代办增值税的从业人员，按不含税的收入计算个人所得税。"),
    ),
    "expense_rounding": (
        gettext_lazy("费用的取整"),
        gettext_lazy("百分之二十的费用按累计额一次计算，或者每月取整到分再累加。"),
    ),
    "is_continuous": (
        gettext_lazy("机构和品牌支付的劳务报酬"),
        gettext_lazy("属于同一项目连续性收入的，以一个月内取得的收入为一次。"),
    ),
    "location": (
        gettext_lazy("平台所在地"),
        gettext_lazy("决定城市维护建设税的税率。"),
    ),
}
ANSWERS: Mapping[tuple[str, Any], Any] = {
    ("gap_policy", "reset_on_gap"): gettext_lazy("重新起算"),
    ("gap_policy", "count_gap_months"): gettext_lazy("照常计入月份数"),
    ("base_excludes_vat", True): gettext_lazy("不含增值税"),
    ("base_excludes_vat", False): gettext_lazy("含增值税"),
    ("expense_rounding", "cumulative"): gettext_lazy("按累计额计算"),
    ("expense_rounding", "per_month"): gettext_lazy("每月取整到分"),
    ("is_continuous", False): gettext_lazy("按次扣缴"),
    ("is_continuous", True): gettext_lazy("一个月为一次"),
    ("location", "city"): gettext_lazy("市区（7%）"),
    ("location", "county_town"): gettext_lazy("县城、镇（5%）"),
    ("location", "elsewhere"): gettext_lazy("其他（1%）"),
}
REPORTED_NAMES: Mapping[str, tuple[Any, Any]] = {
    "filed_income": (
        gettext_lazy("已扣缴并代办申报的服务收入"),
        gettext_lazy(
            "平台同时办理扣缴申报、代办申报的，不需要重复报送；月度申报记录之后才算已申报。"
        ),
    ),
    "small_buyers": (
        gettext_lazy("境外平台：境内购买方季度净额不超过五千元"),
        gettext_lazy("按单个境内购买方在平台内的季度累计交易净额判断，可以暂不报送。"),
    ),
    "convenience": (
        gettext_lazy("从事配送、运输、家政等便民劳务的从业人员的服务收入"),
        gettext_lazy(
            "依法享受税收优惠或不需要纳税的，不需要报送收入信息；身份信息照常报送。"
            "何为享受税收优惠，读到的文本没有写明。"
        ),
    ),
}
REPORTED_ANSWERS: Mapping[str, Any] = {
    "untaxed": gettext_lazy("本季未扣税也未代办税款的不报送"),
    "leave_out": gettext_lazy("不报送"),
    "report": gettext_lazy("照常报送"),
}
NUMBERS: Mapping[str, Any] = {
    "shops_at_once": gettext_lazy("一人同时几个店铺标识起算"),
    "changes": gettext_lazy("店铺标识变更几次起算"),
    "changes_within_days": gettext_lazy("变更在多少天以内"),
    "conversion_least_fen": gettext_lazy("劳务和经营所得各不少于（元）"),
    "under_percent": gettext_lazy("低于起征点百分之几以内算压线"),
    "parked_months": gettext_lazy("压线几个月起算"),
    "line_percent": gettext_lazy("低于五百万元百分之几以内算压线"),
    "batch_size": gettext_lazy("同一地址登记几户起算"),
    "batch_within_days": gettext_lazy("登记日期相隔几天以内"),
}


def choices_in_force(actor: Actor, on: date | None = None) -> Held:
    """Return the choices that hold on a day (today): the tenant's newest, or the shipped ones."""
    row = office.version_in_force(actor, TaxChoice, on)
    return office.Held(row, Choices.of(row.body) if row else Choices())


def choice_list(actor: Actor) -> TenantQuerySet[TaxChoice]:
    """Return the versions that were published and the drafts, the newest first.

    Raises:
        Forbidden: the actor does not see them.
    """
    policies.require_see(actor)
    return office.version_list(actor, TaxChoice)


def choice_get(actor: Actor, choice_id: UUID, *, lock: bool = False) -> TaxChoice:
    """Return one version.

    Raises:
        Forbidden: the actor does not see them. NotFound: no such version in the tenant.
    """
    policies.require_see(actor)
    row = office.version_find(actor, TaxChoice, choice_id, lock=lock)
    if row is None:
        raise NotFound(_("没有这一版口径。"))
    return row


def choice_name(one: TaxChoice) -> str:
    """Return what a version is called."""
    if one.version is None:
        return _("涉税口径草稿")
    return _("涉税口径第 %(version)s 版") % {"version": one.version}


def choice_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions are called in the record."""
    found = TaxChoice.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): choice_name(one) for one in found}


def choice_told(choices: Choices, other: Choices | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return choices as they are read; marked is what another version says otherwise."""
    return {
        "withholding": [
            {
                "name": name,
                "why": why,
                "answer": ANSWERS[code, getattr(choices.withholding, code)],
                "before": _before(code, choices, other),
            }
            for code, (name, why) in NAMES.items()
        ],
        "reporting": [
            _reported(code, getattr(choices.reporting, code), other) for code in REPORTED_NAMES
        ],
        "signs": [
            {
                "name": name,
                "answer": in_yuan(code, getattr(choices.signs, code)),
                "before": in_yuan(code, getattr(other.signs, code))
                if other and getattr(other.signs, code) != getattr(choices.signs, code)
                else None,
            }
            for code, name in NUMBERS.items()
        ],
    }


def _reported(code: str, answer: str, other: Choices | None) -> dict[str, Any]:
    name, why = REPORTED_NAMES[code]
    before = getattr(other.reporting, code) if other else answer
    was = REPORTED_ANSWERS[before] if before != answer else None
    return {"name": name, "why": why, "answer": REPORTED_ANSWERS[answer], "before": was}


def _before(code: str, choices: Choices, other: Choices | None) -> Any:
    if other is None:
        return None
    before = getattr(other.withholding, code)
    return None if before == getattr(choices.withholding, code) else ANSWERS[code, before]


def choice_fields(given: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the fields of the form, with what was chosen."""
    return {
        "options": [
            {
                "code": code,
                "name": NAMES[code][0],
                "why": NAMES[code][1],
                "answers": [
                    (str(value), ANSWERS[code, value], given.get(code) == str(value))
                    for value in values
                ],
            }
            for code, values in sorted(OPTIONS.items(), key=lambda one: list(NAMES).index(one[0]))
        ],
        "reporting": [
            {
                "code": code,
                "name": name,
                "why": why,
                "answers": [
                    (value, REPORTED_ANSWERS[value], given.get(code) == value)
                    for value in REPORTED[code]
                ],
            }
            for code, (name, why) in REPORTED_NAMES.items()
        ],
        "numbers": [
            {
                "code": code,
                "name": name,
                "value": given.get(code, ""),
                "least": in_yuan(code, max(BOUNDS[code][0], 100 * code.endswith("_fen"))),
                "most": in_yuan(code, BOUNDS[code][1]),
            }
            for code, name in NUMBERS.items()
        ],
    }
