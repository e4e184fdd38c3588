"""Ask about key elements and their versions."""

import json
from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from stage import policies
from stage.models import Element, ElementVersion


class Held(TypedDict):
    """What a version holds, in clear."""

    text: str
    url: str


def element_list(actor: Actor, room_id: UUID) -> TenantQuerySet[Element]:
    """Return the elements of a room that `actor` was let into, with what is shown of each."""
    rows = Element.objects.of(actor).filter(room_id=room_id)
    return rows.select_related("shown", "party").order_by("kind", "id")


def element_party_require(actor: Actor, element: Element) -> None:
    """Raise NotFound unless the marketer an element names is the tenant's."""
    rows = Element.objects.of(actor).filter(pk=element.pk, party__tenant_id=element.tenant_id)
    if not rows.filter(party__roles__contains=["marketer"]).exists():
        raise NotFound(_("没有这名营销人员。"))


def version_get(actor: Actor, version_id: UUID) -> ElementVersion:
    """Return one version with its element and room.

    Raises:
        NotFound: no such version for whoever watches or works on the tenant.
    """
    rows = ElementVersion.objects.of(actor).select_related(
        "element__room", "element__shown", "element__party", "decided_by"
    )
    found = rows.filter(pk=version_id).first()
    if found is None or not policies.can_declare_or_see(actor, found.element.room):
        raise NotFound(_("没有这个版本。"))
    return found


def version_list(actor: Actor, room_id: UUID) -> TenantQuerySet[ElementVersion]:
    """Return all versions of a room's elements, newest first."""
    rows = ElementVersion.objects.of(actor).filter(element__room_id=room_id)
    return rows.select_related("element", "decided_by").order_by("-submitted_at", "-id")


def versions_waiting(actor: Actor) -> TenantQuerySet[ElementVersion]:
    """Return what waits for an officer, the oldest first."""
    policies.require_see(actor)
    rows = ElementVersion.objects.of(actor).filter(state=ElementVersion.State.WAITING)
    rows = rows.select_related("element__room", "element__shown", "element__party")
    return rows.order_by("submitted_at", "id")


def waiting_count(actor: Actor) -> int:
    """Return how many versions wait."""
    return ElementVersion.objects.of(actor).filter(state=ElementVersion.State.WAITING).count()


def version_content(version: ElementVersion) -> Held:
    """Return the words and the address of a version."""
    context = crypto.place(version, "content_sealed")
    plain = crypto.keyring().unwrap(bytes(version.content_sealed), context)
    found: Held = json.loads(plain)
    return found
