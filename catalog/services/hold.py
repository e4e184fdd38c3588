"""Legal holds on what was kept of suppliers, of claims and of promotion: it goes with no term."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts import services as accounts
from accounts.models import Hold
from catalog.services.advert import SUBJECT as ADVERT
from catalog.services.advert import locked as locked_advert
from catalog.services.claim import SUBJECT as EVIDENCE
from catalog.services.claim import locked as locked_proof
from catalog.services.supplier import SUBJECT as SUPPLIER
from catalog.services.supplier import locked as locked_supplier
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict


class FileGone(Conflict):
    """What somebody wants to hold was destroyed when its term was over."""

    code = "file_gone"


@transaction.atomic
def supplier_hold(*, actor: Actor, supplier_id: UUID, why: accounts.Why) -> Hold:
    """Hold the file of a supplier with all its papers and proofs. The same wish twice is one hold.

    Raises:
        Forbidden: neither an officer nor the audit administrator. NotFound: no such supplier.
        Invalid: no reason, or no sensible day to ask again.
    """
    policies.require_hold(actor)
    row = locked_supplier(actor, supplier_id)
    return accounts.thing_hold(actor, (SUPPLIER, str(row.pk)), why)


@transaction.atomic
def evidence_hold(*, actor: Actor, evidence_id: UUID, why: accounts.Why) -> Hold:
    """Hold a proof with its file. The same wish twice is one hold.

    Raises:
        Forbidden: neither an officer nor the audit administrator. NotFound: no such proof.
        Invalid: no reason, or no sensible day to ask again.
    """
    policies.require_hold(actor)
    row = locked_proof(actor, evidence_id)
    return accounts.thing_hold(actor, (EVIDENCE, str(row.pk)), why)


@transaction.atomic
def advert_hold(*, actor: Actor, advert_id: UUID, why: accounts.Why) -> Hold:
    """Hold the file of a promotion. The same wish twice is one hold.

    Raises:
        Forbidden: neither an officer nor the audit administrator. NotFound: no such promotion.
        FileGone: its file was destroyed. Invalid: no reason, or no sensible day to ask again.
    """
    policies.require_hold(actor)
    row = locked_advert(actor, advert_id)
    if not row.content:
        raise FileGone(_("这项推广的档案已过保存期限，已销毁。"))
    return accounts.thing_hold(actor, (ADVERT, str(row.pk)), why)
