"""Ask which requests to inspect there are, what they name, every step, and their packages."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Invalid, NotFound
from office.rules.days import first_instant
from oversight import policies
from oversight.models import Inspection, InspectionPackage, InspectionStep, Package
from oversight.rules import inspections as rules
from parties import selectors as parties
from rooms import selectors as rooms
from rooms.models import Room, Session

ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
MOST_LINES = 200


class Lettered(Protocol):
    """Something that says by whom it was asked, and under which number."""

    @property
    def authority(self) -> str: ...
    @property
    def document_number(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Names:
    """What lines name: rooms, broadcasts, parties."""

    rooms: list[UUID] = field(default_factory=list)
    sessions: list[UUID] = field(default_factory=list)
    parties: list[UUID] = field(default_factory=list)


def inspection_list(actor: Actor, *, is_open: bool | None = None) -> TenantQuerySet[Inspection]:
    """Return the requests that `actor` may see: of a regulator those that his authority filed.

    Raises:
        Forbidden: the actor sees none.
    """
    policies.require_see_inspections(actor)
    found = Inspection.objects.of(actor)
    if actor.has("regulator", policies.INSPECTOR):
        found = found.filter(_of_authority(actor)).select_related("filed_by")
        found = found.defer(*accounts.kept_back("filed_by"))
    else:
        found = found.select_related("owner", "filed_by", "recorded_by", "paper")
    if is_open is not None:
        running = Q(state__in=rules.OPEN)
        found = found.filter(running if is_open else ~running)
    return found.order_by("due_on", "id") if is_open else found.order_by("-id")


def _of_authority(actor: Actor) -> Q:
    own, authority = Q(filed_by_id=actor.user_id), accounts.authority_of(actor.user_id)
    return own if authority is None else own | Q(filed_by__authority_id=authority)


def inspection_get(actor: Actor, inspection_id: UUID, *, lock: bool = False) -> Inspection:
    """Return one request.

    Raises:
        NotFound: no such request for this actor.
    """
    found = inspection_list(actor)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=inspection_id).first()
    if row is None:
        raise NotFound(_("没有这项监督检查要求。"))
    return row


def inspection_by_letter(actor: Actor, given: Lettered) -> Inspection | None:
    """Return the request that an authority made under a number, if it is there."""
    if not given.document_number:
        return None
    found = Inspection.objects.of(actor).filter(authority=given.authority)
    return found.filter(document_number=given.document_number).first()


def investigations_open(actor: Actor) -> list[Inspection]:
    """Return the investigations that run."""
    running = Inspection.objects.of(actor).filter(state__in=rules.OPEN)
    return list(running.filter(kind=rules.INVESTIGATION).order_by("id"))


def steps_of(actor: Actor, row: Inspection) -> list[InspectionStep]:
    """Return every step of a request, the first in front."""
    steps = InspectionStep.objects.of(actor).filter(inspection=row)
    return list(steps.select_related("by").defer(*accounts.kept_back("by")).order_by("id"))


def packages_of(
    actor: Actor, row: Inspection, *, is_given: bool = False
) -> list[InspectionPackage]:
    """Return the packages that were made for a request; or those only that were given."""
    found = InspectionPackage.objects.of(actor).filter(inspection=row)
    if is_given:
        found = found.filter(given_at__isnull=False)
    return list(found.select_related("package", "package__file", "package__job").order_by("id"))


def packages_linkable(actor: Actor, row: Inspection) -> list[Package]:
    """Return packages for an authority that could be linked to a request, the newest first."""
    used = InspectionPackage.objects.of(actor).filter(inspection=row).values("package_id")
    found = Package.objects.of(actor).filter(recipient="authority").exclude(pk__in=used)
    return list(found.select_related("job", "file").order_by("-id")[:20])


def strangers(
    actor: Actor, rooms_: Collection[UUID], sessions: Collection[UUID], people: Collection[UUID]
) -> bool:
    """Tell whether anything that is named is not of the actor's platform."""
    product = system_actor(actor.tenant_id)
    return (
        rooms.room_list(product).filter(pk__in=rooms_).count() != len(rooms_)
        or rooms.sessions_asked(product, sessions).count() != len(sessions)
        or len({one.id for one in parties.parties_named(product, map(str, people)).values()})
        != len(people)
    )


def sessions_named(actor: Actor, row: Inspection, most: int) -> list[UUID]:
    """Return the broadcasts that a request names, themselves or by room and time, that are left."""
    until = first_instant(row.until_on + timedelta(days=1)) if row.until_on else None
    since = first_instant(row.since_on) if row.since_on else None
    found = rooms.sessions_asked(actor, row.sessions, row.rooms, since, until)
    left = found.filter(key_destroyed_at__isnull=True)
    return list(left.values_list("pk", flat=True)[:most])


def named(
    actor: Actor, row: Inspection
) -> tuple[list[Room], list[Session], list[tuple[str, UUID]]]:
    """Return the rooms, broadcasts and parties that a request names; parties masked."""
    named_ = parties.parties_named(actor, map(str, row.parties))
    people = [(named_[str(one)].public_name, one) for one in row.parties if str(one) in named_]
    return (
        list(rooms.room_list(actor).filter(pk__in=row.rooms)),
        list(rooms.sessions_asked(actor, row.sessions)),
        people,
    )


def names_read(actor: Actor, lines: Iterable[str]) -> Names:
    """Read what lines name: the address of a page, an id, or the platform's own number.

    Raises:
        Invalid: a line names nothing that is there, or there are too many.
    """
    texts = [line.strip() for line in lines if line.strip()]
    if len(texts) > MOST_LINES:
        raise Invalid(_("一项要求最多列出 200 个直播间、场次和人员。"), field="names")
    found = Names()
    wanted = [ID.findall(text)[-1].lower() if ID.search(text) else text for text in texts]
    ids = [UUID(one) for one in wanted if ID.fullmatch(one)]
    numbers = [one for one in wanted if not ID.fullmatch(one)]
    by_room = Q(pk__in=ids) | Q(external_id__in=numbers)
    known_rooms = {
        ref: one.pk
        for one in rooms.room_list(actor).filter(by_room)
        for ref in (str(one.pk), one.external_id)
        if ref
    }
    on_air = rooms.sessions_asked(actor, ids).values_list("pk", flat=True)
    known_sessions = {str(one): one for one in on_air}
    known_parties = parties.parties_named(actor, wanted)
    for line, ref in zip(texts, wanted, strict=True):
        if ref in known_rooms:
            found.rooms.append(known_rooms[ref])
        elif ref in known_sessions:
            found.sessions.append(known_sessions[ref])
        elif ref in known_parties:
            found.parties.append(known_parties[ref].id)
        else:
            raise Invalid(_("没有找到“%(line)s”。") % {"line": line[:60]}, field="names")
    return found


def sessions_shown(actor: Actor, row: Inspection, most: int) -> list[Session]:
    """Return the newest broadcasts that a request names, themselves or by room and time."""
    if not (row.sessions or row.rooms):
        return []
    return list(rooms.sessions_asked(actor, sessions_named(actor, row, most)))
