"""What orders were made by, and how the actual seller was shown: reported by the platform."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.events import SellerObscured
from catalog.models import PageSnapshot, SellerDisplay
from catalog.rules import offers as rules
from ledger import services as record
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from office.services import kinds
from office.services.file import place_of
from rooms import selectors as rooms

PAGES, EVIDENCE = "order_page", "O117-evidence-3y"
DIGEST = re.compile("[0-9a-f]{64}")
KINDS = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", *kinds.TABLES})


class OrderKnown(Conflict):
    """Another page was kept for this order."""

    code = "order_known"


@dataclass(frozen=True, slots=True)
class Page:
    """The page of goods as it stood when an order was made."""

    order: str
    sha256: str
    ordered_at: datetime
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Display:
    """How a broadcast shows who really sells."""

    form: str
    hops: int = 0
    shown: tuple[str, ...] = rules.FIELDS
    obstacles: tuple[str, ...] = field(default=())
    is_continuous: bool = True


@transaction.atomic
def snapshot_keep(*, actor: Actor, offer_id: UUID, session_id: UUID, page: Page) -> PageSnapshot:
    """Keep the page that an order was made by: its digest, and the file where one was stored.

    The same order again is one, while the digest is the same.

    Raises:
        Forbidden: only the platform's own system reports orders.
        NotFound: no such offer, session or file.
        Invalid: the file is not what the digest says.
        OrderKnown: the order has another page.

    Law: O117-evidence-3y
    """
    policies.require_report(actor)
    offer = selectors.offer_get(actor, offer_id)
    session = rooms.session_get(actor, session_id)
    if session.room_id != offer.room_id:
        raise Invalid(_("场次和选品不属于同一个直播间。"), field="session")
    if not DIGEST.fullmatch(page.sha256):
        raise Invalid(_("请给出 64 位小写十六进制的 SHA-256。"), field="sha256")
    known = PageSnapshot.objects.of(actor).filter(order=page.order, offer=offer).first()
    if known is not None:
        return _same(known, page)
    file_id = _copied(actor, page) if page.file_id else None
    row = PageSnapshot(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        session=session,
        offer=offer,
        order=page.order,
        sha256=page.sha256,
        file_id=file_id,
        ordered_at=page.ordered_at,
        taken_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same order, told twice at once
        return _same(PageSnapshot.objects.of(actor).get(order=page.order, offer=offer), page)
    record.entry_append(
        actor=actor,
        action="catalog.page_kept",
        subject=("session", session.pk),
        clause=EVIDENCE,
        data={"offer": str(offer.pk), "sha256": page.sha256, "has_file": file_id is not None},
    )
    return row


def _same(known: PageSnapshot, page: Page) -> PageSnapshot:
    if known.sha256 != page.sha256:
        raise OrderKnown(_("这笔订单已经留存了另一份页面。"), field="sha256")
    return known


def _copied(actor: Actor, page: Page) -> UUID:
    """Copy the stored page to where it stays as long as the broadcast does; return its id."""
    opened = office.file_open(actor=actor, file_id=UUID(str(page.file_id)))
    digest = hashlib.sha256()
    for piece in opened.pieces():
        digest.update(piece)
    if digest.hexdigest() != page.sha256:
        raise Invalid(_("文件的 SHA-256 与所报的不一致。"), field="sha256")
    again = office.file_open(actor=actor, file_id=opened.file.pk)
    file = office.file_begin(actor=actor, name=opened.name, kind=opened.file.kind, purpose=PAGES)
    parts = place_of(file).write_all(again.pieces())
    office.file_finish(actor=actor, file=file, parts=parts, expires_at=None)
    return file.pk


@transaction.atomic
def snapshots_destroy(*, actor: Actor, session_id: UUID) -> int:
    """Destroy the files of a broadcast whose term is over; the digests stay."""
    rows = PageSnapshot.objects.of(actor).filter(session_id=session_id, file_id__isnull=False)
    ids = [one for one in rows.values_list("file_id", flat=True) if one]
    return sum(office.file_destroy(actor=actor, file_id=one) for one in ids)


@transaction.atomic
def display_report(*, actor: Actor, session_id: UUID, display: Display) -> SellerDisplay:
    """Take down how a broadcast shows who really sells; what is wrong with it becomes a finding.

    Raises:
        Forbidden: only the platform's own system, an officer or the room's streamer report it.
        NotFound: no such session.

    Law: O117-real-seller
    """
    session = rooms.session_get(actor, session_id)
    policies.require_offer(actor, session.room)
    faults = rules.display_faults(
        display.form,
        display.hops,
        display.shown,
        display.obstacles,
        continuous=display.is_continuous,
    )
    row = SellerDisplay.objects.create(
        tenant_id=actor.tenant_id,
        session=session,
        form=display.form,
        hops=display.hops,
        shown=list(display.shown),
        obstacles=list(display.obstacles),
        is_continuous=display.is_continuous,
        faults=faults,
        reported_at=clock.now(),
    )
    record.entry_append(
        actor=actor,
        action="catalog.seller_shown",
        subject=("session", session.pk),
        clause=rules.SELLER,
        data={"form": display.form, "hops": display.hops, "faults": faults},
    )
    if faults:
        events.publish(SellerObscured(actor, session.pk, row.pk, tuple(faults)))
    return row


office.file_purpose(PAGES, office.Purpose(kinds=KINDS, keep=None))
