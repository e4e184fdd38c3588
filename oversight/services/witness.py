"""Witnesses are registered, shown every new checkpoint, and believed only by their signature.

A witness is shown the newest checkpoint, once a minute at most: the proof leads on from the tree
that it signed last, so what lies between is covered. Whoever asks holds a lease and no lock while
the network thinks. A signature is its own proof and no entry of the record, for an entry makes a
checkpoint that would have to be shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import policies as accounts_policies
from accounts import selectors as accounts
from ledger import selectors as ledger
from ledger import services as record
from ledger.models import Checkpoint
from livecompliance.kernel import clock, outbound, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.origins import url_host
from office import services as office
from oversight.models import Cosignature, Witness
from oversight.rules import witness as rules
from oversight.selectors.witness import FAULTS, is_cosigned, silent_for

EVERY, LEASE = timedelta(seconds=60), timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=10)
MOST, MOST_WITNESSES = 20, 16
Fault = Witness.Fault


class WitnessKnown(Conflict):
    """A witness of this name is registered already."""

    code = "witness_known"


@transaction.atomic
def witness_add(*, actor: Actor, url: str, key: str) -> Witness:
    """Register somebody outside who signs checkpoints.

    Args:
        url: where it takes checkpoints (C2SP tlog-witness, `…/add-checkpoint`).
        key: its verifier key; the name is in it.

    Raises:
        Forbidden: only the security administrator may.
        Invalid: not an https address, or no key of a witness; or there are sixteen already.
        WitnessKnown: one of this name is registered.
    """
    accounts_policies.require_manage_security(actor)
    host = url_host(url)
    schemes = ("https:", "http:") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https:",)
    if host is None or not url.lower().startswith(schemes) or len(url) > 500:
        raise Invalid(_("请填写以 https:// 开头的完整地址。"), field="url")
    try:
        name, public = rules.public_of(key)
    except ValueError:
        raise Invalid(_("请填写见证方的公钥（C2SP cosignature/v1，一行）。"), field="key") from None
    if len(name) > 120 or "\x00" in name:
        raise Invalid(_("见证方的名称过长。"), field="key")
    standing = Witness.objects.of(actor).filter(removed_at__isnull=True)
    names = list(standing.select_for_update().values_list("name", flat=True))
    if name in names:
        raise WitnessKnown(_("这个见证方已经登记。"))
    if len(names) >= MOST_WITNESSES:
        raise Invalid(_("最多登记 16 个见证方。"), field="key")
    made = Witness.objects.create(
        tenant_id=actor.tenant_id, name=name, public=public, url=url, added_by_id=actor.user_id
    )
    data = {"name": name, "host": host, "key": rules.key_id(name, public).hex()}
    _note(actor, made, "oversight.witness_added", data)
    return made


@transaction.atomic
def witness_remove(*, actor: Actor, witness_id: UUID, reason: str) -> Witness:
    """Show a witness no more checkpoints; what it signed stays. Twice is once.

    Raises:
        Forbidden: only the security administrator may.
        NotFound: no such witness. Invalid: no reason.
    """
    accounts_policies.require_manage_security(actor)
    found = Witness.objects.of(actor).select_for_update().filter(pk=witness_id).first()
    if found is None:
        raise NotFound(_("没有这个见证方。"))
    reason = " ".join(reason.split())
    if not 4 <= len(reason) <= 200:
        raise Invalid(_("请用 4–200 个字写明原因。"), field="reason")
    if found.removed_at is None:
        found.removed_at = clock.now()
        found.save(update_fields=["removed_at"])
        data = {"name": found.name, "reason": reason, "size": found.size}
        _note(actor, found, "oversight.witness_removed", data)
    return found


def tenants_with_witnesses(at: datetime, most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, with a witness that may be asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM witnesses_due(%s, %s)", [at, most])
        return [row[0] for row in cursor.fetchall()]


def witnesses_ask(*, actor: Actor) -> int:
    """Show the newest checkpoint to every witness that is due; return how many were asked."""
    with transaction.atomic():
        newest = ledger.checkpoint_latest(actor)
        due = _lease(actor, newest)
    for one in due:
        if newest is not None:
            _ask(actor, one, newest)
    return len(due)


def _lease(actor: Actor, newest: Checkpoint | None) -> list[Witness]:
    """Claim the witnesses to whom there is something to show, so that nobody else asks them."""
    now = clock.now()
    standing = Witness.objects.of(actor).filter(removed_at__isnull=True, next_at__lte=now)
    found = list(standing.select_for_update(skip_locked=True).order_by("id")[:MOST])
    due = []
    for one in found:
        is_old = newest is None or (newest.size == one.size and not one.fault)
        one.next_at = now + (EVERY if is_old else LEASE)
        if not is_old:
            one.asked_at = now if not one.tries else one.asked_at
            due.append(one)
    Witness.objects.bulk_update(found, ["next_at", "asked_at"])
    return due


def _ask(actor: Actor, one: Witness, newest: Checkpoint) -> None:
    said, at_s, line = _shown(actor, one, newest, one.size)
    if said.code == "behind":  # it was restored, or we were: it says how far it knows us
        said, at_s, line = _shown(actor, one, newest, said.size)
    with transaction.atomic():
        row = Witness.objects.of(actor).select_for_update().get(pk=one.pk)
        if row.removed_at is not None:
            return
        if said.code == "signed":
            _confirmed(actor, row, newest, Seen(at_s, line))
        else:
            _failed(actor, row, said)


@dataclass(frozen=True, slots=True)
class Seen:
    """When a witness saw a tree, and the line that says so."""

    at_s: int
    line: str


def _shown(
    actor: Actor, one: Witness, newest: Checkpoint, known: int
) -> tuple[rules.Said, int, str]:
    """Show a checkpoint to a witness that knows the tree of `known` leaves."""
    if known > newest.size:  # nothing leads back: let it say so itself
        proof = []
    else:
        with transaction.atomic():
            tree = ledger.tree_of(actor)
            proof = tree.consistency(known, newest.size) if 0 < known < newest.size else []
    said = _answered(one, rules.request(known, proof, newest.note), known, newest.size)
    if said[0].code != "signed":
        return said[0], 0, ""
    for given in said[1].splitlines():
        found = rules.line_read(given)
        if found is not None and is_cosigned(one, given, newest.note):
            return said[0], found.at_s, given
    return rules.Said("unsigned"), 0, ""


def _answered(one: Witness, body: bytes, known: int, size: int) -> tuple[rules.Said, str]:
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "live-compliance/1"}
    bounds = outbound.Bounds(size=16_384, ports=frozenset(settings.WEBHOOK_PORTS))
    try:
        answer = outbound.fetch(outbound.Request("POST", one.url, body, headers), bounds)
    except outbound.Refused:
        return rules.Said("silent"), ""
    said = rules.judged(answer.status, answer.body, sent=known, size=size)
    return said, answer.body.decode("utf-8", "replace")


def _confirmed(actor: Actor, row: Witness, newest: Checkpoint, seen: Seen) -> None:
    now = clock.now()
    Cosignature.objects.get_or_create(
        tenant_id=row.tenant_id,
        witness=row,
        size=newest.size,
        defaults={
            "at": datetime.fromtimestamp(seen.at_s, UTC),
            "line": seen.line,
            "received_at": now,
        },
    )
    if row.alarmed:
        data = {"name": row.name, "fault": row.alarmed, "size": newest.size}
        _note(actor, row, "oversight.witness_recovered", data)
    row.size, row.confirmed_at, row.next_at = newest.size, now, now + EVERY
    row.tries, row.fault, row.fault_at, row.alarmed = 0, "", None, ""
    row.save()


def _failed(actor: Actor, row: Witness, said: rules.Said) -> None:
    now = clock.now()
    fault = Fault.REFUSED if said.code == "behind" else Fault(said.code)
    if row.fault != fault:
        row.fault, row.fault_at, row.tries = fault, now, 0
    row.tries += 1
    row.next_at = now + min(LONGEST_WAIT, EVERY * 2 ** min(row.tries - 1, 4))
    waited = now - (row.fault_at or now)
    if row.alarmed != fault and (fault != Fault.SILENT or waited >= silent_for(actor)):
        row.alarmed = fault
        _alarm(actor, row, said.size)
    row.save()


def _alarm(actor: Actor, row: Witness, known: int) -> None:
    """Tell those who answer for the record that a witness does not sign, and why."""
    people = accounts.membership_list(actor).filter(
        roles__overlap=["officer", "security_admin"], is_active=True
    )
    words = FAULTS[row.fault]
    day = clock.today()
    office.message_send(
        actor=actor,
        to=sorted(people.values_list("user_id", flat=True)),
        topic="witness_alarm",
        context={"name": row.name, "why": words, "size": f"{known or row.size}"},
        about=office.About(f"witness_{row.fault}", f"{row.pk}:{day}"),
    )
    data = {"name": row.name, "fault": row.fault, "size": row.size, "known": known}
    _note(actor, row, "oversight.witness_alarmed", data)


def _note(actor: Actor, row: Witness, action: str, data: Mapping[str, object]) -> None:
    tenancy.require(actor)
    record.entry_append(actor=actor, action=action, subject=("witness", row.pk), data=data)
