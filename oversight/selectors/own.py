"""What oversight itself says of duties: mechanisms with somebody; authorities answered in time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office
from oversight.rules.inspections import ACKNOWLEDGE, ANSWER
from oversight.rules.mechanisms import KEYS
from oversight.selectors.mechanism import mechanisms_latest
from oversight.selectors.recording import LOOKED_BACK, tally
from oversight.selectors.violator import violator_count_here
from oversight.selectors.witness import GRAVE, faults_now
from rooms.selectors.ended import sessions_ended

SOON = timedelta(days=30)


def _mechanisms(actor: Actor, at: datetime) -> Reading:
    today = clock.to_date(at)
    held = mechanisms_latest(actor, actor.tenant_id).values()
    missing = len(KEYS) - len(held)
    late = sum(one.review_on < today for one in held)
    soon = sum(today <= one.review_on <= today + SOON for one in held)
    if missing:
        return Reading(State.BREACHED, "missing", len(held), len(KEYS), data={"missing": missing})
    return counted(late, len(KEYS), soon=soon)


def _inspections(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, (ANSWER, ACKNOWLEDGE), at)


def _violators(actor: Actor, at: datetime) -> Reading:
    standing, here = violator_count_here(actor, clock.to_date(at))
    if not standing:
        return Reading(State.IDLE, "none", 0, 0)
    return Reading(State.MET, "ok", standing, standing, data={"here": here})


def _witnessed(actor: Actor, _at: datetime) -> Reading:
    whole, faulty, _last = faults_now(actor)
    if not whole:
        return Reading(State.IDLE, "none", 0)
    grave = [one for one in faulty if one.alarmed in GRAVE]
    if grave:
        name = {"name": grave[0].name}
        return Reading(State.BREACHED, grave[0].alarmed, whole - len(faulty), whole, data=name)
    if faulty:
        data = {"name": faulty[0].name, "wrong": len(faulty)}
        return Reading(State.AT_RISK, "wrong", whole - len(faulty), whole, data=data)
    return Reading(State.MET, "ok", whole, whole)


def _recorded(actor: Actor, at: datetime) -> Reading:
    found = tally(actor, at - LOOKED_BACK)
    whole, wrong, gaps = found["whole"], found["wrong"], found["gaps"]
    if not whole:
        aired = sessions_ended(actor, at - LOOKED_BACK, 1)
        return Reading(State.AT_RISK, "unused", 0) if aired else Reading(State.IDLE, "none", 0)
    if wrong:
        return Reading(State.BREACHED, "lost", whole - wrong, whole, data={"wrong": wrong})
    if gaps:
        return Reading(State.BREACHED, "gaps", whole, whole, data={"gaps": gaps})
    return Reading(State.MET, "ok", whole, whole)


duties.register(
    Control(
        name="oversight.violators",
        clauses=("M-live-verification",),
        title=_("主管部门共享的严重违法名单：登记和开播时比对"),
        words={
            "none": _("没有有效的名单条目"),
            "ok": ngettext_lazy(
                "%(figure)s 条有效，其中 %(here)s 条涉及本平台的主体",
                "%(figure)s 条有效，其中 %(here)s 条涉及本平台的主体",
                "figure",
            ),
        },
        read=_violators,
        page="violators",
    ),
    Control(
        name="oversight.inspections",
        clauses=("M-cooperate", "O117-cooperate", "O117-truthful-data"),
        title=_("监督检查要求按主管部门的期限签收和答复"),
        words={
            "none": _("近 30 天没有监督检查要求"),
            "wrong": ngettext_lazy(
                "%(wrong)s 项要求逾期没有答复或签收", "%(wrong)s 项要求逾期没有答复或签收", "wrong"
            ),
            "soon": ngettext_lazy("%(soon)s 项要求即将到期", "%(soon)s 项要求即将到期", "soon"),
            "late": ngettext_lazy(
                "近 30 天有 %(late)s 项要求逾期才答复或签收",
                "近 30 天有 %(late)s 项要求逾期才答复或签收",
                "late",
            ),
            "ok": _("监督检查要求都在期限内签收和答复"),
        },
        read=_inspections,
        page="inspections",
    ),
    Control(
        name="oversight.mechanisms",
        clauses=("M-mechanisms", "O117-mechanisms"),
        title=_("七项管理制度：文件、责任人、复查日期、现行措施"),
        words={
            "none": _("还没有登记管理制度"),
            "missing": ngettext_lazy(
                "七项制度中有 %(missing)s 项尚未登记",
                "七项制度中有 %(missing)s 项尚未登记",
                "missing",
            ),
            "wrong": ngettext_lazy(
                "%(wrong)s 项制度的复查已逾期", "%(wrong)s 项制度的复查已逾期", "wrong"
            ),
            "soon": ngettext_lazy(
                "%(soon)s 项制度 30 天内须复查", "%(soon)s 项制度 30 天内须复查", "soon"
            ),
            "ok": _("七项制度均已登记并在复查期内"),
        },
        read=_mechanisms,
        page="mechanisms",
    ),
    Control(
        name="oversight.witnessed",
        clauses=("O117-evidence-3y",),
        title=_("平台以外的见证方对记录的检查点签名"),
        words={
            "none": _("没有登记见证方：平台自己重写全部记录时，外面没有人能发现"),
            "ahead": _("见证方 %(name)s 签过更大的记录树：现在的记录少了一段"),
            "fork": _("见证方 %(name)s 签过的记录与现在的不一致"),
            "wrong": ngettext_lazy(
                "%(of)s 个见证方中有 %(wrong)s 个没有签名",
                "%(of)s 个见证方中有 %(wrong)s 个没有签名",
                "wrong",
            ),
            "ok": ngettext_lazy("%(of)s 个见证方都在签名", "%(of)s 个见证方都在签名", "of"),
        },
        read=_witnessed,
        page="settings-witnesses",
    ),
    Control(
        name="oversight.recordings",
        clauses=("O117-evidence-3y",),
        title=_("每一分钟直播都有录像，在保存期内没有丢失或改动"),
        words={
            "unused": _("平台还没有登记过直播录像"),
            "none": _("还没有登记过直播录像"),
            "lost": ngettext_lazy(
                "%(wrong)s 段录像丢失、不符或无法访问，共 %(of)s 段",
                "%(wrong)s 段录像丢失、不符或无法访问，共 %(of)s 段",
                "wrong",
            ),
            "gaps": ngettext_lazy(
                "近三十天 %(gaps)s 场直播的录像有缺口",
                "近三十天 %(gaps)s 场直播的录像有缺口",
                "gaps",
            ),
            "ok": ngettext_lazy("%(of)s 段录像都在", "%(of)s 段录像都在", "of"),
        },
        read=_recorded,
        page="recordings",
    ),
)
