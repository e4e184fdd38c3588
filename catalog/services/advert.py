"""Paid promotion is registered, reviewed before it is shown, and ended; its file is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from catalog import policies, selectors
from catalog.models import Advert, Supplier
from catalog.rules import adverts as rules
from catalog.services import handed
from catalog.services.wording import plain, reason_of
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import services as office
from parties import selectors as parties
from rooms import selectors as rooms

PURPOSE, SUBJECT = "advert_material", "advert"
LONGEST, MOST_PRODUCTS, AT_ONCE = timedelta(days=366), 100, 50
State = Advert.State

handed.purpose_add(PURPOSE)


class AdvertKnown(Conflict):
    """Another promotion stands under this number."""

    code = "advert_known"


class AdvertDecided(Conflict):
    """It was decided otherwise, or has ended."""

    code = "advert_decided"


class AdvertBarred(Conflict):
    """What it shows may not be shown, or nobody knows whose it is; `why` says which."""

    code = "advert_barred"


@dataclass(frozen=True, slots=True)
class Booking:
    """A promotion as the platform books it: of which room, how, for whom, what it shows, when."""

    room_id: UUID
    kind: str
    reference: str
    content: str
    starts_at: datetime
    ends_at: datetime
    party_id: UUID | None = None
    supplier_id: UUID | None = None
    products: Sequence[str] = ()
    is_marked: bool = False
    fen: int = 0
    file_id: UUID | None = None


@transaction.atomic
def advert_book(*, actor: Actor, booking: Booking) -> Advert:
    """Register a promotion: it waits for an officer. The same booking twice is one.

    What its words say of goods is found at once and stands beside it for the officer.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such room, party, supplier or file.
        Invalid: no such kind, times that do not fit, or not exactly one advertiser.
        AdvertKnown: another promotion stands under this number.

    Law: M-paid-promotion, IAD-archive-3y
    """
    policies.require_file(actor)
    room = rooms.room_get(actor, booking.room_id)
    _require_booked(booking)
    given = _columns(actor, booking)
    held = Advert.objects.of(actor).filter(reference=given["reference"]).first()
    if held is not None:
        return _again(held, given)
    file = None
    if booking.file_id is not None:
        file = office.shelf_keep(actor=actor, file_id=booking.file_id, purpose=PURPOSE).pk
    row = Advert(tenant_id=actor.tenant_id, file=file, given_at=clock.now(), **given)
    row.claims = selectors.claims_noted(actor, row.content, list(booking.products))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _known() from None
    note(actor, row, "catalog.advert_booked", {"kind": row.kind, "room": str(room.pk)})
    return row


def _require_booked(booking: Booking) -> None:
    if booking.kind not in Advert.Kind.values:
        raise Invalid(_("没有这种推广方式。"), field="kind")
    if (booking.party_id is None) == (booking.supplier_id is None):
        said = _("请写明广告主：一个主体或者一个供应商。")
        raise Invalid(said, field="party_id", law=rules.ARCHIVE)
    if any(one.tzinfo is None for one in (booking.starts_at, booking.ends_at)):
        raise Invalid(_("时间须写明时区。"), field="starts_at")
    if not timedelta(0) < booking.ends_at - booking.starts_at <= LONGEST:
        raise Invalid(_("推广时间须在一年之内，止于起之后。"), field="ends_at")
    if not 0 <= booking.fen <= 10**12:
        raise Invalid(_("金额不对。"), field="fen")
    if len(booking.products) > MOST_PRODUCTS:
        raise Invalid(_("商品过多。"), field="products")


def _columns(actor: Actor, booking: Booking) -> dict[str, Any]:
    reference = plain(booking.reference, "reference", 80)
    content = plain(booking.content, "content", 1000)
    if not reference or not content:
        field = "content" if reference else "reference"
        raise Invalid(_("请填写推广编号和推广内容。"), field=field)
    if booking.party_id is not None:
        parties.party_get(actor, booking.party_id)
    elif not _has_supplier(actor, booking.supplier_id):
        raise NotFound(_("没有这个供应商。"))
    return {
        "room_id": booking.room_id,
        "kind": booking.kind,
        "reference": reference,
        "content": content,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "party_id": booking.party_id,
        "supplier_id": booking.supplier_id,
        "products": [plain(one, "products", 80) for one in booking.products],
        "is_marked": booking.is_marked,
        "fen": booking.fen,
    }


def _has_supplier(actor: Actor, supplier_id: UUID | None) -> bool:
    found = Supplier.objects.of(actor)
    return supplier_id is not None and found.filter(pk=supplier_id).exists()


def _again(held: Advert, given: Mapping[str, Any]) -> Advert:
    """Return what is booked already; another booking under the same number is refused."""
    if all(getattr(held, name) == value for name, value in given.items()):
        return held
    raise _known()


def _known() -> AdvertKnown:
    return AdvertKnown(_("这个推广编号已登记了别的推广。"))


@transaction.atomic
def advert_decide(*, actor: Actor, advert_id: UUID, is_approved: bool, reason: str = "") -> Advert:
    """Approve or refuse what a promotion shows, before it is shown. The same decision is one.

    Raises:
        Forbidden: only officers may. NotFound: no such promotion. Invalid: no reason.
        AdvertDecided: it was decided otherwise, or ended.
        AdvertBarred: it bears no mark, its words hold something forbidden, or the advertiser's
            identity was not verified.

    Law: M-paid-promotion, IAD-user-identity-3y
    """
    policies.require_review(actor)
    row = locked(actor, advert_id)
    state = State.APPROVED if is_approved else State.REFUSED
    if row.state != State.WAITING:
        if row.state == state:
            return row
        raise AdvertDecided(_("这项推广已有决定或者已经结束，请重新登记。"))
    if is_approved:
        _require_lawful(row)
    row.state, row.reason = state, "" if is_approved else reason_of(reason)
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    action = "catalog.advert_approved" if is_approved else "catalog.advert_refused"
    note(actor, row, action, {"reason": row.reason})
    return row


def _require_lawful(row: Advert) -> None:
    if not row.is_marked:
        raise AdvertBarred(_("推广内容须显著标明“广告”。"), law=rules.PAID, why="unmarked")
    if any(one.get("verdict") == "block" for one in row.claims):
        raise AdvertBarred(
            _("推广内容含有法律禁止的用语，请修改后重新登记。"), law=rules.HELP, why="forbidden"
        )
    if not selectors.is_identified(row):
        raise AdvertBarred(
            _("广告主的身份尚未核验。"), law="IAD-user-identity-3y", why="unidentified"
        )


@transaction.atomic
def advert_end(*, actor: Actor, advert_id: UUID, reason: str = "") -> Advert:
    """Say that a promotion is shown no more; its file stays three years from now. Twice is once.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such promotion.

    Law: IAD-archive-3y
    """
    policies.require_file(actor)
    row = locked(actor, advert_id)
    if row.ended_at is not None:
        return row
    now = clock.now()
    ended = min(now, max(row.ends_at, row.given_at)) if row.ends_at < now else now
    years = law.clause(rules.ARCHIVE, clock.to_date(ended)).number("retain")
    row.state, row.ended_at = State.ENDED, ended
    row.keep_until = rules.kept_until(years, clock.to_date(ended))
    row.reason = reason_of(reason) if reason.strip() else row.reason
    row.save(update_fields=["state", "ended_at", "keep_until", "reason"])
    note(actor, row, "catalog.advert_ended", {"until": f"{row.keep_until}"})
    return row


def adverts_follow(*, actor: Actor) -> int:
    """End promotions whose time is over, and destroy files that were kept for their term.

    Safe to run twice, or to be killed half-way: fifty at a time, each batch a transaction.

    Returns: how many were ended, and how many files went.

    Law: IAD-archive-3y, PIPL-erasure
    """
    done = 0
    while found := _some_over(actor):
        done += found
    return done


@transaction.atomic
def _some_over(actor: Actor) -> int:
    now, today = clock.now(), clock.today()
    rows = Advert.objects.of(actor)
    over = list(rows.filter(ended_at__isnull=True, ends_at__lte=now).order_by("id")[:AT_ONCE])
    for one in over:
        advert_end(actor=actor, advert_id=one.pk)
    kept = rows.select_for_update().filter(keep_until__lt=today).exclude(content="")
    holds = accounts.hold_list(actor).filter(subject_kind=SUBJECT)
    held = list(holds.values_list("subject_ref", flat=True))
    gone = list(kept.exclude(pk__in=held).order_by("id")[:AT_ONCE])
    for one in gone:
        if one.file is not None:
            office.file_destroy(actor=actor, file_id=one.file)
        one.content, one.claims = "", []
        one.save(update_fields=["content", "claims"])
        note(actor, one, "catalog.advert_destroyed", {})
    return len(over) + len(gone)


def locked(actor: Actor, advert_id: UUID) -> Advert:
    """Return a promotion of the tenant, its row locked.

    Raises:
        NotFound: no such promotion.
    """
    found = Advert.objects.of(actor).select_for_update(of=("self",))
    row = found.select_related("party", "supplier").filter(pk=advert_id).first()
    if row is None:
        raise NotFound(_("没有这项推广登记。"))
    return row


def note(actor: Actor, row: Advert, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=(SUBJECT, row.pk), clause=rules.PAID, data=data
    )
