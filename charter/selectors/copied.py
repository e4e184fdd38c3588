"""What charter keeps of a person, for the copy of his own data."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from charter.models import Acceptance, AgencyRecord, Agreement, Objection, Training
from charter.rules import agency
from charter.selectors.words import FOUND, KINDS, MEASURES, RECORDS
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
from parties.services.sealing import read


def _agreements(actor: Actor, party: Party, key: DataKey | None) -> list[Row]:
    sides = Q(party=party) | Q(counterpart=party)
    found = (
        Agreement.objects.of(actor).filter(sides).select_related("version", "party", "counterpart")
    )
    own = Acceptance.objects.of(actor).filter(party=party, agreement__in=found)
    signed = {one.agreement_id: one for one in own}
    rows = []
    for one in found.order_by("-id")[:MOST]:
        other = one.counterpart if one.party_id == party.pk else one.party
        row = {
            "kind": one.kind,
            "text": one.version.title.get("zh", ""),
            "number": one.version.number,
        }
        row |= {"with": other.public_name if other else ""}
        row |= row_of(one, "text_sha256", "offered_at", "concluded_at", "starts_on", "ends_on")
        row |= row_of(one, "ended_at", "end_kind", "end_reason")
        mine = signed.get(one.pk)
        if mine is not None:
            row |= {"signer_name": read(mine, "signer_name", key), "ip": read(mine, "ip", key)}
            row |= row_of(mine, "capacity", "channel", "accepted_at")
        rows.append(row)
    return rows


def _objections(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    mine = Q(party=party) | Q(user_id=party.user_id, user__isnull=False)
    found = (
        Objection.objects.of(actor).filter(mine).select_related("version").order_by("-id")[:MOST]
    )
    return [
        {"text": one.version.title.get("zh", ""), "said": one.text}
        | row_of(one, "leaves", "given_at", "answer", "answered_at")
        for one in found
    ]


def _trainings(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = Training.objects.of(actor).filter(party=party).select_related("course").order_by("-id")
    return [
        {"course": one.course.title.get("zh", ""), "number": one.course.number}
        | row_of(one, "attempt", "state", "source", "started_at", "finished_at", "minutes")
        | row_of(one, "score_percent", "valid_until", "ended_at", "end_reason")
        for one in found[:MOST]
    ]


def _agency(actor: Actor, party: Party, _key: DataKey | None) -> list[Row]:
    found = AgencyRecord.objects.of(actor).filter(party=party).order_by("-id")[:MOST]
    return [row_of(one, "kind", "done_on", "result", "measure", "note") for one in found]


AGREEMENT: dict[str, Any] = {
    "text": _("文本"), "with": _("另一方"), "text_sha256": _("文本摘要"),
    "offered_at": _("首方签署"), "concluded_at": _("成立"), "starts_on": _("生效日"),
    "ends_on": _("届满日"), "ended_at": _("终止时间"), "end_kind": _("终止方式"),
    "end_reason": _("终止原因"), "signer_name": _("签署人"), "ip": _("签署时的网络地址"),
    "capacity": _("签署人职务"), "channel": _("签署方式"), "accepted_at": _("签署时间"),
}  # fmt: skip
OBJECTION: dict[str, Any] = {
    "text": _("文本"), "said": _("异议"), "leaves": _("选择退出"), "given_at": _("提出时间"),
    "answer": _("答复"), "answered_at": _("答复时间"),
}  # fmt: skip
TRAINING: dict[str, Any] = {
    "course": _("课程"), "attempt": _("第几次"), "source": _("方式"), "finished_at": _("完成时间"),
    "minutes": _("用时（分钟）"), "score_percent": _("得分"), "ended_at": _("处理时间"),
    "end_reason": _("原因"),
}  # fmt: skip


def _selected(actor: Actor, party: Party) -> list[Kept]:
    """Return that whom somebody verified as the seller of goods is kept, and by which clause.

    Law: O117-agency-selection-3y, O117-supplier-check
    """
    mine = AgencyRecord.objects.of(actor).filter(party=party, keep_until__isnull=False)
    last = mine.order_by("-keep_until").first()
    if last is None:
        return []
    clause = agency.CLAUSES[last.kind]
    return [{"what": "selection", "clause": clause, "until": f"{last.keep_until}"}]


AGENCY: dict[str, Any] = {"done_on": _("日期"), "measure": _("处置措施"), "note": _("说明")}
section_register(
    Section("agency", _("服务机构的记录"), _agency, AGENCY,
            {"kind": RECORDS, "result": FOUND, "measure": MEASURES}, models=(AgencyRecord,))
)  # fmt: skip
section_register(
    Section("agreements", _("协议"), _agreements, AGREEMENT, {"kind": KINDS},
            models=(Agreement, Acceptance))
)  # fmt: skip
SELECTION_WORDS = {"zh": "选品、供应商核验记录", "en": "records of sellers verified"}
keeper_register("selection", SELECTION_WORDS, _selected, holds=True)
section_register(Section("objections", _("对规则的异议"), _objections, OBJECTION))
section_register(Section("trainings", _("培训"), _trainings, TRAINING, models=(Training,)))
