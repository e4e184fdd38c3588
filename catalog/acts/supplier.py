"""In what words the record tells what happened to suppliers, papers and lists of recalls."""

from django.utils.translation import gettext_lazy as _

from catalog import selectors
from catalog.selectors import supplier_words as words
from catalog.services import supplier
from livecompliance.kernel import acts
from livecompliance.kernel.acts import Data, Told
from office import selectors as office


def _paper(data: Data) -> str:
    return selectors.paper_name(str(data.get("kind", "")))


def _result(data: Data) -> str:
    return str(words.STATES.get(str(data.get("result", "")), ("", ""))[0])


def _credit(data: Data) -> str:
    return str(words.CREDITS.get(str(data.get("credit", "")), ("", ""))[0])


def _list(data: Data) -> str:
    return str(words.RECALLS.get(str(data.get("kind", "")), ("", ""))[0])


VALUES = {"paper": _paper, "result": _result, "credit": _credit, "list": _list}


def _told(name: object, says: object) -> Told:
    return Told(name, says, VALUES)  # type: ignore[arg-type]


TOLD = {
    "catalog.supplier_filed": _told(_("登记供应商"), _("%(who)s登记了供应商%(object)s")),
    "catalog.merchant_tied": _told(
        _("关联商家账号"), _("%(who)s让一个商家账号查看供应商%(object)s的事项")
    ),
    "catalog.merchant_untied": _told(
        _("解除商家账号"), _("%(who)s解除了供应商%(object)s与一个商家账号的关联")
    ),
    "catalog.supplier_changed": _told(
        _("修改供应商"), _("%(who)s修改了供应商%(object)s的资料，须重新核验")
    ),
    "catalog.supplier_looked": _told(
        _("核验供应商"), _("%(who)s核验了供应商%(object)s：%(result)s，信用情况%(credit)s")
    ),
    "catalog.supplier_closed": _told(
        _("停止合作"), _("%(who)s停止了与供应商%(object)s的合作：%(reason)s")
    ),
    "catalog.supplier_destroyed": _told(
        _("销毁供应商资料"), _("%(object)s的资料已过保存期限，已销毁")
    ),
    "catalog.paper_given": _told(_("提交证照"), _("%(who)s为%(object)s提交了%(paper)s")),
    "catalog.paper_attached": _told(
        _("补交证照文件"), _("%(who)s为%(object)s的%(paper)s补交了文件")
    ),
    "catalog.paper_approved": _told(_("通过证照"), _("%(who)s通过了%(object)s的%(paper)s")),
    "catalog.paper_refused": _told(
        _("退回证照"), _("%(who)s退回了%(object)s的%(paper)s：%(reason)s")
    ),
    "catalog.paper_withdrawn": _told(
        _("撤回证照"), _("%(who)s撤回了%(object)s的%(paper)s：%(reason)s")
    ),
    "catalog.paper_looked": _told(
        _("复核证照"), _("%(who)s复核了%(object)s的%(paper)s，下次复核 %(next)s")
    ),
    "catalog.paper_destroyed": _told(_("销毁证照"), _("%(object)s的一份证照已过保存期限，已销毁")),
    "catalog.recall_added": _told(_("登记名单"), _("%(who)s登记了一条%(list)s")),
    "catalog.recall_lifted": _told(_("移出名单"), _("%(who)s移出了一条%(list)s：%(reason)s")),
    "catalog.recalls_imported": _told(
        _("导入名单"),
        _("%(who)s导入了召回和抽检名单：%(rows)s 行，新增 %(added)s 条，%(faults)s 行有误"),
    ),
}

acts.register(TOLD, {supplier.SUBJECT: selectors.supplier_names})
office.clock_words({supplier.LOOK: _("供应商复核"), supplier.SUBJECT: _("供应商")})
