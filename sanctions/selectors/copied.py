"""Decisions against a person and his appeals: for the copy of his own data, and as kept by law."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.personal import DataKey
from parties.models import Party
from parties.selectors.contributed import (
    MOST,
    Kept,
    Row,
    Section,
    keeper_register,
    row_of,
    section_register,
)
from sanctions.models import Appeal, Match, Message, Sanction
from sanctions.selectors.words import APPEALS, BASES, KNOWN_BY, MATCHES, RUNGS, STATES, SUBJECTS

# What was only proposed, or not approved, never was a decision against him.
DECIDED = ("in_force", "expired", "lifted", "overturned", "changed")


def _sanctions(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Sanction.objects.of(actor).filter(party=party, state__in=DECIDED).order_by("-id")[:MOST]
    return [
        {"number": one.number, "clause": _cited(one.clause)}
        | row_of(one, "subject", "rung", "basis", "facts", "proportionality", "is_automated")
        | row_of(one, "orders", "after_sales", "disputes", "is_shared")
        | row_of(one, "state", "starts_at", "ends_at", "ended_at", "end_reason", "appeal_until")
        for one in found
    ]


def _appeals(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = list(
        Appeal.objects.of(actor)
        .filter(sanction__party=party)
        .select_related("sanction")
        .order_by("-id")[:MOST]
    )
    said: dict[Any, list[str]] = {}
    for one in Message.objects.of(actor).filter(appeal__in=found).order_by("id"):
        said.setdefault(one.appeal_id, []).append(one.text)
    return [
        {"number": one.sanction.number, "messages": said.get(one.pk, []), "appeal": one.state}
        | row_of(one, "channel", "filed_at", "grounds", "decided_at", "answer")
        for one in found
    ]


def _matches(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Match.objects.of(actor).filter(party=party).order_by("-id")[:MOST]
    return [
        {"clause": _cited(one.clause)}
        | row_of(one, "platform", "by", "since", "until", "state", "found_at", "retracted_at")
        for one in found
    ]


def _kept(actor: Actor, party: Party) -> list[Kept]:
    """Return that decisions against him are kept: the article says so and names no term.

    Law: M-account-sanctions
    """
    found = Sanction.objects.of(actor).filter(party=party, state__in=DECIDED)
    kept: Kept = {"what": "sanctions", "clause": "M-account-sanctions", "until": ""}
    return [kept] if found.exists() else []


def _cited(clause_id: str) -> str:
    known = clause_id in law.register()
    return law.citation(law.clause(clause_id), "zh") if known else clause_id


SANCTION: dict[str, Any] = {
    "number": _("编号"), "clause": _("条款"), "subject": _("对象"), "rung": _("处罚"),
    "basis": _("依据"), "facts": _("事实"), "proportionality": _("比例说明"),
    "is_automated": _("是否自动作出"), "starts_at": _("开始"), "ends_at": _("期满"),
    "orders": _("订单处理"), "after_sales": _("售后服务"), "disputes": _("消费纠纷"),
    "is_shared": _("名单共享"), "ended_at": _("解除"), "end_reason": _("解除理由"),
    "appeal_until": _("申诉截止"),
}  # fmt: skip
APPEAL: dict[str, Any] = {
    "number": _("处罚编号"), "messages": _("往来"), "appeal": _("结果"), "channel": _("途径"),
    "filed_at": _("提出"), "grounds": _("申诉理由"), "decided_at": _("答复时间"),
    "answer": _("答复"),
}  # fmt: skip
MATCH: dict[str, Any] = {
    "clause": _("条款"), "platform": _("名单所在的平台"), "by": _("按什么匹配"),
    "found_at": _("匹配时间"), "retracted_at": _("撤回时间"),
}  # fmt: skip

section_register(
    Section("sanctions", _("处罚"), _sanctions, SANCTION,
            {"rung": RUNGS, "state": STATES, "subject": SUBJECTS, "basis": BASES})
)  # fmt: skip
section_register(
    Section("appeals", _("申诉"), _appeals, APPEAL, {"appeal": APPEALS}, models=(Appeal,))
)
section_register(
    Section("matches", _("名单匹配"), _matches, MATCH, {"by": KNOWN_BY, "state": MATCHES})
)
keeper_register("sanctions", {"zh": "处罚与申诉记录", "en": "decisions and appeals"}, _kept)
