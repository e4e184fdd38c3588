"""Who may see the duty board and set it; who makes packages. Pure decisions: no queries."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden

BOARD = ("officer", "viewer", "system_admin", "security_admin", "audit_admin")


def can_see_board(actor: Actor) -> bool:
    """Whoever answers for the platform sees how its duties stand."""
    return actor.has(*BOARD)


def require_see_board(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the duty board."""
    if not can_see_board(actor):
        raise Forbidden(_("你没有查看履责看板的权限。"))


def can_charge(actor: Actor) -> bool:
    """Officers say who answers for what, and keep the seven mechanisms."""
    return actor.has("officer")


def require_charge(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may say who answers for an article or a mechanism."""
    if not can_charge(actor):
        raise Forbidden(_("只有合规专员可以设定责任人和管理制度。"))


def require_look(actor: Actor) -> None:
    """Raise Forbidden unless the product itself looks, or an officer asks it to."""
    if not actor.has("officer", "system"):
        raise Forbidden(_("只有合规专员可以刷新履责看板。"))


def can_see_outbox(actor: Actor) -> bool:
    """Whoever works on compliance, audits it, or is the platform's program sees the reports."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see_outbox(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what authorities are told."""
    if not can_see_outbox(actor):
        raise Forbidden(_("你没有查看向主管部门报告的权限。"))


def can_report(actor: Actor) -> bool:
    """Officers in person approve what leaves; a program approves nothing."""
    return actor.user_id is not None and actor.has("officer")


def doer_of_reports(actor: Actor) -> UUID:
    """Return the officer who acts.

    Raises:
        Forbidden: no officer, or no person.
    """
    if actor.user_id is None or not actor.has("officer"):
        raise Forbidden(_("只有合规专员可以处理向主管部门的报告。"))
    return actor.user_id


def require_draft(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an officer, or the platform's own program."""
    if not actor.has("officer", "integrator", "system"):
        raise Forbidden(_("只有合规专员可以处理向主管部门的报告。"))


def require_carry(actor: Actor) -> None:
    """Raise Forbidden unless the product itself carries what was approved."""
    if not actor.has("system"):
        raise Forbidden(_("报告由系统发出。"))


def require_stamp(actor: Actor) -> None:
    """Raise Forbidden unless the product itself has checkpoints stamped."""
    if not actor.has("system"):
        raise Forbidden(_("时间戳由系统申请。"))


def require_expire(actor: Actor) -> None:
    """Raise Forbidden unless the product itself destroys what is over its term."""
    if not actor.has("system"):
        raise Forbidden(_("到期内容由系统销毁。"))


def doer(actor: Actor) -> UUID:
    """Return the officer who acts.

    Raises:
        Forbidden: no person acts.
    """
    if actor.user_id is None:
        raise Forbidden(_("须由合规专员本人操作。"))
    return actor.user_id


def can_see_packages(actor: Actor) -> bool:
    """Officers, and who audits them, see which packages there are."""
    return actor.user_id is not None and actor.has("officer", "audit_admin")


def require_see_packages(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see which packages there are."""
    if not can_see_packages(actor):
        raise Forbidden(_("只有合规专员和审计管理员可以查看证据包。"))


def require_check_packages(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may have a package checked: who sees them, and programs."""
    if not (can_see_packages(actor) or actor.has("integrator")):
        raise Forbidden(_("只有合规专员和审计管理员可以查看证据包。"))


def can_make_packages(actor: Actor) -> bool:
    """Officers make packages, and take them; a program does neither."""
    return actor.user_id is not None and actor.has("officer")


def is_program(actor: Actor) -> bool:
    """Tell whether the platform's own program acts, with a key."""
    return actor.key_id is not None and actor.has("integrator")


def require_key_packages(actor: Actor) -> UUID:
    """Return the key of the platform's own program; people make packages on the pages.

    Raises:
        Forbidden: no program.
    """
    if actor.key_id is None or not actor.has("integrator"):
        raise Forbidden(_("这里只供平台程序使用；人员请在页面上制作和下载证据包。"))
    return actor.key_id


def require_make_packages(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may make packages and take them."""
    if not can_make_packages(actor):
        raise Forbidden(_("只有合规专员可以制作和下载证据包。"))


INSPECTOR = "inspector"  # an authority's own act on one platform: what it files, and nothing else


def can_see_inspections(actor: Actor) -> bool:
    """Officers, and who audits them; programs; the authority sees what it filed itself."""
    return actor.has("officer", "audit_admin", "integrator", "system", "regulator", INSPECTOR)


def require_see_inspections(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see what authorities ask."""
    if not can_see_inspections(actor):
        raise Forbidden(_("只有合规专员和审计管理员可以查看监督检查要求。"))


def require_enter_inspections(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may write down what an authority asked in a letter."""
    if not actor.has("officer", "integrator"):
        raise Forbidden(_("只有合规专员可以登记监督检查要求。"))


def can_answer_inspections(actor: Actor) -> bool:
    """Officers answer; a program does not."""
    return actor.user_id is not None and actor.has("officer")


def require_answer_inspections(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may answer what authorities ask."""
    if not can_answer_inspections(actor):
        raise Forbidden(_("只有合规专员可以办理和答复监督检查要求。"))


def inspector_of(regulator: Actor, tenant_id: UUID) -> Actor:
    """Return the actor by which a regulator writes on one platform: he is nothing else there.

    Raises:
        Forbidden: he is no regulator, or may not look at this platform now.
    """
    is_granted = regulator.has("regulator") and tenant_id in regulator.tenant_ids
    if regulator.user_id is None or not is_granted:
        raise Forbidden(_("你没有向这个平台提出监督检查要求的权限。"))
    return Actor(frozenset({tenant_id}), regulator.user_id, frozenset({INSPECTOR}))


def can_see_violators(actor: Actor) -> bool:
    """Whoever works on compliance, and programs, see whom authorities list."""
    return actor.has("officer", "viewer", "audit_admin", "integrator", "system")


def require_see_violators(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see whom authorities list."""
    if not can_see_violators(actor):
        raise Forbidden(_("你没有查看严重违法名单的权限。"))


def can_keep_violators(actor: Actor) -> bool:
    """Officers keep the lists, and the platform's own system does."""
    return actor.has("officer", "integrator")


def require_keep_violators(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may keep authorities' lists."""
    if not can_keep_violators(actor):
        raise Forbidden(_("只有合规专员可以维护严重违法名单。"))


def require_see_retention(actor: Actor) -> None:
    """Raise Forbidden unless `actor` answers for what is kept, or administers it."""
    roles = ("officer", "system_admin", "security_admin", "audit_admin")
    if actor.user_id is None or not actor.has(*roles):
        raise Forbidden(_("只有合规专员和管理员可以查看保存期限。"))


def require_read_retention(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the terms, or is the platform's own system."""
    if not actor.has("integrator"):
        require_see_retention(actor)


def require_certify(actor: Actor) -> None:
    """Raise Forbidden unless the product itself certifies what it destroyed."""
    if not actor.has("system"):
        raise Forbidden(_("销毁证明由系统出具。"))


def require_see_witnesses(actor: Actor) -> None:
    """Raise Forbidden unless `actor` answers for the record, audits it, or keeps its keys."""
    if actor.user_id is None or not actor.has("officer", "security_admin", "audit_admin"):
        raise Forbidden(_("只有合规专员、安全管理员和审计管理员可以查看见证方。"))


def require_read_witnesses(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see the witnesses, or is the platform's own system."""
    if not actor.has("integrator"):
        require_see_witnesses(actor)


def require_report_recordings(actor: Actor) -> None:
    """Raise Forbidden unless an officer, or the platform's own system, reports recordings."""
    if not actor.has("officer", "integrator", "system"):
        raise Forbidden(_("只有平台的系统和合规专员可以上报录像。"))


def require_read_recordings(actor: Actor) -> None:
    """Raise Forbidden unless `actor` watches, audits, or is the platform's own system."""
    if not actor.has("officer", "viewer", "audit_admin", "integrator"):
        raise Forbidden(_("你没有查看直播录像的权限。"))


def require_see_recordings(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is a person who watches or audits."""
    if actor.user_id is None:
        raise Forbidden(_("你没有查看直播录像的权限。"))
    require_read_recordings(actor)


def require_probe(actor: Actor) -> None:
    """Raise Forbidden unless the product itself looks at recordings."""
    if not actor.has("system"):
        raise Forbidden(_("录像由系统定期核对。"))


def require_addressed(actor: Actor) -> None:
    """Raise Forbidden unless an authority looks, at what lies ready for it."""
    if not actor.has("regulator"):
        raise Forbidden(_("只有主管部门可以查看提供给它的证据包。"))


def require_hand(actor: Actor) -> None:
    """Raise Forbidden unless the portal acts, for somebody whose look is written."""
    if not actor.has("witness"):
        raise Forbidden(_("只有主管部门可以查看提供给它的证据包。"))


def can_see_statements(actor: Actor) -> bool:
    """Officers, who audits them, and the platform's program see statements of reasons."""
    return actor.has("officer", "audit_admin", "integrator")


def require_see_statements(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see statements of reasons."""
    if not can_see_statements(actor):
        raise Forbidden(_("只有合规专员和审计管理员可以查看理由说明。"))


def can_make_statements(actor: Actor) -> bool:
    """Officers have statements of reasons made, and take them."""
    return actor.user_id is not None and actor.has("officer")


def require_make_statements(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may have statements of reasons made, and take them."""
    if not (can_make_statements(actor) or is_program(actor)):
        raise Forbidden(_("只有合规专员可以导出理由说明。"))


def can_see_reports(actor: Actor) -> bool:
    """Whoever works on compliance or audits it sees reports before everybody does."""
    return actor.has("officer", "viewer", "audit_admin", "system")


def require_see_reports(actor: Actor) -> None:
    """Raise Forbidden unless `actor` may see reports that are not released."""
    if not can_see_reports(actor):
        raise Forbidden(_("你没有查看透明度报告的权限。"))


def require_draw_up(actor: Actor) -> None:
    """Raise Forbidden unless an officer, or the product at a period's end, draws up a report."""
    if not actor.has("officer", "system"):
        raise Forbidden(_("只有合规专员可以编制和发布透明度报告。"))


def releaser(actor: Actor) -> UUID:
    """Return the officer who reads and releases a report.

    Raises:
        Forbidden: no officer, or no person.
    """
    if actor.user_id is None or not actor.has("officer"):
        raise Forbidden(_("只有合规专员可以编制和发布透明度报告。"))
    return actor.user_id
