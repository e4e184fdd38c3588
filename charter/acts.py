"""In what words the record tells what happened to texts, agreements and trainings."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from charter import selectors
from charter.selectors.words import (
    ENDS,
    FOUND,
    ITEMS,
    KINDS,
    MEASURES,
    RECORDS,
    STATES,
    said,
)
from charter.services import agency, check
from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.acts import Data, Told
from office import selectors as office


def _kind(data: Data) -> str:
    return str(KINDS.get(str(data.get("kind", "")), ""))


def _item(data: Data) -> str:
    code = str(data.get("item", ""))
    return str(ITEMS.get(code, _("全部约定") if code == check.EVERYTHING else code))


def _how(data: Data) -> str:
    return str(ENDS.get(str(data.get("how", "")), ""))


def _result(data: Data) -> str:
    return str(STATES.get(str(data.get("result", "")), ""))


def _did(data: Data) -> str:
    return str(RECORDS.get(str(data.get("kind", "")), ""))


def _found(data: Data) -> str:
    result = str(data.get("result", ""))
    return str(MEASURES.get(str(data.get("measure", "")), FOUND.get(result, "")))


VALUES = {
    "did": _did,
    "found": _found,
    "kind": _kind,
    "item": _item,
    "how": _how,
    "result": _result,
}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "charter.version_drafted": _told(_("起草文本"), _("%(who)s起草了%(kind)s第 %(number)s 版")),
    "charter.version_edited": _told(
        _("修改草稿"), _("%(who)s修改了%(kind)s第 %(number)s 版的草稿")
    ),
    "charter.version_marked": _told(
        _("标注法定内容"), _("%(who)s在%(kind)s第 %(number)s 版标注了：%(item)s")
    ),
    "charter.version_published": _told(
        _("公布文本"), _("%(who)s公布了%(kind)s第 %(number)s 版，自 %(effective_on)s 起施行")
    ),
    "charter.version_withdrawn": _told(
        _("撤回文本"), _("%(who)s撤回了%(kind)s第 %(number)s 版：%(reason)s")
    ),
    "charter.objection_made": _told(
        _("提出意见"), _("%(who)s对%(kind)s第 %(number)s 版提出了意见")
    ),
    "charter.objection_answered": _told(
        _("答复意见"), _("%(who)s答复了对%(kind)s第 %(number)s 版的意见")
    ),
    "charter.agreement_accepted": _told(
        _("接受协议"), _("%(who)s登记了对%(kind)s第 %(number)s 版的接受")
    ),
    "charter.agreement_concluded": _told(
        _("协议签订"), _("%(object)s已签订，自 %(starts_on)s 起生效")
    ),
    "charter.agreement_ended": _told(
        _("终止协议"), _("%(who)s终止了%(kind)s（%(how)s）：%(reason)s")
    ),
    "charter.check_recorded": _told(
        _("检查协议履行"), _("%(who)s检查了协议的履行：%(item)s，%(result)s")
    ),
    "charter.agency_recorded": _told(
        _("服务机构记录"), _("%(who)s记录了对%(object)s的%(did)s：%(found)s")
    ),
    "charter.course_drafted": _told(
        _("起草课程"), _("%(who)s起草了课程 %(course)s 第 %(number)s 版")
    ),
    "charter.course_edited": _told(
        _("修改课程"), _("%(who)s修改了课程 %(course)s 第 %(number)s 版的草稿")
    ),
    "charter.course_published": _told(
        _("发布课程"), _("%(who)s发布了课程 %(course)s 第 %(number)s 版")
    ),
    "charter.course_retired": _told(_("停用课程"), _("%(who)s停用了课程 %(course)s")),
    "charter.training_begun": _told(
        _("开始培训"), _("%(who)s登记了课程 %(course)s 的第 %(attempt)s 次学习")
    ),
    "charter.training_passed": _told(
        _("完成培训"),
        _("%(who)s登记了课程 %(course)s 的第 %(attempt)s 次学习已完成，有效期至 %(until)s"),
    ),
    "charter.training_failed": _told(
        _("培训未通过"),
        _("%(who)s登记了课程 %(course)s 的第 %(attempt)s 次学习未通过，得分 %(score)s"),
    ),
    "charter.training_refused": _told(
        _("拒不参加培训"), _("%(who)s登记了拒不参加课程 %(course)s：%(reason)s")
    ),
    "charter.training_annulled": _told(
        _("作废培训"), _("%(who)s作废了课程 %(course)s 的第 %(attempt)s 次学习：%(reason)s")
    ),
}


def _versions(actor: Actor, ids: Collection[str]) -> Mapping[str, str]:
    found = selectors.version_list(actor).filter(pk__in=ids)
    return {str(one.pk): f"{said(one.title)} v{one.number}" for one in found}


def _agreements(actor: Actor, ids: Collection[str]) -> Mapping[str, str]:
    return selectors.agreement_names(actor, ids)


def _courses(actor: Actor, ids: Collection[str]) -> Mapping[str, str]:
    found = selectors.course_list(actor).filter(pk__in=ids)
    return {str(one.pk): f"{said(one.title)} v{one.number}" for one in found}


acts.register(TOLD, {"charter_version": _versions, "agreement": _agreements, "course": _courses})
office.clock_words(
    {
        check.LOOK.clock: _("协议履行检查"),
        check.SUBJECT: _("协议"),
        agency.LOOK.clock: _("服务机构日常检查"),
        agency.HANDLE: _("违法行为处置"),
    }
)
