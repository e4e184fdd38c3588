"""Who speaks for a supplier hands in its papers himself, with the file; an officer reviews them."""

from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.models import SupplierPaper
from catalog.services.paper import PURPOSE, Paper, paper_put
from catalog.services.supplier import locked
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, NotFound
from office import services as office

MOST_WAITING = 50


class TooManyWaiting(Conflict):
    """So many papers wait already that somebody has to look at some first."""

    code = "too_many_waiting"


@transaction.atomic
def paper_hand_in(
    *, actor: Actor, supplier_id: UUID, paper: Paper, stream: BinaryIO, name: str
) -> SupplierPaper:
    """Hand in a paper of a supplier that the actor speaks for. The same paper twice is one.

    The file is looked at as every upload is: what it says it is, no virus, images drawn anew.

    Raises:
        Forbidden: no merchant.
        NotFound: no such supplier, or he does not speak for it (any more).
        TooManyWaiting: fifty of its papers wait already.
        Invalid, TooLarge, Unavailable: the paper or its file is not right; `field` says where.

    Law: O117-supplier-check
    """
    policies.require_hand_in(actor)
    if not selectors.speaks_for(actor, supplier_id):
        raise NotFound(_("没有这个供应商。"))
    supplier = locked(actor, supplier_id)
    waiting = SupplierPaper.objects.of(actor).filter(
        supplier=supplier, state=SupplierPaper.State.WAITING
    )
    if waiting.count() >= MOST_WAITING:
        raise TooManyWaiting(_("已有 50 份证照等待审核，请等平台审核后再提交。"))

    def kept() -> UUID:
        return office.file_store(actor=actor, stream=stream, name=name, purpose=PURPOSE).pk

    return paper_put(actor, supplier, paper, kept)
