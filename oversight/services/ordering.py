"""A package is ordered: who wants it, for whom, why, and how far every broadcast had come."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.models import Authority
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office
from oversight import policies
from oversight.models import Package
from oversight.rules.recipients import ABOUTS, RECIPIENTS, UNMASKED, sight_of
from oversight.selectors.clip import AROUND, CHOICES, Asked, clips_asked, clips_lacking
from oversight.selectors.package import Told, package_get, told_of
from oversight.selectors.scope import scope_of
from oversight.services.place import Order
from rooms import selectors as rooms

KIND = "evidence_package"
LONGEST, LEAST_PAPER, LEAST_WHY = 200, 4, 4
MOST_CLIPS = 3 << 30  # bytes of recordings; a package holds four GiB of everything


@dataclass(frozen=True, slots=True)
class Wish:
    """What package is wanted: about what, for which kind of recipient, for whom by name, why.

    `paper` is the legal paper on which names on file stand in it unmasked; "" masks them.
    `authority` names one that looks here: the package lies ready for it in the portal. `clips` is
    which recordings are to lie in it ("around": of the stretch it is about; "all"), up to
    `clips_most` bytes; `clips_why` why a consumer is to have them.
    """

    about: str
    ref: UUID
    recipient: str
    name: str
    reason: str
    paper: str = ""
    authority: UUID | None = None
    clips: str = ""
    clips_most: int = 1 << 30
    clips_why: str = ""


NO_CLIPS: dict[str, Any] = {"clips": "", "clips_why": ""}


@transaction.atomic
def package_order(*, actor: Actor, wish: Wish) -> Package:
    """Order a package; a job makes it.

    Raises:
        Forbidden: the actor is no officer. NotFound: there is no such thing for this actor.
        Invalid: no name, no reason, an unknown recipient; recordings of no stretch, beyond what
            a package holds, or for a consumer without a reason.

    Law: M-cooperate, O117-evidence-3y
    """
    policies.require_make_packages(actor)
    return ordered(actor, _checked(actor, replace(wish, paper="")))


@transaction.atomic
def package_order_unmasked(*, actor: Actor, wish: Wish) -> Package:
    """Order a package in which names on file are not masked: for a court or an authority alone.

    The officer says on what legal paper; the caller has asked him for another proof of who he is.

    Raises:
        Forbidden: the actor is no officer. NotFound: there is no such thing for this actor.
        Invalid: for somebody else, or no paper; or as `package_order`.

    Law: M-cooperate, PIPL-security-measures
    """
    policies.require_make_packages(actor)
    sound = _checked(actor, wish)
    if sound.recipient not in UNMASKED:
        raise Invalid(_("只有提供给法院、仲裁机构或者主管部门的，才能不遮盖。"), field="recipient")
    if len(sound.paper) < LEAST_PAPER:
        said = _("请写明依据的法律文书：名称和文号，如调取证据通知书。")
        raise Invalid(said, field="paper", law="M-cooperate")
    row = ordered(actor, sound)
    record.entry_append(
        actor=actor,
        action="oversight.package_unmasked",
        subject=("evidence", row.pk),
        clause="PIPL-security-measures",
        data={"about": row.about, "recipient": row.recipient},
    )
    return row


@transaction.atomic
def package_order_by_key(*, actor: Actor, wish: Wish) -> Package:
    """Order a package as the platform's own program. Names on file stay masked.

    Raises:
        Forbidden: no program. NotFound: there is no such thing in its tenant. Invalid: as above.

    Law: M-cooperate, O117-evidence-3y
    """
    key = policies.require_key_packages(actor)
    sound = _checked(actor, replace(wish, paper="", **NO_CLIPS))
    product = system_actor(actor.tenant_id)
    with acting(product):
        row = ordered(product, sound, key=key)
    record.entry_append(
        actor=actor,
        action="oversight.package_asked",
        subject=("evidence", row.pk),
        clause="M-cooperate",
        data={"about": row.about, "recipient": row.recipient},
    )
    return row


def ordered(actor: Actor, wish: Wish, *, key: UUID | None = None) -> Package:
    """Write a package down and order the job that makes it, in the running transaction."""
    order = order_begin(actor, wish)
    row = Package(
        id=order.package,
        tenant_id=actor.tenant_id,
        about=wish.about,
        ref=wish.ref,
        recipient=wish.recipient,
        authority_id=wish.authority,
        heads=order.heads,
        entry=order.entry,
        made_by_id=actor.user_id,
        key=key,
        is_unmasked=bool(wish.paper),
        clips=wish.clips,
        clips_most=wish.clips_most if wish.clips else 0,
        clipped=order.clipped,
        ordered_at=order.made_at,
    )
    told = {name: getattr(wish, name) for name in ("name", "reason", "paper", "clips_why")}
    plain = json.dumps(told, ensure_ascii=False).encode()
    row.told_sealed = crypto.keyring().wrap(plain, crypto.place(row, "told_sealed"))
    row.save(force_insert=True)
    row.job = office.job_start(actor=actor, kind=KIND, arguments={"package": str(row.pk)})
    row.save(update_fields=["job"])
    return row


def order_begin(actor: Actor, wish: Wish) -> Order:
    """Record that a package is made and what it will hold, in the running transaction."""
    scope = scope_of(actor, wish.about, wish.ref)
    if wish.clips == AROUND and scope.around is None:
        raise Invalid(_("这个证据包没有特定时段，请选择全部录像或不放入录像。"), field="clips")
    sight = sight_of(wish.recipient)
    asked = clips_asked(actor, scope, sight, wish.clips, wish.clips_most)
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
              "recipient": wish.recipient, "sessions": heads, "unmasked": bool(wish.paper)}
        | ({"clips": asked.told} if asked else {}),
        at=at,
    )  # fmt: skip
    if asked is not None and sight.clips == "decided":
        _decided(actor, package, wish, asked)
    left_out = ("authority", "clips_most")
    said = {name: value for name, value in asdict(wish).items() if name not in left_out}
    rows = asked.rows if asked else []
    return Order(package, **said, entry=entry.pk, made_at=at, heads=heads, clipped=rows)


def _decided(actor: Actor, package: UUID, wish: Wish, asked: Asked) -> None:
    """Write down that video, which shows other people, is given to somebody for a reason."""
    record.entry_append(
        actor=actor,
        action="oversight.package_clips_decided",
        subject=("evidence", package),
        clause="PIPL-security-measures",
        data={"about": wish.about, "recipient": wish.recipient, "number": asked.told["number"]},
    )


def order_of(package: Package) -> Order:
    """Return what is to be packed of a package that was written down."""
    told: Told = told_of(package)
    return Order(
        package=package.pk, about=package.about, ref=package.ref, recipient=package.recipient,
        name=told.name, reason=told.reason, paper=told.paper, entry=package.entry,
        made_at=package.ordered_at, heads=package.heads, clips=package.clips,
        clips_why=told.clips_why, clipped=package.clipped,
    )  # fmt: skip


@transaction.atomic
def package_again(*, actor: Actor, package_id: UUID) -> Package:
    """Order a finished package anew, as it was, because some recordings could not be had then.

    Names on file are masked: a package in which they are not is ordered on its paper again.

    Raises:
        Forbidden: the actor is no officer. NotFound: no such package.
        Invalid: as `package_order`; or nothing that was asked for is lacking.

    Law: M-cooperate
    """
    policies.require_make_packages(actor)
    row = package_get(actor, package_id)
    if row.is_unmasked or not clips_lacking(row):
        raise Invalid(_("这个证据包没有可以重新取回的录像，请制作新的证据包。"), field="clips")
    told = told_of(row)
    wish = Wish(row.about, row.ref, row.recipient, told.name, told.reason)
    named = replace(wish, clips=row.clips, clips_most=row.clips_most, clips_why=told.clips_why)
    return ordered(actor, _checked(actor, replace(named, authority=row.authority_id)))


def _checked(actor: Actor, wish: Wish) -> Wish:
    authority = _addressed(actor, wish)
    name, reason, paper = (
        " ".join(one.split())[:LONGEST] for one in (wish.name, wish.reason, wish.paper)
    )
    name = name or (authority.name if authority else "")
    if wish.about not in ABOUTS:
        raise Invalid(_("没有这种证据包。"), field="about")
    if wish.recipient not in RECIPIENTS:
        raise Invalid(_("请选择提供给谁。"), field="recipient")
    if not name:
        raise Invalid(_("请写明接收人，它会印在证据包的每一页上。"), field="name")
    if len(reason) < 2:
        raise Invalid(_("请写明为什么需要这个证据包。"), field="reason")
    ready_for = authority.pk if authority else None
    sound = Wish(wish.about, wish.ref, wish.recipient, name, reason, paper, ready_for)
    return replace(sound, **_checked_clips(wish))


def _checked_clips(wish: Wish) -> dict[str, Any]:
    if wish.clips not in CHOICES:
        raise Invalid(_("请选择放入哪些录像。"), field="clips")
    if not wish.clips:
        return NO_CLIPS
    why = " ".join(wish.clips_why.split())[:LONGEST]
    if not 0 < wish.clips_most <= MOST_CLIPS:
        raise Invalid(_("录像总大小须在 3 GB 以内。"), field="clips_most")
    is_decided = sight_of(wish.recipient).clips == "decided"
    if is_decided and len(why) < LEAST_WHY:
        said = _("录像里有其他人，不能遮盖。提供给消费者须由专员决定，请写明理由。")
        raise Invalid(said, field="clips_why", law="PIPL-security-measures")
    kept = why if is_decided else ""
    return {"clips": wish.clips, "clips_most": wish.clips_most, "clips_why": kept}


def _addressed(actor: Actor, wish: Wish) -> Authority | None:
    """Return for which authority a package lies ready: one that looks at this platform now."""
    if wish.authority is None:
        return None
    for one in accounts.authorities_looking(actor):
        if one.pk == wish.authority and wish.recipient == "authority":
            return one
    raise Invalid(_("这个主管部门目前没有查看本平台的授权。"), field="authority")
