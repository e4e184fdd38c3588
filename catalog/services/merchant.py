"""Accounts that speak for a supplier: tied by an officer, and untied."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Role
from catalog import policies
from catalog.models import Merchant, Supplier
from catalog.services.supplier import CLAUSE, SUBJECT, locked
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid, NotFound


@transaction.atomic
def merchant_tie(*, actor: Actor, supplier_id: UUID, login: str) -> Merchant:
    """Let an account see what is asked of a supplier. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such supplier.
        Invalid: it was let go; no active member of that login, or he is no merchant here.
    """
    policies.require_review(actor)
    row = locked(actor, supplier_id)
    if row.state == Supplier.State.CLOSED:
        raise Invalid(_("已停止合作的供应商不能关联账号。"), field="login")
    wanted = login.strip().lower()[:60]
    members = accounts.membership_list(actor).filter(is_active=True)
    slug = accounts.tenant_get(actor).slug
    member = members.filter(user__username=f"{slug}:{wanted}").first() if wanted else None
    if member is None or Role.MERCHANT not in member.roles:
        raise Invalid(_("没有这个商家账号；请先由系统管理员以“商家”角色邀请。"), field="login")
    tied, made = Merchant.objects.of(actor).get_or_create(
        tenant_id=actor.tenant_id,
        supplier=row,
        user_id=member.user_id,
        until=None,
        defaults={"tied_by_id": actor.user_id, "since": clock.now()},
    )
    if made:
        _note(actor, tied, "catalog.merchant_tied")
    return tied


@transaction.atomic
def merchant_untie(*, actor: Actor, merchant_id: UUID) -> Merchant:
    """Let an account see nothing of a supplier any more. Twice is once.

    Raises:
        Forbidden: only officers may. NotFound: no such tie in the tenant.
    """
    policies.require_review(actor)
    row = Merchant.objects.of(actor).select_for_update().filter(pk=merchant_id).first()
    if row is None:
        raise NotFound(_("没有这个关联的账号。"))
    if row.until is None:
        row.until = clock.now()
        row.save(update_fields=["until"])
        _note(actor, row, "catalog.merchant_untied")
    return row


def _note(actor: Actor, row: Merchant, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, row.supplier_id),
        clause=CLAUSE,
        data={"user": str(row.user_id)},
    )
