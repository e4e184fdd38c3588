"""Put places and others on the platform's lists, with the proof of when they were known."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conduct import policies, selectors
from conduct.models import Target
from conduct.rules.targets import MOST_ROWS, Fault, Wish, read_csv, settled
from conduct.services.head import head_renew
from conduct.services.on_air import entries_follow
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7

MOST_ENTRIES = 100_000  # that stand at once in one tenant
CLAUSES = {True: "M-link-safety", False: "M-18-5"}


class AlreadyListed(Conflict):
    """It stands on a list already."""

    code = "already_listed"


class Imported(NamedTuple):
    """What came of a list: what was added, how many stood already, which lines are wrong."""

    made: tuple[Target, ...]
    known: int
    faults: tuple[tuple[int, str], ...]

    @property
    def added(self) -> int:
        return len(self.made)


@transaction.atomic
def target_add(*, actor: Actor, wish: Wish) -> Target:
    """Put one entry on a list; the engine has it with the next batch, the gate at once.

    Whom it names and is on air is asked about now, and stopped where the gate says so.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: it could not be that; `field` says where.
        AlreadyListed: it stands.

    Law: M-link-safety, M-18-5
    """
    policies.require_list(actor)
    if _renew(actor) >= MOST_ENTRIES:
        raise Invalid(selectors.fault_words("full"), field="value")
    try:
        row = _made(actor, wish)
    except Fault as fault:
        raise Invalid(selectors.fault_words(fault.field), field=fault.field) from None
    if row is None:
        raise AlreadyListed(_("名单里已有这一条。"))
    record.entry_append(
        actor=actor,
        action="conduct.target_added",
        subject=("conduct_target", row.pk),
        clause=_clause(row),
        data={"list": row.list, "kind": row.kind, "known_by": row.known_by,
              "known_on": f"{row.known_on}"},
    )  # fmt: skip
    entries_follow(actor, [row])
    return row


def _renew(actor: Actor) -> int:
    """Say that the lists change; return how many entries stand."""
    head_renew(actor)
    return Target.objects.of(actor).filter(removed_at__isnull=True).count()


def _clause(row: Target) -> str:
    if row.kind == Target.Kind.PICTURE:
        return "M-content-patrol"
    return CLAUSES[row.kind in selectors.OF_LINKS]


def _made(actor: Actor, wish: Wish) -> Target | None:
    """Return the new entry; None where it stands already.

    Raises:
        Fault: it could not be that.
    """
    one = settled(wish, clock.today())
    row = Target(
        id=uuid7(),
        tenant_id=actor.tenant_id,
        list=one.list,
        kind=one.kind,
        value_digest=selectors.digest_of(actor.tenant_id, one.kind, one.value),
        reason=one.reason,
        known_by=one.known_by,
        known_on=one.known_on or clock.today(),
        known_ref=one.known_ref,
        added_by_id=actor.user_id,
    )
    row.value_sealed = crypto.keyring().wrap(one.value.encode(), crypto.place(row, "value_sealed"))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


@transaction.atomic
def targets_import(*, actor: Actor, text: str) -> Imported:
    """Put a whole list (CSV) on the lists; wrong lines are named and left out.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: nothing in it, or more than 5,000 lines.
    """
    policies.require_list(actor)
    rows = list(read_csv(text))
    if not rows or len(rows) > MOST_ROWS:
        raise Invalid(_("名单应有 1 至 %(most)s 行。") % {"most": MOST_ROWS}, field="text")
    done = _taken(actor, rows, MOST_ENTRIES - _renew(actor))
    record.entry_append(
        actor=actor,
        action="conduct.targets_imported",
        subject=("tenant", actor.tenant_id),
        clause="M-link-safety",
        data={"added": done.added, "known": done.known, "faults": len(done.faults)},
    )
    entries_follow(actor, done.made)
    return done


def _taken(actor: Actor, rows: Iterable[tuple[int, Wish | Fault]], most: int) -> Imported:
    made: list[Target] = []
    known = 0
    faults: list[tuple[int, str]] = []
    for number, one in rows:
        try:
            if isinstance(one, Fault):
                raise one
            if len(made) >= most:
                raise Fault("full")
            row = _made(actor, one)
        except Fault as fault:
            faults.append((number, fault.field))
            continue
        if row is None:
            known += 1
        else:
            made.append(row)
    return Imported(tuple(made), known, tuple(faults[:50]))


@transaction.atomic
def target_remove(*, actor: Actor, target_id: UUID, reason: str) -> Target:
    """Take an entry off its list; that it stood, and from when to when, remains. Twice is once.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such entry for this actor.
        Invalid: no reason.
    """
    policies.require_list(actor)
    row = selectors.target_get(actor, target_id, lock=True)
    if row.removed_at is not None:
        return row
    if not reason.strip():
        raise Invalid(_("请填写移出名单的原因。"), field="reason")
    _renew(actor)
    row.removed_at = clock.now()
    row.removed_by_id, row.removed_reason = actor.user_id, reason.strip()[:200]
    row.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    record.entry_append(
        actor=actor,
        action="conduct.target_removed",
        subject=("conduct_target", row.pk),
        clause=_clause(row),
        data={"list": row.list, "kind": row.kind},
    )
    entries_follow(actor, [row])
    return row


@transaction.atomic
def targets_export(*, actor: Actor) -> list[Wish]:
    """Return everything that stands on the lists, and record that it was taken.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
    """
    policies.require_list(actor)
    rows = selectors.wishes_of(selectors.target_list(actor))
    record.entry_append(
        actor=actor,
        action="conduct.targets_exported",
        subject=("tenant", actor.tenant_id),
        data={"rows": len(rows)},
    )
    return rows
