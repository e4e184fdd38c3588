"""Builders: functions with defaults. They arrange through services where the past matters."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import Membership, Tenant, User
from filings import services as filings
from filings.models import (
    Assessment,
    Filing,
    IdentityReport,
    Impact,
    Incident,
    IncidentStep,
    Technology,
)
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from office import services as office
from office.models import Letter
from parties.models import Party
from rooms import services
from rooms.models import Admission, Room, Session

INCIDENT = {
    "kind": "cyber",
    "title": "推流网关被异常调用",
    "discovered_at": "2026-01-02T03:05:00+08:00",
    "backdated": "夜班补登",
}


def tenant(slug: str = "harbour", **fields: Any) -> Tenant:
    """Make a tenant, acting as itself."""
    pk = uuid7()
    with acting(system_actor(pk)), transaction.atomic():
        return Tenant.objects.create(
            id=pk, slug=slug, name=fields.pop("name", slug.title()), **fields
        )


def person(owner: Tenant, login: str, *roles: str, password: str = "") -> Actor:
    """Make a user of a tenant and return the actor he is."""
    with acting(system_actor(owner.pk)), transaction.atomic():
        user = User(username=f"{owner.slug}:{login}", display_name=login.title())
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
        Membership.objects.create(tenant=owner, user=user, roles=list(roles))
    return Actor(tenant_ids=frozenset({owner.pk}), user_id=user.pk, roles=frozenset(roles))


def observing(owner: Tenant) -> None:
    """Let the gate of a tenant observe only: a denied broadcast begins, as a breach."""
    with acting(system_actor(owner.pk)), transaction.atomic():
        owner.policy = owner.policy | {"gate_observe_until": f"{clock.today():%Y-%m-%d}"}
        owner.save(update_fields=["policy"])


def promoting(owner: Tenant) -> None:
    """Let findings of false publicity take no room of a tenant off what promotes it."""
    with acting(system_actor(owner.pk)), transaction.atomic():
        owner.policy = owner.policy | {"boost_bar_days": 0}
        owner.save(update_fields=["policy"])


def party(owner: Tenant, *roles: str, **fields: Any) -> Party:
    """Make an active party of a tenant, with its function open, by default a natural person."""
    made = {"kind": "natural", "public_name": "阿春", "state": "active", "function": "open"}
    with acting(system_actor(owner.pk)), transaction.atomic():
        return Party.objects.create(
            tenant_id=owner.pk, roles=list(roles or ("operator", "marketer")), **made | fields
        )


def room(actor: Actor, title: str = "茶", **fields: Any) -> Room:
    """Open a room in the actor's tenant, whatever the actor may do himself."""
    opener = system_actor(actor.tenant_id)
    with acting(opener), transaction.atomic():
        return services.room_create(actor=opener, title=title, **fields)


def session(actor: Actor, of: Room, *, marketers: Sequence[str] = (), **fields: Any) -> Session:
    """Go live in a room, as if the gate had let everybody in."""
    opener = system_actor(actor.tenant_id)
    with acting(opener), transaction.atomic():
        admission = Admission.objects.create(
            tenant_id=of.tenant_id, room=of, kind=Admission.Kind.START, is_allowed=True
        )
        wish = services.Wish(**fields)
        cast = services.cast_of(opener, marketers)
        return services.session_begin(opener, admission, wish, cast)


def end(of: Session) -> None:
    """End a broadcast, as the platform would."""
    actor = system_actor(of.tenant_id)
    with acting(actor), transaction.atomic():
        services.session_end(actor=actor, session_id=of.pk)


def finding(of: Session, **fields: Any) -> Finding:
    """Make a finding without words in a session, as inspection would."""
    actor = system_actor(of.tenant_id)
    made = {
        "segment_seq": 1,
        "position": 0,
        "event_key": "1",
        "event_type": "speech",
        "speaker": "marketer",
        "at": clock.now(),
        "code": "F-MED",
        "clause": "M-18-2",
        "rule": "F-MED/降血压",
        "severity": "high",
        "suggestion": "review",
        "score": 0.8,
        "excerpt": b"",
    }
    with acting(actor), transaction.atomic():
        return Finding.objects.create(
            tenant_id=of.tenant_id, session=of, room_id=of.room_id, **made | fields
        )


def mailbox(actor: Actor, address: str) -> None:
    """Give a person a mail address that he has confirmed."""
    with acting(actor), transaction.atomic():
        token = office.address_set(actor=actor, address=address)
        office.address_confirm(actor=actor, token=token)
        Letter.objects.filter(recipient_id=actor.user_id, topic="address").delete()


def program(owner: Tenant, *scopes: str) -> Actor:
    """Return the actor that a tenant's own system is, with a key of any scopes."""
    return Actor(
        tenant_ids=frozenset({owner.pk}),
        key_id=uuid7(),
        roles=frozenset({"integrator"}),
        scopes=frozenset(scopes),
    )


def house(actor: Actor) -> dict[str, Any]:
    """Write down one of each thing that a platform keeps of itself; return their ids."""
    declared = filings.Declared(slug="voice-a", kind="voice", name="语音合成")
    draft = filings.Draft(title="人脸核验", grounds=("sensitive",), categories=("face",))
    found = filings.Found(
        kind="personal",
        title="接口越权",
        nature="leak",
        categories=("contact",),
        discovered_at=clock.now(),
    )
    with acting(actor), transaction.atomic():
        technology = filings.technology_declare(actor=actor, declared=declared)
        facts = filings.Facts(state="held", number="1")
        return {
            "report_id": filings.identity_report_begin(actor=actor, kind="market").pk,
            "filing_id": filings.filing_register(actor=actor, kind="icp", facts=facts).pk,
            "technology_id": technology.pk,
            "assessment_id": technology.assessment_id,
            "impact_id": filings.impact_write(actor=actor, draft=draft).pk,
            "incident_id": filings.incident_open(actor=actor, found=found).pk,
        }


def is_house_untouched(ids: Mapping[str, str]) -> bool:
    """Tell whether what `house` wrote down is as it was, and nothing was added to it."""
    return (
        Filing.objects.get().state == "held"
        and IdentityReport.objects.get().state == "due"
        and Technology.objects.get(pk=ids["technology_id"]).state == "draft"
        and Assessment.objects.get().answers == {}
        and Impact.objects.get().state == "draft"
        and Incident.objects.get().state == "open"
        and not IncidentStep.objects.exists()
    )
