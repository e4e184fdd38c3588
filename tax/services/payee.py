"""Payees are brought, many at once: filed, changed, or found to be what they were."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from accounts import services as accounts
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.personal import DataKey
from parties import selectors as parties
from parties.services.sealing import Sealer
from tax import policies
from tax.models import Payee
from tax.rules import brought
from tax.rules.brought import Bad, PayeeGiven
from tax.selectors.payee import KEY
from tax.services.batch import Outcome, batch_note, row_read, rows_take, turn_take

CLAUSE = "D810-quarterly-report"
SEALED = ("name", "number", "address", "contact")
PLAIN = ("kind", "document_kind", "country", "code", "shop_name", "is_resident", "is_employee",
         "is_agency", "is_platform", "labour", "consent_on", "registered_on")  # fmt: skip
MOST = 500


class Links(NamedTuple):
    """What the rows of a batch refer to, by the platform's own numbers."""

    payees: dict[str, Payee]
    parties: dict[str, UUID]


@transaction.atomic
def payees_bring(*, actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """File payees, or change what is filed of them; the same words again change nothing.

    What names a payee is sealed with a key of his own. A row that cannot be is named with its
    fault, and the others are taken.

    Raises:
        Forbidden: neither an officer nor the platform's own system.

    Law: D810-quarterly-report, M-tax-report
    """
    policies.require_bring(actor)
    found = payees_take(actor, items)
    batch_note(actor, "tax.payees_brought", CLAUSE, found)
    return found


def payees_take(actor: Actor, items: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Take one batch of payees inside the caller's transaction."""
    turn_take(actor, "payees")  # two that bring the same payee
    today = clock.today()

    def reads(item: Mapping[str, Any]) -> PayeeGiven:
        return brought.payee_of(item, today)

    read = [row_read(item, reads, "external_id") for item in items]
    links = _links(actor, [one for one in read if isinstance(one, PayeeGiven)])
    return rows_take(read, _Batch(actor, links))


def _links(actor: Actor, given: Sequence[PayeeGiven]) -> Links:
    named = {one.external_id for one in given} | {one.agency for one in given if one.agency}
    payees = Payee.objects.of(actor).filter(external_id__in=named)
    refs = {one.party for one in given if one.party}
    found = parties.parties_named(actor, refs) if refs else {}
    return Links(
        {one.external_id: one for one in payees},
        {ref: one.id for ref, one in found.items()},
    )


class _Batch:
    """What a batch writes: new rows, changed rows, each sealed with its payee's key."""

    def __init__(self, actor: Actor, links: Links) -> None:
        self.actor, self.links = actor, links
        self.over = accounts.tenant_key(actor)
        self.secret = crypto.derive(self.over.key, "tax.payee")
        self.places = crypto.derive(self.over.key, "tax.place")
        self.new: dict[str, tuple[Payee, PayeeGiven]] = {}
        self.changed: dict[str, tuple[Payee, PayeeGiven]] = {}
        self.digests: dict[str, bytes] = {}

    def take(self, given: PayeeGiven) -> Outcome:
        """Decide what one row comes to."""
        number, digest = given.external_id, crypto.keyed_digest(self.secret, given.told())
        if number in self.digests:
            same = self.digests[number] == digest
            return Outcome(number, "same") if same else _bad(number, "duplicate_in_batch")
        row = self.links.payees.get(number)
        if row is not None and bytes(row.print) == digest:
            self.digests[number] = digest
            return Outcome(number, "same", None, row.pk)
        if row is not None and row.name_index is None:
            return _bad(number, "forgotten")
        if (fault := self._unlinked(given)) is not None:
            return Outcome(number, "faulty", fault)
        self.digests[number] = digest
        is_new = row is None
        row = row or self._new(given)
        self._fill(row, given, digest)
        (self.new if is_new else self.changed)[number] = (row, given)
        return Outcome(number, "added" if is_new else "changed", None, row.pk)

    def _unlinked(self, given: PayeeGiven) -> Bad | None:
        if given.agency and self._agency(given) is None:
            return Bad("agency_unknown", "agency")
        if given.party and given.party not in self.links.parties:
            return Bad("party_unknown", "party")
        return None

    def _agency(self, given: PayeeGiven) -> Payee | None:
        in_batch = self.new.get(given.agency)
        found = in_batch[0] if in_batch else self.links.payees.get(given.agency)
        return found if found is not None and found.is_agency else None

    def _new(self, given: PayeeGiven) -> Payee:
        pk = uuid7()
        return Payee(
            id=pk,
            tenant_id=self.actor.tenant_id,
            external_id=given.external_id,
            bucket=brought.bucket_of(pk),
            brought_at=clock.now(),
        )

    def _fill(self, row: Payee, given: PayeeGiven, digest: bytes) -> None:
        for name in PLAIN:
            setattr(row, name, getattr(given, name))
        row.shops, row.print, row.changed_at = list(given.shops), digest, clock.now()
        place = given.place.encode()
        row.address_index = crypto.keyed_digest(self.places, place) if place else None
        row.party_id = self.links.parties.get(given.party)
        agency = self._agency(given) if given.agency else None
        row.agency_id = agency.pk if agency else None

    def write(self) -> None:
        """Seal what names them and write the rows; agencies first, as their anchors name them."""
        rows = [*self.new.values(), *self.changed.values()]
        keys = accounts.person_keys(self.actor, [row.pk for row, _ in rows], KEY, make=True)
        for row, given in rows:
            self._seal(row, given, keys[row.pk])
        Payee.objects.bulk_create([row for row, _ in self.new.values()])
        for row, _given in self.changed.values():
            row.save()

    def _seal(self, row: Payee, given: PayeeGiven, key: DataKey) -> None:
        values = {name: given.sealed.get(name, "") for name in SEALED}
        Sealer(key, self.over.key).put(row, values)


def _bad(number: str, code: str) -> Outcome:
    return Outcome(number, "faulty", Bad(code, "external_id"))
