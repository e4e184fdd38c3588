"""Ask about tenants, people and keys."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import policies
from accounts.managers import TenantQuerySet
from accounts.models import (
    ApiKey,
    Authority,
    Grant,
    Hold,
    Invitation,
    Membership,
    Tenant,
    User,
    WebhookEndpoint,
)
from accounts.rules import region_of
from accounts.templatetags.settings import named
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import acts, clock, retention, search, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.origins import url_host
from livecompliance.kernel.pg import hot
from livecompliance.kernel.pg.search import ids

NAMED: dict[str, Any] = {
    "tenant": Tenant,
    "api_key": ApiKey,
    "invitation": Invitation,
    "webhook": WebhookEndpoint,
}
LONG_NUMBER = re.compile(r"\d{5}")
DOERS = {"user": "user", "key": "api_key"}
MEMBERS = hot.Reading(
    "SELECT {m} FROM accounts_membership m WHERE m.tenant_id = ANY(%s::uuid[]) "
    "AND m.user_id = ANY(%s::uuid[]) AND m.is_active",
    m=Membership,
)
TENANT = hot.Reading("SELECT {t} FROM accounts_tenant t WHERE t.id = %s", t=Tenant)


@dataclass(frozen=True, slots=True)
class KeyFound:
    """What the database says of an API key's prefix, before any tenant is known."""

    key_id: UUID
    tenant_id: UUID
    secret_hash: bytes
    scopes: frozenset[str]
    is_usable: bool


def key_find(prefix: str) -> KeyFound | None:
    """Return the key with `prefix` from whichever tenant has it, and note its use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM auth_api_key(%s, %s)", [prefix, clock.now()])
        row = cursor.fetchone()
    if row is None:
        return None
    return KeyFound(row[0], row[1], bytes(row[2]), frozenset(row[3]), row[4])


def actor_of_user(user_id: UUID) -> Actor | None:
    """Return who a user is now: an actor of his tenant, a regulator, or nobody.

    A suspended tenant or a deactivated membership gives nobody, and so does a grant that is over.
    Somebody of an authority is never anything else, whatever memberships there are.
    """
    with connection.cursor() as cursor:
        asked = "SELECT tenant, role_list FROM auth_memberships(%s, %s)"
        cursor.execute(asked, [user_id, clock.now()])
        rows = cursor.fetchall()
    rows = [one for one in rows if "regulator" in one[1]] or rows
    if not rows:
        return None
    roles = frozenset(role for _tenant, each in rows for role in each)
    return Actor(
        tenant_ids=frozenset(tenant for tenant, _roles in rows),
        user_id=user_id,
        roles=roles,
    )


def regulator_get(user_id: UUID) -> User:
    """Return a person of an authority.

    Raises:
        NotFound: there is no such person, or he is of no authority.
    """
    found = User.objects.select_related("authority").filter(pk=user_id).first()
    if found is None or found.authority is None:
        raise NotFound(_("没有这位监管人员。请先由主管部门登记其账号。"))
    return found


def regulator_find(username: str) -> User:
    """Return a person of an authority by his login.

    Raises:
        NotFound: there is no such person, or he is of no authority.
    """
    found = User.objects.select_related("authority").filter(username=username.strip()).first()
    if found is None or found.authority is None:
        raise NotFound(_("没有这位监管人员。请先由主管部门登记其账号。"))
    return found


def is_of_authority(user_id: UUID) -> bool:
    """Tell whether a user is of an authority, whatever is granted to him."""
    return User.objects.filter(pk=user_id, authority__isnull=False).exists()


def authority_of(user_id: UUID | None) -> UUID | None:
    """Return the authority that somebody is of; None for whoever is of none."""
    found = User.objects.filter(pk=user_id) if user_id else User.objects.none()
    return found.values_list("authority_id", flat=True).first()


SHOWN_OF_PEOPLE = {"id", "username", "display_name", "authority"}  # to whoever looks: pg/grants.py


def kept_back(path: str) -> list[str]:
    """Return the fields of the person behind `path` that whoever looks may not read."""
    fields = [one.name for one in User._meta.concrete_fields]
    return [f"{path}__{name}" for name in fields if name not in SHOWN_OF_PEOPLE]


def grant_list(actor: Actor) -> TenantQuerySet[Grant]:
    """Return every grant of the actor's tenants, those that were given last in front."""
    return Grant.objects.of(actor).select_related("user__authority", "tenant").order_by("-id")


def grants_standing(actor: Actor) -> list[Grant]:
    """Return what is granted to the acting regulator now."""
    now, own = clock.now(), grant_list(actor).filter(user=actor.user_id)
    return [one for one in own.defer(*kept_back("user")) if one.stands(now)]


def authority_named(name: str) -> Authority | None:
    """Return the authority of a name, as the command line asks for it."""
    return Authority.objects.filter(name=name).first()


def user_named(username: str) -> User | None:
    """Return whoever has a login, before anybody acts."""
    return User.objects.filter(username=username).first() if username else None


def authorities_looking(actor: Actor) -> list[Authority]:
    """Return the authorities to whose people something of the actor's tenant is granted now."""
    now = clock.now()
    found = {one.user.authority for one in grant_list(actor) if one.stands(now)}
    return sorted((one for one in found if one is not None), key=lambda one: one.name)


def domicile_of(tenant: Tenant) -> str:
    """Return the code of the division in which a platform has its domicile; "" when unsaid."""
    return region_of(policy_value(tenant.policy, "domicile_code", 0))


def tenant_find(slug: str) -> UUID | None:
    """Return the id of the tenant with `slug`, before anybody acts for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT auth_tenant(%s)", [slug])
        found: UUID | None = cursor.fetchone()[0]
    return found


def tenant_get(actor: Actor) -> Tenant:
    """Return the actor's tenant."""
    return tenant_of(actor, actor.tenant_id)


def tenant_of(actor: Actor, tenant_id: UUID) -> Tenant:
    """Return one of the tenants that `actor` acts for.

    Raises:
        NotFound: no such tenant for this actor.
    """
    tenancy.require(actor)
    found = TENANT.first([tenant_id]) if tenant_id in actor.tenant_ids else None
    if found is None:
        raise NotFound("没有这个租户。")
    return cast(Tenant, found[0])


def membership_list(actor: Actor) -> TenantQuerySet[Membership]:
    return Membership.objects.of(actor).select_related("user").order_by("user__username")


def members_active(actor: Actor, people: Collection[UUID]) -> list[Membership]:
    """Return which of these people are active members of the actor's tenants."""
    tenancy.require(actor)
    return [row for (row,) in MEMBERS.all([list(actor.tenant_ids), list(people)])]


def hold_list(actor: Actor, kind: str = "", ref: str = "") -> TenantQuerySet[Hold]:
    """Return the standing holds of the tenant, or those on one thing; oldest first."""
    found = Hold.objects.of(actor).filter(lifted_at__isnull=True)
    if kind:
        found = found.filter(subject_kind=kind, subject_ref=ref)
    return found.select_related("placed_by").order_by("id")


def member_search(actor: Actor, wanted: str, most: int) -> list[Membership]:
    """Return the members whose name holds `wanted`, for who manages them; for others nobody.

    Numbers and addresses of people are no names, also where somebody took one for a name.
    """
    if not policies.can_manage_people(actor) or "@" in wanted or LONG_NUMBER.search(wanted):
        return []
    found = ids(Membership, actor, wanted, most)
    return search.in_order(found, membership_list(actor).in_bulk(found))


def invitation_list(actor: Actor) -> TenantQuerySet[Invitation]:
    return Invitation.objects.of(actor).filter(accepted_at=None, withdrawn_at=None)


def invitation_find(token_hash: bytes) -> tuple[UUID, UUID, datetime] | None:
    """Return (invitation, tenant, end) for a token's digest, from whichever tenant sent it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM auth_invitation(%s)", [token_hash])
        row: tuple[UUID, UUID, datetime] | None = cursor.fetchone()
    return row


def key_list(actor: Actor) -> TenantQuerySet[ApiKey]:
    return ApiKey.objects.of(actor).order_by("-created_at")


def endpoint_list(actor: Actor) -> TenantQuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.of(actor).filter(is_active=True)


def policy_of(actor: Actor, name: str, default: int) -> int:
    """Return one number of the tenant's own policy, e.g. `undo_window_s`."""
    tenancy.require(actor)
    return policy_number(tenant_get(actor), name, default)


def policy_number(tenant: Tenant, name: str, default: int) -> int:
    """Return one number of the policy of a tenant that is at hand."""
    return policy_value(tenant.policy, name, default)


def policy_value(policy: Mapping[str, Any], name: str, default: int) -> int:
    """Return one number of a policy that is at hand; the default where it is none."""
    value = policy.get(name, default)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def last_day(actor: Actor) -> date:
    """Return the day before which a term must have ended for its things to go today: the tenant's
    days of grace lie between. Sweeps ask outside of any transaction.
    """
    with transaction.atomic():
        days = policy_of(actor, retention.GRACE, retention.GRACE_D)
    return clock.today() - timedelta(days=days)


def key_is_usable(actor: Actor, key_id: UUID) -> bool:
    """Tell whether a key of the actor's tenant would be taken now."""
    key = ApiKey.objects.of(actor).select_related("tenant").filter(pk=key_id, revoked_at=None)
    found = key.filter(tenant__state=Tenant.State.ACTIVE).first()
    return found is not None and (found.expires_at is None or found.expires_at > clock.now())


def public_contact(tenant: Tenant) -> str:
    """Return how the public reaches a platform, in its own words; "" when it has not said."""
    found = tenant.policy.get("public_contact")
    return found if isinstance(found, str) else ""


def embed_origins(actor: Actor) -> frozenset[str]:
    """Return the origins of the platform's own pages that may embed what is shown live."""
    found = tenant_get(actor).policy.get("embed_origins")
    listed = found if isinstance(found, list) else []
    return frozenset(one for one in listed if isinstance(one, str))


def names_of(kind: str, actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what people and the tenant's own things are called, by id; gone ones included."""
    if kind == "user":
        return {str(one.pk): str(one) for one in User.objects.filter(pk__in=ids)}
    found = NAMED[kind].objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): _name(one) for one in found}


def _name(one: object) -> str:
    return (url_host(one.url) or "") if isinstance(one, WebhookEndpoint) else str(one)


class Line(NamedTuple):
    """One entry of the record with the names of who did it and of what it was done to."""

    entry: Entry
    who: str
    thing: str
    data: dict[str, Any]


def record_lines(actor: Actor, entries: Iterable[Entry]) -> list[Line]:
    """Return entries with the names that people and things have now."""
    found = list(entries)
    done_to = {(one.subject_kind, one.subject_ref) for one in found}
    names = acts.things(actor, done_to | {_doer(one) for one in found})
    return [
        Line(
            one,
            names.get(_doer(one)) or named(one.actor_kind, "actor"),
            names.get((one.subject_kind, one.subject_ref), one.subject_ref),
            ledger.data_of(one),
        )
        for one in found
    ]


def _doer(one: Entry) -> acts.Thing:
    return DOERS.get(one.actor_kind, ""), one.actor_ref
