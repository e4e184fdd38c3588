"""In what words the record tells what happened to rules."""

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.acts import Told
from studio.selectors import names

TOLD = {
    "studio.version_drafted": Told(_("起草规则"), _("%(who)s起草了%(object)s")),
    "studio.version_discarded": Told(_("作废规则草稿"), _("%(who)s作废了%(object)s")),
    "studio.version_shadowed": Told(_("规则进入影子运行"), _("%(who)s让%(object)s进入影子运行")),
    "studio.version_asked": Told(
        _("申请规则生效"), _("%(who)s申请让%(object)s在百分之 %(asked)s 的场次生效")
    ),
    "studio.version_approved": Told(
        _("批准规则生效"), _("%(who)s批准%(object)s在百分之 %(share)s 的场次生效")
    ),
    "studio.version_refused": Told(_("退回规则申请"), _("%(who)s退回了%(object)s的生效申请")),
    "studio.version_retired": Told(_("停用规则"), _("%(who)s停用了%(object)s")),
    "studio.backtest_started": Told(_("开始回测规则"), _("%(who)s开始回测%(object)s")),
    "studio.backtest_cancelled": Told(_("取消规则回测"), _("%(who)s取消了对%(object)s的回测")),
    "studio.backtest_ended": Told(
        _("规则回测完成"), _("对%(object)s的回测完成，命中 %(caught)s 条")
    ),
    "studio.issue_drafted": Told(_("起草词表"), _("%(who)s起草了%(object)s")),
    "studio.issue_discarded": Told(_("作废词表草稿"), _("%(who)s作废了%(object)s")),
    "studio.terms_changed": Told(
        _("改动词表"), _("%(who)s改动了%(object)s：加入 %(added)s 个词，移除 %(removed)s 个")
    ),
    "studio.issue_measured": Told(
        _("词表编译和试量"), _("%(object)s已编译，并在 %(lines)s 条已存内容上量过")
    ),
    "studio.issue_asked": Told(_("申请词表生效"), _("%(who)s申请让%(object)s生效")),
    "studio.issue_shadowed": Told(_("词表进入影子运行"), _("%(who)s让%(object)s进入影子运行")),
    "studio.issue_unshadowed": Told(_("词表结束影子运行"), _("%(who)s让%(object)s回到草稿")),
    "studio.issue_approved": Told(_("批准词表生效"), _("%(who)s批准%(object)s生效")),
    "studio.issue_refused": Told(_("退回词表申请"), _("%(who)s退回了%(object)s的生效申请")),
    "studio.issue_retired": Told(_("停用词表"), _("%(who)s停用了%(object)s")),
}

acts.register(TOLD, {"rule_version": names.version_names, "pack_issue": names.issue_names})
