"""In what words the record tells of parties: who came, what was filed, who may be on air."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from parties.selectors import party_names


def _why(data: Data) -> str:
    return f"（{data['reason']}）" if data.get("reason") else ""


WHY = {"why": _why}
TOLD = {
    "parties.party_registered": Told(_("登记主体"), _("%(who)s登记了主体%(object)s")),
    "parties.party_changed": Told(
        _("修改主体资料"),
        _("%(who)s修改了主体%(object)s的资料：%(fields)s"),
        {"fields": lambda data: "、".join(data.get("fields", ()))},
    ),
    "parties.party_role_added": Told(_("增加身份"), _("%(who)s为主体%(object)s增加了一种身份")),
    "parties.party_admitted": Told(_("完成登记"), _("主体%(object)s完成登记")),
    "parties.party_closed": Told(_("注销主体"), _("%(who)s注销了主体%(object)s%(why)s"), WHY),
    "parties.document_given": Told(_("提交证件"), _("%(who)s为主体%(object)s提交了证件")),
    "parties.credential_given": Told(
        _("提交许可或证书"), _("%(who)s为主体%(object)s提交了许可或证书")
    ),
    "parties.credential_approved": Told(
        _("通过许可或证书"), _("%(who)s通过了主体%(object)s的许可或证书%(why)s"), WHY
    ),
    "parties.credential_refused": Told(
        _("退回许可或证书"), _("%(who)s退回了主体%(object)s的许可或证书%(why)s"), WHY
    ),
    "parties.credential_lapsed": Told(
        _("许可或证书到期"), _("主体%(object)s的许可或证书于 %(until)s 到期")
    ),
    "parties.tie_made": Told(_("登记合作关系"), _("%(who)s登记了主体%(object)s的合作关系")),
    "parties.tie_ended": Told(_("结束合作关系"), _("%(who)s结束了主体%(object)s的合作关系")),
    "parties.mark_given": Told(
        _("登记收款账户或设备"), _("%(who)s登记了主体%(object)s的收款账户或设备（只存摘要）")
    ),
    "parties.bar_placed": Told(_("禁止出镜"), _("%(who)s禁止主体%(object)s从事直播营销")),
    "parties.bar_lifted": Told(_("解除禁止"), _("%(who)s解除了对主体%(object)s的禁止")),
    "parties.roll_exported": Told(_("导出主体名册"), _("%(who)s导出了主体名册")),
    "parties.minor_access_asked": Told(
        _("申请查看未成年人信息"), _("%(who)s申请查看未成年人%(object)s的个人信息%(why)s"), WHY
    ),
    "parties.minor_access_approved": Told(
        _("批准查看未成年人信息"),
        _("%(who)s批准了查看未成年人%(object)s个人信息的申请，%(until)s 前有效%(why)s"),
        WHY,
    ),
    "parties.minor_access_revoked": Told(
        _("撤回查看未成年人信息的批准"),
        _("%(who)s撤回了查看主体%(object)s个人信息的批准%(why)s"),
        WHY,
    ),
    "parties.minor_access_refused": Told(
        _("不批准查看未成年人信息"),
        _("%(who)s没有批准查看未成年人%(object)s个人信息的申请%(why)s"),
        WHY,
    ),
    "parties.function_opened": Told(
        _("开通直播营销功能"), _("%(who)s为主体%(object)s开通了直播营销功能")
    ),
    "parties.function_suspended": Told(
        _("暂停直播营销功能"), _("%(who)s暂停了主体%(object)s的直播营销功能%(why)s"), WHY
    ),
    "parties.function_resumed": Told(
        _("恢复直播营销功能"), _("%(who)s恢复了主体%(object)s的直播营销功能%(why)s"), WHY
    ),
    "parties.function_cancelled": Told(
        _("取消直播营销功能"), _("%(who)s取消了主体%(object)s的直播营销功能%(why)s"), WHY
    ),
}

acts.register(TOLD, {"party": party_names})
