"""In what words a month of withholding is explained to whom it concerns: step by step, and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from charter.selectors.words import cited
from tax.models import Withheld
from tax.rules import paths
from tax.rules.ladder import ladder
from tax.rules.refusals import TaxRefused
from tax.selectors.words import PATHS
from tax.templatetags.tax import percent, yuan

STEPS: Mapping[str, Any] = {
    "year_income": gettext_lazy("今年累计收入"),
    "year_expense": gettext_lazy("累计费用"),
    "year_deduction": gettext_lazy("累计减除费用"),
    "year_other": gettext_lazy("其他扣除"),
    "year_taxable": gettext_lazy("累计应纳税所得额"),
    "year_due": gettext_lazy("累计应预扣税额"),
    "withheld_before": gettext_lazy("之前月份已预扣"),
    "relief": gettext_lazy("减免税额"),
    "withheld": gettext_lazy("本月预扣"),
    "income": gettext_lazy("本月收入"),
    "refunded": gettext_lazy("本月退款"),
    "expense": gettext_lazy("费用"),
    "deduction": gettext_lazy("减除费用"),
    "taxable": gettext_lazy("应纳税所得额"),
}
FLAT_UP_TO_FEN = 400_000


def why_of(one: Withheld, before: Withheld | None = None) -> dict[str, Any]:
    """Return how a month is explained: its way, its steps, and what moved it since the last.

    Law: N61-told
    """
    is_english = (get_language() or "").startswith("en")
    way = next((entry for entry in paths.shipped() if entry.path == one.path), None)
    given = (one.income_fen, one.refunded_fen, one.withheld_fen)
    steps = [
        {"row": step, "name": STEPS[step.code], "note": _note(step.code, one)}
        for step in ladder(one.path, *given, one.told)
    ]
    return {
        "row": one,
        "path": PATHS[one.path],
        "why": _undecided(one, is_english=is_english)
        or ((way.en if is_english else way.zh) if way else ""),
        "clause": cited(one.clause) if one.clause else None,
        "steps": steps,
        "moved": _moved(one, before) if steps else "",
        "share": percent(one.withheld_fen * 10_000 // one.income_fen) if one.income_fen else "",
        "rate": percent(one.told.get("rate_bp")) if one.told.get("cum_taxable_fen") else "",
        "levied_fen": one.vat_fen + one.surcharge_fen,
    }


def whys_of(lines: Sequence[Withheld]) -> list[dict[str, Any]]:
    """Return how months are explained, the newest first; each beside the one before it."""
    pairs = zip(lines, [None, *lines], strict=False)
    found = [why_of(one, before if _follows(one, before) else None) for one, before in pairs]
    return found[::-1]


def bars_of(pairs: Sequence[tuple[date, int, int | None]]) -> list[dict[str, Any]]:
    """Return what months brought and withheld (None: not computed), as parts of the highest."""
    most = max([net for _month, net, _held in pairs] + [1])
    return [
        {
            "month": month,
            "net_fen": net,
            "withheld_fen": held,
            "wide": max(0, net) * 100 // most,
            "held_wide": min(100, (held or 0) * 100 // most),
        }
        for month, net, held in pairs
    ]


def bars_of_lines(lines: Sequence[Withheld]) -> list[dict[str, Any]]:
    """Return the bars of somebody's months, all that he is added up; none for a single month."""
    sums: dict[date, tuple[int, int]] = {}
    for one in lines:
        net, held = sums.get(one.month, (0, 0))
        net += one.income_fen - one.refunded_fen
        sums[one.month] = (net, held + one.withheld_fen)
    found = [(month, *of) for month, of in sorted(sums.items(), reverse=True)]
    return bars_of(found) if len(found) > 1 else []


def _follows(one: Withheld, before: Withheld | None) -> bool:
    return before is not None and (before.payee_id, before.path) == (one.payee_id, one.path)


def _undecided(one: Withheld, *, is_english: bool) -> str:
    """Return why nobody knows how a payee is to be withheld from."""
    if "why" not in one.told:
        return ""
    facts = {name: str(value) for name, value in one.told.items() if name != "why"}
    words = TaxRefused(one.told["why"], **facts).words
    return words.en if is_english else words.zh


def _note(code: str, one: Withheld) -> str:
    """Return how a step is reckoned."""
    told, facts = one.told, _facts(one)
    said = {
        "year_income": _("其中本月 %(income)s 元"),
        "year_expense": _("收入的 %(expense)s"),
        "year_deduction": _months(told.get("months") or 0),
        "year_other": _("专项扣除、专项附加扣除等"),
        "year_due": _("× %(rate)s − 速算扣除数 %(quick)s 元"),
        "withheld_before": _("今年到上月为止"),
        "expense": _flat(one),
        "deduction": _("每月减除"),
        "withheld": _by_table(one) if "cum_due_fen" not in told else "",
    }.get(code, "")
    return said % facts if said else ""


def _facts(one: Withheld) -> dict[str, Any]:
    told = one.told
    income, months = told.get("cum_income_fen") or 0, told.get("months") or 0
    return {
        "income": yuan(one.income_fen - one.refunded_fen),
        "expense": percent(round((told.get("cum_expense_fen") or 0) * 100 / income) * 100)
        if income
        else "",
        "monthly": f"{(told.get('cum_deduction_fen') or 0) // max(1, months) // 100:,}",
        "months": months,
        "rate": percent(told.get("rate_bp")),
        "quick": yuan(told.get("quick_fen")),
        "payments": told.get("payments", 0),
    }


def _months(number: int) -> str:
    return ngettext(
        "每月 %(monthly)s 元，%(months)s 个月", "每月 %(monthly)s 元，%(months)s 个月", number
    )


def _flat(one: Withheld) -> str:
    """Return what is taken off a payment for labour before it is taxed."""
    if one.path in ("nonresident", "nonresident_wage"):
        return _("收入的 20%%")
    if one.path == "labour_monthly" and one.income_fen <= FLAT_UP_TO_FEN:
        return _("不超过 4,000 元，减 800 元")
    return _("每次不超过 4,000 元减 800 元，超过的减 20%%")


def _by_table(one: Withheld) -> str:
    if "rate_bp" in one.told:
        return _("× %(rate)s − 速算扣除数 %(quick)s 元")
    return _("逐笔计算后相加（共 %(payments)s 笔）")


def _moved(one: Withheld, before: Withheld | None) -> str:
    """Say what made a month's withholding other than the one before it: what people ask first."""
    told = one.told
    if "cum_due_fen" not in told:
        return ""
    if not told["cum_taxable_fen"]:
        return _("累计收入还没有超过累计扣除，所以没有预扣。")
    before_fen = told["cum_withheld_fen"] - one.withheld_fen
    if not one.withheld_fen and told["cum_due_fen"] == before_fen:
        return _("累计应预扣与之前已预扣的相同，本月不再扣。")
    if not one.withheld_fen:
        return _(
            "累计应预扣不多于之前已预扣的，本月不扣；多扣的不在年度内退，年度汇算清缴时多退少补。"
        )
    then = before.told.get("rate_bp") if before is not None else None
    if then is not None and before is not None and before.told.get("cum_taxable_fen"):
        facts = {
            "taxable": yuan(told["cum_taxable_fen"]),
            "rate": percent(told["rate_bp"]),
            "then": percent(then),
        }
        if told["rate_bp"] > then:
            said = _(
                "累计应纳税所得额升到 %(taxable)s 元，适用税率从 %(then)s 升到 %(rate)s，"
                "所以本月扣得比上月多。"
            )
            return said % facts
    return ""
