"""Checkpoints get a timestamp (RFC 3161) from an authority that the operator of this machine names.

`LC_TSA_URL` is its address, `LC_TSA_ROOT_FILE` the certificate that is trusted (PEM, the
intermediate ones may follow). A token is kept only when the library holds it good: over our
checkpoint, with our nonce, signed under that root. Without an address nothing is asked.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import rfc3161_client as tsp
from cryptography import x509
from django.conf import settings
from django.db import transaction
from rfc3161_client.errors import VerificationError

from accounts import selectors as accounts
from ledger import selectors as ledger
from ledger import services as record
from ledger.models import Checkpoint
from livecompliance.kernel import clock, outbound
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from oversight import policies
from oversight.models import Stamping, Timestamp
from oversight.selectors.timestamp import FAULTS, timestamp_of
from oversight.selectors.witness import silent_for

LONGEST_WAIT, LEASE, FIRST_WAIT = timedelta(minutes=10), timedelta(minutes=1), timedelta(minutes=1)
MOST_ANSWER = 65_536
Fault = Stamping.Fault


class _Failed(Exception):
    """No timestamp came, or one that does not hold."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def is_stamped() -> bool:
    """Tell whether an authority is named."""
    return bool(settings.TSA_URL)


def timestamps_ask(*, actor: Actor) -> Timestamp | None:
    """Have the newest checkpoint of a tenant stamped, when it is due and not stamped yet.

    Raises:
        Forbidden: anybody but the product itself.
    """
    policies.require_stamp(actor)
    if not is_stamped():
        return None
    with transaction.atomic():
        newest, row = ledger.checkpoint_latest(actor), _leased(actor)
        if newest is None or row is None or timestamp_of(actor, newest.size) is not None:
            return None
    return checkpoint_stamp(actor, newest)


def stamped(actor: Actor, tip: Checkpoint) -> Timestamp | None:
    """Return the timestamp of a checkpoint on which a package rests; ask for one where it has none.

    None where no authority is named, or none came: a package does not wait for one.
    """
    if not is_stamped():
        return None
    product = system_actor(actor.tenant_id)
    with acting(product):
        with transaction.atomic():
            found = timestamp_of(product, tip.size)
        return found or checkpoint_stamp(product, tip)


def _leased(actor: Actor) -> Stamping | None:
    """Claim the turn of a tenant, so that nobody else asks; None while it is not due."""
    Stamping.objects.get_or_create(tenant_id=actor.tenant_id)
    rows = Stamping.objects.of(actor).select_for_update(skip_locked=True)
    row = rows.filter(next_at__lte=clock.now()).first()
    if row is not None:
        row.next_at = clock.now() + LEASE
        row.save(update_fields=["next_at"])
    return row


def checkpoint_stamp(actor: Actor, newest: Checkpoint) -> Timestamp | None:
    """Have one checkpoint stamped; None where that failed, which is noted and alarms in time."""
    note = newest.note.encode()
    try:
        body, at = _asked(note)
    except _Failed as failure:
        with transaction.atomic():
            _failed(actor, failure.fault)
        return None
    with transaction.atomic():
        made, _is_new = Timestamp.objects.get_or_create(
            tenant_id=actor.tenant_id,
            size=newest.size,
            defaults={
                "at": at,
                "note_sha256": hashlib.sha256(note).hexdigest(),
                "response": body,
                "received_at": clock.now(),
            },
        )
        _recovered(actor, newest.size)
    return made


def _asked(note: bytes) -> tuple[bytes, datetime]:
    """Ask the authority; return what it answered and the instant that it names."""
    builder = tsp.TimestampRequestBuilder().data(note).hash_algorithm(tsp.HashAlgorithm.SHA256)
    query = builder.cert_request(cert_request=True).build()
    headers = {"Content-Type": "application/timestamp-query", "User-Agent": "live-compliance/1"}
    bounds = outbound.Bounds(
        total_s=10.0,
        size=MOST_ANSWER,
        schemes=frozenset({"https", "http"}),  # tokens are signed: many authorities have no TLS
        ports=frozenset(settings.WEBHOOK_PORTS) | {80},
    )
    request = outbound.Request("POST", settings.TSA_URL, query.as_bytes(), headers)
    try:
        answer = outbound.fetch(request, bounds)
    except outbound.Refused:
        raise _Failed(Fault.SILENT) from None
    if answer.status != 200 or not answer.is_whole:
        raise _Failed(Fault.SILENT)
    try:
        return answer.body, verified(answer.body, note, query.nonce)
    except (ValueError, VerificationError):
        raise _Failed(Fault.WRONG) from None


def verified(response: bytes, note: bytes, nonce: int | None = None) -> datetime:
    """Return the instant of a timestamp that holds: over this note, under the trusted root.

    Raises:
        ValueError, VerificationError: it does not, or no root can be read.
    """
    try:
        pem = Path(settings.TSA_ROOT_FILE).read_bytes()
    except OSError:
        raise ValueError("no trusted root") from None
    builder = tsp.VerifierBuilder(nonce=nonce)
    for one in x509.load_pem_x509_certificates(pem):
        is_root = one.issuer == one.subject
        add = builder.add_root_certificate if is_root else builder.add_intermediate_certificate
        builder = add(one)
    found = tsp.decode_timestamp_response(response)
    if not builder.build().verify_message(found, note):
        raise ValueError("not over this note")
    return found.tst_info.gen_time


def _recovered(actor: Actor, size: int) -> None:
    row = Stamping.objects.of(actor).select_for_update().first()
    if row is None:
        return
    if row.alarmed:
        _note(actor, "oversight.timestamp_recovered", {"fault": row.alarmed, "size": size})
    row.next_at = clock.now() + timedelta(seconds=settings.TSA_EVERY_S)
    row.tries, row.fault, row.fault_at, row.alarmed = 0, "", None, ""
    row.save()


def _failed(actor: Actor, fault: str) -> None:
    now = clock.now()
    Stamping.objects.get_or_create(tenant_id=actor.tenant_id)
    row = Stamping.objects.of(actor).select_for_update().get()
    if row.fault != fault:
        row.fault, row.fault_at, row.tries = fault, now, 0
    row.tries += 1
    row.next_at = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.tries - 1, 4))
    waited = now - (row.fault_at or now)
    if row.alarmed != fault and (fault != Fault.SILENT or waited >= silent_for(actor)):
        row.alarmed = fault
        _alarm(actor, fault)
    row.save()


def _alarm(actor: Actor, fault: str) -> None:
    """Tell those who answer for the record that checkpoints get no timestamp, and why."""
    people = accounts.membership_list(actor).filter(
        roles__overlap=["officer", "security_admin"], is_active=True
    )
    office.message_send(
        actor=actor,
        to=sorted(people.values_list("user_id", flat=True)),
        topic="timestamp_alarm",
        context={"why": FAULTS[fault]},
        about=office.About(f"timestamp_{fault}", f"{clock.today()}"),
    )
    _note(actor, "oversight.timestamp_alarmed", {"fault": fault})


def _note(actor: Actor, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(actor=actor, action=action, subject=("tenant", actor.tenant_id), data=data)
