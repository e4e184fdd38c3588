"""Builders for the stage: what is set, as the services would have left it."""

from typing import Any

from django.db import transaction

from accounts.models import Tenant
from filings.models import Assessment, Technology
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.tenancy import acting
from parties.models import Consent, Party
from rooms.models import Room
from stage import services
from stage.models import ElementVersion, MinorsClass, VirtualHost
from stage.rules import elements
from tests import builders as world

WORDS = {"account_name": "阿春家的茶", "bio": "自家茶园，当季新茶。", "title": "春茶上新"}
SHA = "ab" * 32
MARK = services.Mark(height_percent=6, opening_s=3, is_continuous=True)
Judgement = services.Judgement


def party(of: Room, *roles: str, **fields: Any) -> Party:
    """Register somebody in the tenant of a room."""
    owner = Tenant(pk=of.tenant_id)
    return world.party(owner, *roles, **{"public_name": "小满"} | fields)


def consent(of: Room, kind: str = "likeness", **fields: Any) -> Consent:
    """Let somebody agree that his face or voice is used."""
    used_by = fields.pop("party", None) or party(of, "operator")
    made = {"text_version": "1", "text_sha256": SHA, "method": "written"} | fields
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        return Consent.objects.create(tenant_id=of.tenant_id, party=used_by, kind=kind, **made)


def content(kind: str, **fields: Any) -> services.Content:
    """Return something harmless for an element."""
    made: dict[str, Any] = {"is_declared": True}
    if kind in WORDS:
        made["text"] = WORDS[kind]
    else:
        made |= {"image_sha256": SHA, "image_url": f"https://img.example/{kind}.jpg"}
    return services.Content(**made | fields)


def submit(
    actor: Actor, of: Room, kind: str, *, person: Party | None = None, **fields: Any
) -> ElementVersion:
    """Hand in a version of an element."""
    with acting(actor):
        return services.element_submit(
            actor=actor,
            room_id=of.pk,
            kind=kind,
            content=content(kind, **fields),
            party_id=person.pk if person else None,
        )


def approve(actor: Actor, version: ElementVersion) -> ElementVersion:
    """Approve a version, if nobody did."""
    if version.state == "approved":
        return version
    with acting(actor):
        return services.element_decide(actor=actor, version_id=version.pk, state="approved")


def elements_approved(officer: Actor, of: Room, kinds: Any = elements.REQUIRED) -> None:
    """Have every required element of a room approved."""
    for kind in sorted(kinds):
        approve(officer, submit(officer, of, kind))


def place(actor: Actor, of: Room, kind: str = "studio", **fields: Any) -> Any:
    """Declare where a room is broadcast from."""
    with acting(actor):
        where = services.Where(kind=kind, area="浙江省杭州市", **fields)
        return services.place_declare(actor=actor, room_id=of.pk, where=where)


def host(
    officer: Actor,
    of: Room,
    *,
    is_assessed: bool = True,
    is_registered: bool | None = None,
    **fields: Any,
) -> VirtualHost:
    """Register a virtual host, and have it assessed."""
    made: dict[str, Any] = {"name": "小云", "technology": "digital-human", "mark": MARK} | fields
    if is_assessed if is_registered is None else is_registered:
        technology(officer)
    with acting(officer):
        found = services.host_register(actor=officer, room_id=of.pk, figure=services.Figure(**made))
        if not is_assessed:
            return found
        return services.host_assess(
            actor=officer, host_id=found.pk, is_passed=True, assessment="SA-2026-7"
        )


def technology(officer: Actor, slug: str = "digital-human", **fields: Any) -> Technology:
    """Have a technology in the register, as if it had been assessed and approved."""
    tenant_id = officer.tenant_id
    with acting(system_actor(tenant_id)), transaction.atomic():
        behind = Assessment.objects.create(tenant_id=tenant_id, subject=slug, trigger="technology")
        found, _made = Technology.objects.get_or_create(
            tenant_id=tenant_id,
            slug=slug,
            defaults={
                "kind": "voice",
                "name": slug,
                "state": "live",
                "assessment": behind,
                "approved_by_id": officer.user_id,
                "live_on": clock.today(),
                "author_kind": "system",
            }
            | fields,
        )
    return found


def flag(actor: Actor, of: Room, kind: str = "values") -> MinorsClass:
    """Flag a room for one type of what may affect minors."""
    with acting(actor), transaction.atomic():
        services.minors_declare(actor=actor, room_id=of.pk, kinds=[kind])
        return MinorsClass.objects.get(room=of, kind=kind, cleared_at=None)


def ready(officer: Actor, of: Room) -> None:
    """Set everything that a plain broadcast asks of its stage."""
    elements_approved(officer, of)
    place(officer, of)


def asked(of: Room, *marketers: Party, **fields: Any) -> Asked:
    """Ask about a broadcast of a room now."""
    made: dict[str, Any] = {"operator_id": None, "at": clock.now()} | fields
    return Asked(room_id=of.pk, marketers=tuple(one.pk for one in marketers), **made)
