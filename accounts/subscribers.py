"""Tell the outbox where each tenant takes delivery, and sockets when a session ends."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    user_logged_in,
)
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished
from django.http import HttpRequest

from accounts import selectors, services, stepup
from accounts.models import User, WebhookEndpoint
from ledger import services as record
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor

log = logging.getLogger(__name__)


def endpoints(actor: Actor) -> Sequence[record.Endpoint]:
    """Return where the actor's tenant takes delivery, each with the secret that signs."""
    return [
        record.Endpoint(id=each.pk, url=each.url, secret=_secret(each))
        for each in selectors.endpoint_list(actor)
    ]


def _secret(endpoint: WebhookEndpoint) -> str:
    """Return the secret; none when it is lost, so that only this endpoint gets nothing."""
    try:
        return services.endpoint_secret(endpoint)
    except crypto.KeyLost:
        log.error("webhook endpoint %s: its secret is lost", endpoint.pk)
        return ""


def turn_off(actor: Actor, endpoint_id: UUID) -> None:
    """Turn off an endpoint whose receiver said that it is gone."""
    if selectors.endpoint_list(actor).filter(pk=endpoint_id).exists():
        services.endpoint_remove(actor=actor, endpoint_id=endpoint_id, reason="410 Gone")


def sessions_doubt(user: User | None, **_: Any) -> None:
    """Have a person's sockets ask whether the session that opened them still stands."""
    actor = selectors.actor_of_user(user.pk) if user is not None else None
    if actor is not None and len(actor.tenant_ids) == 1:
        services.access_doubt(actor.tenant_id, user=actor.user_id)


def factor_given(request: HttpRequest, user: User, method: str, **_: Any) -> None:
    """Note in the session which proof was given, so that a recent one need not be given again."""
    if method in {"mfa", "password"}:
        stepup.factor_note(request, user.pk, method)


def came_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Write down that somebody signed in, once every proof that is asked of him was given."""
    given = [one["method"] for one in get_authentication_records(request, user)]
    services.sign_in_note(user_id=user.pk, methods=given, address=_address(request))


def answered(**_: Any) -> None:
    """Write down who failed to sign in, now that he has his answer."""
    services.sign_in_fail_note()


def left(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    """Write down that somebody left."""
    if user is not None and request is not None:
        services.sign_out_note(user_id=user.pk, address=_address(request))


def _address(request: HttpRequest) -> str:
    """Return where a request came from; "" where that is not to be told: nobody is kept for it."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""


authentication_step_completed.connect(factor_given, dispatch_uid="step-up-factor")
user_logged_in.connect(came_in, dispatch_uid="came-in")
request_finished.connect(answered, dispatch_uid="answered")
user_logged_out.connect(left, dispatch_uid="left")
user_logged_out.connect(sessions_doubt, dispatch_uid="sessions-doubt-out")
password_changed.connect(sessions_doubt, dispatch_uid="sessions-doubt-password")
record.carriers_register(find=endpoints, disable=turn_off)
