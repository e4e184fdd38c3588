"""Let messages leave: signed webhooks, tried again and again, given up in the end.

A worker leases messages by moving their `available_at`, commits, and only then talks to the
network: no lock is held while a receiver thinks. A worker that dies loses its lease, and the
message leaves again under the same `webhook-id`, by which receivers tell repetitions. Each try is
in the record twice: that it is about to be made, and what came of it. One without the other is a
worker that died in between.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.db import connection, transaction
from standardwebhooks import Webhook

from ledger import rules
from ledger.models import Outbox
from ledger.services.entry import entries_append
from livecompliance.kernel import clock, outbound, tenancy
from livecompliance.kernel.actors import Actor

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
NO_ENDPOINT = "no endpoint"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a tenant takes delivery; `secret` is `whsec_…`."""

    id: UUID
    url: str
    secret: str


Find = Callable[[Actor], Sequence[Endpoint]]
Disable = Callable[[Actor, UUID], None]


@dataclass
class _Carriers:
    """How the app that keeps endpoints is asked: it lies above, so it says so itself."""

    find: Find
    disable: Disable


_carriers = _Carriers(find=lambda _: (), disable=lambda _, __: None)


def carriers_register(*, find: Find, disable: Disable) -> None:
    """Say where a tenant's endpoints are found, and how one is turned off."""
    _carriers.find, _carriers.disable = find, disable


def tenants_due(at: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, with a message that may leave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM outbox_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]


def messages_relay(*, actor: Actor, most: int = 20) -> int:
    """Send what is due of one tenant; return how many messages were tried.

    A message without an endpoint is dead at once and says so. One that some endpoints took and
    others did not is tried again with the others only. `410 Gone` turns an endpoint off. An
    endpoint that does not answer is asked once a round, so that it holds nobody up.
    """
    with transaction.atomic():
        messages = _lease(actor, most)
        endpoints = _carriers.find(actor) if messages else ()
        if not endpoints:  # nothing to wait for: they are concluded where they were leased
            for message in messages:
                _conclude(actor, message, endpoints, [])
            return len(messages)
    silent: set[UUID] = set()
    for message in messages:
        targets = [each for each in endpoints if each.id not in message.delivered_to]
        if targets and silent.issuperset(each.id for each in targets):
            _put_back(message)
            continue
        with transaction.atomic():
            _intend(actor, message, targets)
        asked: list[_Asked] = []
        faults = [fault for each in targets if (fault := _send(message, each, asked))]
        silent |= {fault.endpoint.id for fault in faults if fault.is_silent}
        with transaction.atomic():
            _note(actor, message, asked)
            _conclude(actor, message, endpoints, faults)
    return len(messages)


def _put_back(message: Outbox) -> None:
    """Keep a message for the next round: its receivers have just been found not to answer."""
    with transaction.atomic():
        Outbox.objects.filter(pk=message.pk, state=Outbox.State.WAITING).update(
            attempts=message.attempts - 1, available_at=clock.now() + rules.wait_after(1)
        )


def _lease(actor: Actor, most: int) -> list[Outbox]:
    """Claim messages that are due, oldest first, so that no other worker sends them meanwhile."""
    now = clock.now()
    due = Outbox.objects.filter(
        tenant_id=tenancy.require(actor).tenant_id,
        state=Outbox.State.WAITING,
        available_at__lte=now,
    )
    found = list(due.select_for_update(skip_locked=True).order_by("id")[:most])
    for message in found:
        message.attempts += 1
        message.available_at = now + LEASE
    Outbox.objects.bulk_update(found, ["attempts", "available_at"])
    return found


@dataclass(frozen=True, slots=True)
class _Fault:
    endpoint: Endpoint
    words: str
    is_gone: bool = False
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    endpoint: Endpoint
    hop: outbound.Hop


def _send(message: Outbox, endpoint: Endpoint, asked: list[_Asked]) -> _Fault | None:
    """Deliver one message to one endpoint; return what went wrong, or None."""
    try:
        return _post(message, endpoint, asked)
    except Exception as fault:  # noqa: BLE001  (one message that cannot be sent holds no other up)
        return _Fault(endpoint, type(fault).__name__)


def _post(message: Outbox, endpoint: Endpoint, asked: list[_Asked]) -> _Fault | None:
    body = json.dumps(
        {
            "type": message.topic,
            "timestamp": message.created_at.isoformat(),
            "data": message.payload,
        },
        ensure_ascii=False,
    )
    headers = headers_of(endpoint, message.pk, body)

    def record(hop: outbound.Hop) -> None:
        outbound.to_log(hop)
        asked.append(_Asked(endpoint, hop))

    try:
        status = outbound.post(endpoint.url, body.encode(), headers, record)
    except outbound.Refused as fault:
        return _Fault(endpoint, str(fault), is_silent=True)
    if HTTPStatus(200) <= status < HTTPStatus(300):
        message.delivered_to = [*message.delivered_to, endpoint.id]
        return None
    return _Fault(endpoint, f"HTTP {status}", status == HTTPStatus.GONE)


def headers_of(endpoint: Endpoint, message_id: UUID, body: str) -> dict[str, str]:
    """Return the Standard Webhooks headers of one delivery.

    The receiver compares the timestamp with its own clock, so it is the clock on the wall and
    not the one that tests may shift.
    """
    moment = (clock.now() - clock.offset()).replace(microsecond=0)
    name = f"msg_{message_id.hex}"
    return {
        "Content-Type": "application/json",
        "User-Agent": "live-compliance-webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(endpoint.secret).sign(name, moment, body),
    }


def _intend(actor: Actor, message: Outbox, targets: Sequence[Endpoint]) -> None:
    """Write into the record, before anything leaves, that it is about to: the worker may die."""
    data = {
        "topic": message.topic,
        "about": message.subject_ref,
        "attempt": message.attempts,
        "endpoints": [str(one.id) for one in targets],
        "count": len(targets),
    }
    act = {"action": "ledger.message_attempted", "subject": ("message", message.pk), "data": data}
    entries_append(actor=actor, acts=[act] if targets else [])


def _note(actor: Actor, message: Outbox, asked: Sequence[_Asked]) -> None:
    """Write into the record which address was asked when, and digests of what was said there."""
    acts = [
        {
            "action": "ledger.message_carried",
            "subject": ("message", message.pk),
            "at": one.hop.began_at,
            "data": {
                "topic": message.topic,
                "about": message.subject_ref,
                "attempt": message.attempts,
                "endpoint": str(one.endpoint.id),
                "origin": one.hop.origin,
                "address": one.hop.address,
                "took_ms": one.hop.took_ms,
                "answer": one.hop.status or 0,
                "refusal": one.hop.refusal,
                "request_sha256": one.hop.request_sha256,
                "answer_sha256": one.hop.answer_sha256,
                "answer_bytes": one.hop.answer_bytes,
            },
        }
        for one in asked
    ]
    entries_append(actor=actor, acts=acts)


def _conclude(
    actor: Actor, message: Outbox, endpoints: Sequence[Endpoint], faults: list[_Fault]
) -> None:
    """Write down how a message fared, unless it was taken back meanwhile."""
    for fault in faults:
        log.warning("webhook %s to %s: %s", message.pk, fault.endpoint.id, fault.words)
        if fault.is_gone:
            _carriers.disable(actor, fault.endpoint.id)
    retry = [fault for fault in faults if not fault.is_gone]
    words = NO_ENDPOINT if not endpoints else "; ".join(each.words for each in faults)
    message.last_error = words[:200]
    message.state = rules.state_after(
        attempts=message.attempts,
        delivered=bool(message.delivered_to),
        must_retry=bool(retry),
    )
    now = clock.now()
    if message.state == Outbox.State.WAITING:
        message.available_at = now + rules.wait_after(message.attempts)
    elif message.state == Outbox.State.SENT:
        message.sent_at = now
    waiting = Outbox.objects.filter(pk=message.pk, state=Outbox.State.WAITING)
    waiting.update(
        state=message.state,
        available_at=message.available_at,
        sent_at=message.sent_at,
        last_error=message.last_error,
        delivered_to=message.delivered_to,
    )
