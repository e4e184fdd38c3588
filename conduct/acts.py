"""In what words the record tells what was put on lists and looked behind."""

from django.utils.translation import gettext_lazy as _

from conduct.models import Target
from conduct.selectors import names
from conduct.selectors.words import HOW, KNOWN, OUTCOMES
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told

LISTS = {Target.List.BLOCK: _("禁止"), Target.List.ALLOW: _("放行")}
STATES = {"kept": _("已取证"), "refused": _("未能打开")}


def _list(data: Data) -> object:
    return LISTS.get(data.get("list", ""), "")


def _state(data: Data) -> object:
    return STATES.get(data.get("state", ""), "")


def _outcome(data: Data) -> object:
    return OUTCOMES.get(data.get("outcome", ""), "")


def _how(data: Data) -> object:
    return HOW.get(data.get("how", ""), "")


def _known(data: Data) -> str:
    by = KNOWN.get(data.get("known_by", ""), "")
    return f"{by} {data.get('known_on', '')} {data.get('known_ref', '')}".strip()


TOLD = {
    "conduct.finding_excused": Told(
        _("适用豁免"), _("用语%(object)s有经审核的证明，相应的发现标记为有依据")
    ),
    "conduct.publicity_barred": Told(
        _("停止推广"), _("%(object)s有未了结的虚假宣传发现，停止一切推广")
    ),
    "conduct.publicity_released": Told(
        _("恢复推广"), _("%(object)s没有未了结的虚假宣传发现，恢复推广")
    ),
    "conduct.target_added": Told(
        _("加入名单"), _("%(who)s把%(object)s加入%(list)s名单"), {"list": _list}
    ),
    "conduct.target_removed": Told(
        _("移出名单"), _("%(who)s把%(object)s移出%(list)s名单"), {"list": _list}
    ),
    "conduct.targets_imported": Told(
        _("导入名单"),
        _("%(who)s导入名单：新增 %(added)s 条，已有 %(known)s 条，有误 %(faults)s 行"),
    ),
    "conduct.targets_exported": Told(_("导出名单"), _("%(who)s导出名单 %(rows)s 条")),
    "conduct.accounts_alike": Told(
        _("发现雷同账号"),
        _("%(who)s在%(object)s发现 %(value)s 个账号发布相同内容"),
    ),
    "conduct.agency_traced": Told(
        _("追溯服务机构"), _("%(who)s开始追溯%(object)s是否组织虚假交易（%(rooms)s 个直播间）")
    ),
    "conduct.agency_judged": Told(
        _("查明服务机构"), _("%(who)s查明%(object)s：%(outcome)s"), {"outcome": _outcome}
    ),
    "conduct.promotion_found": Told(
        _("发现为他人推广"),
        _("%(object)s%(how)s了被禁止者：%(known)s"),
        {"how": _how, "known": _known},
    ),
    "conduct.picture_read": Told(
        _("识别图片中的码"), _("%(who)s识别了一张图片：%(codes)s 个码，%(held)s 个未通过")
    ),
    "conduct.classifier_kept": Told(
        _("保存模型"), _("%(who)s保存了%(object)s（准确率 %(precision)s，召回率 %(recall)s）")
    ),
    "conduct.classifier_tried": Told(_("模型影子运行"), _("%(who)s让%(object)s影子运行")),
    "conduct.classifier_approved": Told(_("模型生效"), _("%(who)s批准%(object)s生效")),
    "conduct.classifier_retired": Told(_("停用模型"), _("%(who)s停用了%(object)s")),
    "conduct.landing_kept": Told(
        _("链接取证"), _("%(who)s打开%(object)s取证：%(state)s"), {"state": _state}
    ),
}

acts.register(
    TOLD,
    {
        "conduct_target": names.target_names,
        "conduct_jump": names.jump_names,
        "classifier": names.classifier_names,
    },
)
