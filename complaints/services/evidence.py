"""What was on air when somebody was sent elsewhere to buy: an app above packs it, by this port."""

from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import selectors
from complaints.models import Complaint
from complaints.rules.receipts import Receipt
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, NotFound
from office.services import Opened


class NoEvidence(Conflict):
    """The complaint is of another kind, or names no broadcast that is kept."""

    code = "no_evidence"


class Offered(NamedTuple):
    """One package that the holder of a receipt ordered: making, ready, failed or gone."""

    id: UUID
    state: str
    ordered_at: datetime
    sha256: str


class Keeper(Protocol):
    """What the app that packs evidence gives to this one."""

    def order(self, complaint: Complaint) -> None:
        """Order a package for the consumer."""

    def offered(self, complaint: Complaint) -> list[Offered]:
        """Return the packages that were ordered so, the newest first."""

    def take(self, complaint: Complaint, package_id: UUID) -> Opened:
        """Open one of them, and write down that it was taken."""


_keepers: list[Keeper] = []


def evidence_keeper_register(keeper: Keeper) -> None:
    """Let an app pack evidence for consumers."""
    _keepers[:] = [keeper]


def can_have_evidence(row: Complaint) -> bool:
    """Tell whether the law has a package for this complaint, and where to look is known."""
    is_placed = row.session_id is not None or (row.room_id is not None and row.happened_at)
    return bool(_keepers) and row.kind == Complaint.Kind.DISPUTE and bool(is_placed)


def evidence_offered(row: Complaint) -> list[Offered]:
    """Return the packages of a complaint."""
    return _keepers[0].offered(row) if can_have_evidence(row) else []


@transaction.atomic
def receipt_evidence_order(*, actor: Actor, receipt: Receipt) -> None:
    """Order what was on air around the moment of a dispute, for its consumer alone.

    Raises:
        NotFound: the receipt does not fit, or no broadcast was on air then.
        NoEvidence: the complaint is of another kind, or says neither room nor time.

    Law: M-dispute-evidence, O117-consumer-disputes
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    if not can_have_evidence(row):
        raise NoEvidence(_("这件投诉没有写明直播间和时间，请补充后由平台人员提供证据。"))
    _keepers[0].order(row)


@transaction.atomic
def receipt_evidence_take(*, actor: Actor, receipt: Receipt, package_id: str) -> Opened:
    """Open a package that was ordered with this receipt.

    Raises:
        NotFound: the receipt does not fit; no such package of this complaint, or it is gone.

    Law: M-dispute-evidence
    """
    row = selectors.complaint_opened(actor, receipt, lock=True)
    for one in evidence_offered(row):
        if str(one.id) == package_id and one.state == "ready":
            return _keepers[0].take(row, one.id)
    raise NotFound(_("没有这个证据包，或它已过保留期。"))
