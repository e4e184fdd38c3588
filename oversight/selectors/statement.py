"""Ask which exports of statements of reasons there are, and what is not in them, in words."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation.rules import NAMES
from moderation.selectors import measures_named
from moderation.selectors.family import tongue
from office.models import File, Job
from oversight import policies
from oversight.models import StatementExport, StatementFault, StatementTaking
from oversight.rules.statements import ACCOUNT, CATEGORY, LANGUAGE, NEAR, SANCTION, TERRITORY
from sanctions.models.sanction import number_of
from sanctions.selectors import words

FAULTS: dict[str, Any] = {
    "no_decision": gettext_lazy("没有说明限制了什么"),
    "missing": gettext_lazy("必填项为空"),
    "not_here": gettext_lazy("与其他字段不相容，不应填写"),
    "no_text": gettext_lazy("不是文字"),
    "too_long": gettext_lazy("超过 %(most)s 个字符"),
    "wrong_form": gettext_lazy("格式不对"),
    "no_such_code": gettext_lazy("不在代码表中"),
    "no_list": gettext_lazy("不是列表"),
    "twice": gettext_lazy("重复"),
    "no_day": gettext_lazy("不是日期"),
    "out_of_range": gettext_lazy("日期超出允许的范围"),
    "no_url": gettext_lazy("不是网址"),
    "unknown": gettext_lazy("没有这个字段"),
    "own_clause": gettext_lazy("没有引用现行条款"),
    "own_agreement": gettext_lazy("依据服务协议，但没有写明条款"),
    "own_facts": gettext_lazy("事实没有写清楚"),
    "own_proportionality": gettext_lazy("没有比例说明"),
    "own_remedy": gettext_lazy("没有救济途径"),
    "own_delivery": gettext_lazy("没有送达记录：当事人尚未收到通知"),
    "own_term": gettext_lazy("有期限的处罚没有写明到期日"),
    "own_consumers": gettext_lazy("没有写明订单、售后和纠纷如何处理"),
    "own_category": gettext_lazy("违规类型没有对应的类别，请在处罚阶梯中引用一项条款"),
    "own_backwards": gettext_lazy("结束日期早于开始日期"),
    "own_before": gettext_lazy("所涉内容晚于处理日期"),
    "own_names": gettext_lazy("文字里有证件号、手机号或邮箱"),
}
GAPS: dict[str, Any] = {
    TERRITORY: gettext_lazy("适用地域留空：对方只收欧盟和欧洲经济区的国家代码"),
    LANGUAGE: gettext_lazy("内容语言留空：记录里没有逐条的语言"),
    NEAR: gettext_lazy("禁止重新注册、列入黑名单没有对应项，按“服务全部暂停至期满”填写"),
    CATEGORY: gettext_lazy("类别取最接近的一项，并在补充说明中写明违规类型"),
    ACCOUNT: gettext_lazy("针对账号而非某项内容：内容日期取账号登记日期"),
}


class Problem(NamedTuple):
    """A decision that is not in an export: what it is called, where it is, what is wrong."""

    source: str
    ref: UUID
    name: str
    what: str
    room: UUID | None
    said: list[str]


def export_list(actor: Actor) -> TenantQuerySet[StatementExport]:
    """Return the exports, the newest first.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see_statements(actor)
    found = StatementExport.objects.of(actor).select_related("made_by", "job", "file")
    return found.order_by("-id")


def export_get(actor: Actor, export_id: UUID, *, lock: bool = False) -> StatementExport:
    """Return one export.

    Raises:
        NotFound: no such export for this actor.
    """
    return _one(export_list(actor), export_id, lock=lock)


def export_by_key(actor: Actor, export_id: UUID, *, lock: bool = False) -> StatementExport:
    """Return an export that a program of the platform ordered.

    Raises:
        Forbidden: no program. NotFound: none such; what people ordered is not a program's.
    """
    policies.require_key_packages(actor)
    return _one(export_list(actor).filter(key__isnull=False), export_id, lock=lock)


def _one(found: TenantQuerySet[StatementExport], export_id: UUID, *, lock: bool) -> StatementExport:
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=export_id).first()
    if row is None:
        raise NotFound(_("没有这次导出。"))
    return row


def export_ordered(actor: Actor, export_id: UUID) -> StatementExport:
    """Return an export for whoever carries it out.

    Raises:
        NotFound: there is none such.
    """
    rows = StatementExport.objects.of(actor).select_related("job", "file")
    row = rows.filter(pk=export_id).first()
    if row is None:
        raise NotFound(_("没有这次导出。"))
    return row


def export_state(row: StatementExport) -> str:
    """Return how an export stands: ready, gone, or as its job does."""
    if row.made_at is not None and row.file is not None:
        return "gone" if row.file.state == File.State.GONE else "ready"
    state = row.job.state if row.job else Job.State.FAILED
    return "failed" if state == Job.State.DONE else str(state)


def export_takings(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[StatementTaking]]:
    """Return who took exports away, the newest first."""
    rows = StatementTaking.objects.of(actor).filter(export_id__in=list(ids)).select_related("by")
    found: dict[UUID, list[StatementTaking]] = {}
    for one in rows.order_by("-id"):
        found.setdefault(one.export_id, []).append(one)
    return found


def export_problems(actor: Actor, row: StatementExport, since: UUID | None, most: int) -> list[
    tuple[UUID, Problem]
]:  # fmt: skip
    """Return what is not in an export, some at a time, behind one; each with its words."""
    policies.require_see_statements(actor)
    found = StatementFault.objects.of(actor).filter(export=row)
    if since is not None:
        found = found.filter(pk__gt=since)
    rows = list(found.order_by("pk")[:most])
    measures = [one.ref for one in rows if one.source != SANCTION]
    rooms = {one.pk: one.room_id for one in measures_named(actor, measures)}
    return [(one.pk, _problem(one, rooms)) for one in rows]


def _problem(one: StatementFault, rooms: Mapping[UUID, UUID]) -> Problem:
    if one.source == SANCTION:
        name, what = number_of(one.ref), words.rung(one.what)
    else:
        name, what = one.ref.hex[-8:].upper(), NAMES[one.what][tongue()]
    return Problem(one.source, one.ref, name, what, rooms.get(one.ref), faults_said(one.faults))


def faults_said(faults: Collection[Any]) -> list[str]:
    """Return what is wrong with a statement, in words of the reader's language."""
    said = []
    for field, code, most in faults:
        text = str(FAULTS.get(code, code))
        text = text % {"most": most} if most else text
        said.append(f"{field}：{text}" if field else text)
    return said


def gaps_said(row: StatementExport) -> list[tuple[str, int]]:
    """Return what of an export has no place over there, and of how many statements that is so."""
    return [(str(GAPS[name]), row.gaps[name]) for name in GAPS if row.gaps.get(name)]


def export_names(actor: Actor, refs: Collection[str]) -> Mapping[str, str]:
    """Return what exports are called, for who may see them."""
    if not policies.can_see_statements(actor):
        return {}
    found = StatementExport.objects.of(actor).filter(pk__in=[UUID(one) for one in refs])
    said = _("%(period)s 的理由说明")
    return {str(one.pk): said % {"period": one.period} for one in found}
