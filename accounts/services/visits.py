"""Who came in and left, and who tried to come in under a name: the log that CSL-logs asks for."""

from collections.abc import Iterable
from contextvars import ContextVar
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.db import transaction

from accounts import selectors
from accounts.models import User
from ledger import services as record
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting

CLAUSE = "CSL-logs"
SHOWN_BITS = {4: 24, 6: 48}
_failed: ContextVar[tuple[str, str] | None] = ContextVar("failed", default=None)


def sign_in_note(*, user_id: UUID, methods: Iterable[str], address: str) -> None:
    """Record that a person of one tenant signed in.

    Args:
        methods: the proofs that were given: "password", "mfa", ...
        address: where he came from; the record shows its network and keeps a digest of the whole.

    People of authorities belong to no tenant: what they look at is recorded, each look.

    Law: CSL-logs
    """
    actor = _person(user_id)
    if actor is not None:
        _keep(actor, "accounts.signed_in", user_id, address, {"methods": sorted(set(methods))})


def sign_out_note(*, user_id: UUID, address: str) -> None:
    """Record that a person of one tenant left. A session that runs out leaves no entry."""
    actor = _person(user_id)
    if actor is not None:
        _keep(actor, "accounts.signed_out", user_id, address, {})


def sign_in_fail_hold(*, login: str, address: str) -> None:
    """Remember a wrong password until the answer has gone (`sign_in_fail_note`)."""
    _failed.set((login, address))


def sign_in_fail_note() -> None:
    """Record that somebody gave a wrong password for a login that there is, if somebody did.

    Only such a login leaves an entry: written before the answer, its time would tell which there
    are. Nobody is named as having tried: that is not known. Attempts are few: past their limit
    none is looked at any more (ADR 11).
    """
    held = _failed.get()
    if held is None:
        return
    _failed.set(None)
    login, address = held
    user = User.objects.filter(username=login.lower()).only("pk").first()
    actor = _person(user.pk) if user is not None else None
    if user is not None and actor is not None:
        system = system_actor(actor.tenant_id)
        _keep(system, "accounts.sign_in_failed", user.pk, address, {})


def network_of(address: str) -> str:
    """Return the network of an address, which names no single line; "" when it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{found}/{SHOWN_BITS[found.version]}", strict=False))


def _person(user_id: UUID) -> Actor | None:
    actor = selectors.actor_of_user(user_id)
    is_member = actor is not None and len(actor.tenant_ids) == 1 and "regulator" not in actor.roles
    return actor if is_member else None


def _keep(actor: Actor, action: str, user: UUID, address: str, data: dict[str, object]) -> None:
    with acting(actor), transaction.atomic():
        record.entry_append(
            actor=actor,
            action=action,
            subject=("user", user),
            clause=CLAUSE,
            after={"address": address},
            data={**data, "network": network_of(address)},
        )
