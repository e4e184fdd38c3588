"""Load the demo's two tenants: people, keys, rooms, and a session in every room."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from accounts import services as people
from accounts.models import Role, Scope, Tenant, User
from livecompliance.demo import (
    agency,
    catalogue,
    complained,
    denied,
    dutiful,
    evening,
    filmed,
    fronts,
    handed,
    house,
    informed,
    inspected,
    judged,
    kept,
    lessons,
    listed,
    lists,
    looked,
    noticed,
    papers,
    passed,
    promises,
    queue,
    real,
    reasoned,
    reported,
    rulebook,
    script,
    selection,
    stages,
    supply,
    taxed,
    told,
)
from livecompliance.demo.cast import cast
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from rooms import selectors, services
from rooms.models import Room

STAFF = {
    "admin": ("系统管理员", [Role.SYSTEM_ADMIN]),
    "security": ("安全管理员", [Role.SECURITY_ADMIN]),
    "audit": ("审计管理员", [Role.AUDIT_ADMIN]),
    "officer": ("王巡查", [Role.OFFICER]),
    "second": ("李复核", [Role.OFFICER]),
    "viewer": ("陈观察", [Role.VIEWER]),
    "streamer": ("林小满", [Role.STREAMER]),
    "merchant": ("唐小满", [Role.MERCHANT]),
}
HOUSE_STAFF = ("admin", "security", "officer")
JUDGES = ("officer", "second", "streamer", "security")
REGULATOR = "regulator:visitor"
KEY_NAME = "demo"
OBSERVED = timedelta(days=90)


def password_of(username: str) -> str:
    """Return a login's password: the same on every start of this demo, on no other machine."""
    key = crypto.keyring().derive("demo|password")
    return base64.b32encode(crypto.keyed_digest(key, username.encode()))[:16].decode().lower()


def seed(recorded: Path | None = None, storage: str = "") -> dict[str, Any]:
    """Make what is missing and return addresses and logins for .local/demo.json.

    Args:
        recorded: where recordings are; their rooms, marked as replays, are then on air instead.
        storage: the address of the demo's storage of video; "" where none is running.

    Raises:
        RecordingFault: nothing is recorded there.
    """
    shows = script.shows() if recorded is None else real.shows(recorded)
    tenants = [_tenant(each, shows, storage) for each in script.tenants()]
    for each in tenants:
        judged.meet(system_actor(UUID(each["id"])))
    _regulator([UUID(each["id"]) for each in tenants])
    house = _agency()
    first = tenants[0]["rooms"][0]
    streamer = f"{tenants[0]['slug']}:streamer"
    return {
        "login_url": "/accounts/login/",
        "tenants": tenants,
        "agency": house,
        "regulator": _login(REGULATOR),
        "streamer": _login(streamer) | {"url": f"/stream/{first['room']}"},
        "merchant": _login(f"{tenants[0]['slug']}:merchant") | {"url": "/me/supplies"},
        "room": first["room"],
        "session": first["session"],
    }


def _login(username: str) -> dict[str, str]:
    return {"username": username, "password": password_of(username)}


def _tenant(wanted: script.Tenant, every: list[script.Show], storage: str) -> dict[str, Any]:
    tenant_id = accounts.tenant_find(wanted.slug)
    if tenant_id is None:
        tenant_id = people.tenant_create(slug=wanted.slug, name=wanted.name, kind=wanted.kind).pk
    actor = system_actor(tenant_id)
    with tenancy.acting(actor), transaction.atomic():
        people.own_hosts_set(actor=actor, hosts=wanted.hosts)
        tenant = accounts.tenant_get(actor)
        users = {login: _person(actor, tenant, login) for login in STAFF}
        key = _key(actor)
        shows = [show for show in every if show.tenant_slug == wanted.slug]
        house.furnish(actor, users["officer"].pk, users["security"].pk)
        _end_all(actor)
        papers.publish(actor)
        # The first platform is still connecting its people: its gate observes. The second enforces.
        is_connecting = wanted == script.tenants()[0]
        until = clock.today() + OBSERVED if is_connecting else None
        services.gate_observe(actor=actor, until=until)
        rooms = [_room(actor, show, users) for show in shows]
        if not is_connecting:
            denied.knock(actor)
        promises.promise(actor, users["officer"].pk)
        fronts.furnish(actor, users["officer"].pk)
        queue.furnish(actor, users["audit"].pk)
        lists.furnish(actor, users["officer"].pk)
        complained.furnish(actor, users["officer"].pk)
        catalogue.furnish(actor, users["officer"].pk, users["second"].pk)
        supply.furnish(actor, users["officer"].pk)
        selection.furnish(actor, wanted.slug, shows, users["officer"].pk)
        noticed.furnish(actor, users["officer"].pk)
        lessons.teach(actor, users["officer"].pk)
        judged.judge(actor, *(users[one].pk for one in JUDGES))
        listed.list_violators(actor, users["officer"].pk)
        inspected.ask(actor, users["officer"].pk)
        kept.keep(actor, users["officer"].pk)
        dutiful.charge(actor, users["officer"].pk, users["second"].pk)
        reported.report(actor, users["officer"].pk)
        reasoned.explain(actor, users["officer"].pk)
        told.publish(actor, users["officer"].pk)
        queue.differ(actor, *(users[one].pk for one in ("officer", "second", "audit")))
    handed.hand_in(actor, users["officer"].pk, users["security"].pk)
    taxed.settle(tenant_id, users["officer"].pk, users["second"].pk, users["streamer"].pk)
    if is_connecting:
        evening.record(actor, users["officer"].pk)
        with tenancy.acting(actor), transaction.atomic():
            filmed.film(actor, users["officer"].pk, storage)
            informed.furnish(actor, users["officer"].pk)
            passed.furnish(actor, users["officer"].pk)
        rulebook.write(tenant_id, users["officer"].pk, users["second"].pk)
    staff = {login: _login(f"{wanted.slug}:{login}") for login in STAFF}
    return {
        "id": str(tenant_id),
        "slug": wanted.slug,
        "api_key": key,
        "officer": staff["officer"],
        "staff": staff,
        "rooms": rooms,
    }


def _agency() -> dict[str, Any]:
    """Make the agency, which has no rooms of its own; return how its officer signs in."""
    tenant_id = accounts.tenant_find(agency.SLUG)
    if tenant_id is None:
        made = people.tenant_create(slug=agency.SLUG, name=agency.NAME, kind=Tenant.Kind.AGENCY)
        tenant_id = made.pk
    actor = system_actor(tenant_id)
    with tenancy.acting(actor), transaction.atomic():
        users = {one: _person(actor, accounts.tenant_get(actor), one) for one in HOUSE_STAFF}
        agency.furnish(actor, users["officer"].pk)
    taxed.house(tenant_id, users["officer"].pk)
    return _login(f"{agency.SLUG}:officer")


def _person(actor: Actor, tenant: Tenant, login: str) -> User:
    name, roles = STAFF[login]
    username = f"{tenant.slug}:{login}"
    user = User.objects.filter(username=username).first()
    if user is None:
        _, token = people.member_invite(actor=actor, login=login, roles=roles)
        return people.invitation_accept(
            token=token, password=password_of(username), display_name=name
        )
    if not user.check_password(password_of(username)):
        user.set_password(password_of(username))
        user.save(update_fields=["password"])
    return user


def _key(actor: Actor) -> str:
    for old in accounts.key_list(actor).filter(name=KEY_NAME, revoked_at=None):
        people.key_revoke(actor=actor, key_id=old.pk)
    return people.key_create(actor=actor, name=KEY_NAME, scopes=Scope.values)[1]


def _end_all(actor: Actor) -> None:
    """End what an earlier demo left on air."""
    for session in selectors.session_open_list(actor):
        services.session_end(actor=actor, session_id=session.pk)


def _room(actor: Actor, show: script.Show, users: dict[str, User]) -> dict[str, str]:
    on_air = cast(actor, show)
    papers.sign(actor, [on_air.operator, *map(UUID, on_air.marketers)])
    room = selectors.room_list(actor).filter(external_id=show.slug).first()
    if room is None:
        room = services.room_create(
            actor=actor,
            title=show.room_title,
            external_id=show.slug,
            operator_name=show.operator,
            operator_id=on_air.operator,
            operator_user_id=users["streamer"].pk,
            category=show.category,
            tier=show.tier if show.tier in Room.Tier.values else Room.Tier.FIRST,
        )
    stages.furnish(actor, users["officer"].pk, room, show)
    services.room_operator_set(actor=actor, room_id=room.pk, operator_id=on_air.operator)
    wish = services.Wish(
        form=show.form,
        marketers=on_air.marketers,
        is_virtual_image=stages.is_virtual(show),
    )
    admission, session = services.session_start(actor=actor, room_id=room.pk, wish=wish)
    if session is None:
        reasons = admission.reasons if admission else []
        raise RuntimeError(f"the gate lets nobody in to {show.slug}: {reasons}")
    return {"show": show.slug, "room": str(room.pk), "session": str(session.pk)}


def _regulator(tenant_ids: list[UUID]) -> None:
    """Let somebody of an authority look at both platforms."""
    office = people.Office(
        name="浙江省网络监管联合办公室", kind="cac", level="province", region="33"
    )
    authority = people.authority_enter(office=office)
    user = User.objects.filter(username=REGULATOR).first() or people.regulator_enter(
        authority=authority, username=REGULATOR, name="监管访客", password=password_of(REGULATOR)
    )
    if user.authority_id is None or not user.check_password(password_of(REGULATOR)):
        user.authority = authority
        user.set_password(password_of(REGULATOR))
        user.save(update_fields=["password", "authority"])
    for tenant_id in tenant_ids:
        looked.furnish(system_actor(tenant_id), user)
