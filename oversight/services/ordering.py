"""A package is ordered: who wants it, for whom, why, and how far every broadcast had come."""

import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from office import services as office
from oversight import policies
from oversight.models import Package
from oversight.rules.recipients import ABOUTS, RECIPIENTS
from oversight.selectors.package import Told, told_of
from oversight.selectors.scope import scope_of
from oversight.services.packing import Order
from rooms import selectors as rooms

KIND = "evidence_package"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What package is wanted: about what, for which kind of recipient, for whom by name, why."""

    about: str
    ref: UUID
    recipient: str
    name: str
    reason: str


@transaction.atomic
def package_order(*, actor: Actor, wish: Wish) -> Package:
    """Order a package; a job makes it.

    Raises:
        Forbidden: the actor is no officer. NotFound: there is no such thing for this actor.
        Invalid: no name, no reason, an unknown recipient; a package of a dispute for another.

    Law: M-cooperate, O117-evidence-3y
    """
    policies.require_make_packages(actor)
    return ordered(actor, _checked(wish))


def ordered(actor: Actor, wish: Wish) -> Package:
    """Write a package down and order the job that makes it, in the running transaction."""
    order = order_begin(actor, wish)
    row = Package(
        id=order.package,
        tenant_id=actor.tenant_id,
        about=wish.about,
        ref=wish.ref,
        recipient=wish.recipient,
        heads=order.heads,
        entry=order.entry,
        made_by_id=actor.user_id,
        ordered_at=order.made_at,
    )
    plain = json.dumps({"name": wish.name, "reason": wish.reason}, ensure_ascii=False).encode()
    row.told_sealed = crypto.keyring().wrap(plain, crypto.place(row, "told_sealed"))
    row.save(force_insert=True)
    row.job = office.job_start(actor=actor, kind=KIND, arguments={"package": str(row.pk)})
    row.save(update_fields=["job"])
    return row


def order_begin(actor: Actor, wish: Wish) -> Order:
    """Record that a package is made and what it will hold, in the running transaction."""
    scope = scope_of(actor, wish.about, wish.ref)
    heads: dict[str, list[Any]] = {}
    for session in scope.sessions:
        head = rooms.head_of(actor, session)
        if session.key_destroyed_at is None and head.segments:
            heads[str(session.pk)] = [head.segments, head.events, head.chain.hex()]
    package, at = uuid7(), clock.now()
    entry = record.entry_append(
        actor=actor,
        action="oversight.package_ordered",
        subject=("evidence", package),
        clause="M-dispute-evidence" if wish.about == "dispute" else "M-cooperate",
        data={"package": str(package), "about": wish.about, "ref": str(wish.ref),
              "recipient": wish.recipient, "sessions": heads},
        at=at,
    )  # fmt: skip
    return Order(package, **asdict(wish), entry=entry.pk, made_at=at, heads=heads)


def order_of(package: Package) -> Order:
    """Return what is to be packed of a package that was written down."""
    told: Told = told_of(package)
    return Order(
        package=package.pk, about=package.about, ref=package.ref, recipient=package.recipient,
        name=told.name, reason=told.reason, entry=package.entry, made_at=package.ordered_at,
        heads=package.heads,
    )  # fmt: skip


def _checked(wish: Wish) -> Wish:
    name, reason = (" ".join(one.split())[:LONGEST] for one in (wish.name, wish.reason))
    if wish.about not in ABOUTS:
        raise Invalid(_("没有这种证据包。"), field="about")
    if wish.recipient not in RECIPIENTS:
        raise Invalid(_("请选择提供给谁。"), field="recipient")
    if not name:
        raise Invalid(_("请写明接收人，它会印在证据包的每一页上。"), field="name")
    if len(reason) < 2:
        raise Invalid(_("请写明为什么需要这个证据包。"), field="reason")
    return Wish(wish.about, wish.ref, wish.recipient, name, reason)
