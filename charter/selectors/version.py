"""Ask about the platform's rules and agreement texts: what is in force, coming, past, drafted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from charter import policies
from charter.models import Objection, Version
from charter.rules import items, terms
from charter.rules.texts import unmarked
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound

PUBLISHED, DRAFT = Version.State.PUBLISHED, Version.State.DRAFT


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of text as it stands on a day: what is in force, coming, past (newest first)."""

    kind: str
    current: Version | None
    coming: tuple[Version, ...]
    past: tuple[Version, ...]
    draft: Version | None


def version_get(actor: Actor, version_id: UUID, *, lock: bool = False) -> Version:
    """Return one version of the actor's tenant.

    Raises:
        NotFound: no such version for this actor.
    """
    found = Version.objects.of(actor).filter(pk=version_id)
    one = (found.select_for_update() if lock else found).first()
    if one is None:
        raise NotFound(_("没有这个文本。"))
    return one


def version_public_get(actor: Actor, version_id: UUID) -> Version:
    """Return one version that was published, for whoever is no officer.

    Raises:
        NotFound: no such version, a draft, withdrawn, or an agency's own and he is an outsider.
    """
    one = version_get(actor, version_id)
    is_open = one.kind in items.PUBLIC or not policies.is_public(actor)
    if one.state != PUBLISHED or not is_open:
        raise NotFound(_("没有这个文本。"))
    return one


def version_of_digest(actor: Actor, kind: str, sha256: str) -> Version | None:
    """Return the newest published text of a kind that has this digest, if there is one."""
    found = Version.objects.of(actor).filter(kind=kind, state=PUBLISHED, sha256=sha256.lower())
    return found.order_by("-number").first()


def version_list(actor: Actor, kind: str = "") -> TenantQuerySet[Version]:
    """Return every version, the newest of each kind first."""
    found = Version.objects.of(actor).filter(**({"kind": kind} if kind else {}))
    return found.order_by("kind", "-number")


def in_force(actor: Actor, kind: str, day: date | None = None) -> Version | None:
    """Return the version of a kind that holds on a day: the newest whose day has come."""
    found = Version.objects.of(actor).filter(kind=kind, state=PUBLISHED)
    return found.filter(effective_on__lte=day or clock.today()).order_by("-number").first()


def shelves(actor: Actor, kinds: Iterable[str] = items.KINDS) -> list[Shelf]:
    """Return every kind of text as it stands today: one query."""
    wanted, today = tuple(kinds), clock.today()
    found = list(version_list(actor).filter(kind__in=wanted))
    return [_shelf(kind, [one for one in found if one.kind == kind], today) for kind in wanted]


def _shelf(kind: str, found: list[Version], today: date) -> Shelf:
    """Sort the versions of one kind, newest first, by their days."""
    published = [one for one in found if one.state == PUBLISHED]
    held = [one for one in published if one.effective_on and one.effective_on <= today]
    coming = [one for one in published if one not in held]
    draft = next((one for one in found if one.state == DRAFT), None)
    return Shelf(kind, held[0] if held else None, tuple(coming), tuple(held[1:]), draft)


def kept_past(shelf: Shelf) -> tuple[Version, ...]:
    """Return the past versions that must stay public: all that were in force in the last years.

    Law: NTM-rules-history
    """
    current = shelf.current
    if current is None or current.effective_on is None:
        return ()
    clause = law.clause("NTM-rules-history")
    since = terms.kept_since(clause, current.effective_on)
    ends = [current.effective_on, *(one.effective_on for one in shelf.past)]
    return tuple(
        one for one, end in zip(shelf.past, ends, strict=False) if end is not None and end > since
    )


def missing_items(version: Version) -> list[items.Item]:
    """Return what the law wants in a text and no passage of it is marked for."""
    wanted = items.wanted(version.kind)
    lacking = unmarked(version.body_zh, version.marks, [one.code for one in wanted])
    return [one for one in wanted if one.code in lacking]


def objection_list(actor: Actor, version_id: UUID | None = None) -> TenantQuerySet[Objection]:
    """Return what was said against versions, the newest first."""
    found = Objection.objects.of(actor).select_related("version", "party", "user")
    if version_id is not None:
        found = found.filter(version_id=version_id)
    return found.order_by("-id")


def objections_open(actor: Actor) -> int:
    """Return how many objections wait for an answer."""
    return Objection.objects.of(actor).filter(answered_at__isnull=True).count()


def objection_get(actor: Actor, objection_id: UUID, *, lock: bool = False) -> Objection:
    """Return one objection of the actor's tenant.

    Raises:
        NotFound: no such objection for this actor.
    """
    found = Objection.objects.of(actor).filter(pk=objection_id)
    one = (found.select_for_update() if lock else found).first()
    if one is None:
        raise NotFound(_("没有这条意见。"))
    return one


def is_open_to_objections(version: Version) -> bool:
    """Tell whether somebody may still say something against a version today."""
    if version.state != PUBLISHED or version.objections_until is None:
        return False
    return clock.today() <= version.objections_until
