"""Who really supplies what is sold: filed, verified, looked at again, let go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import services as keys
from catalog import policies, selectors
from catalog.models import Supplier
from catalog.rules import papers as rules
from catalog.selectors.supplier import KEY
from catalog.services.on_air import supplies_follow
from catalog.services.wording import plain, reason_of
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from office import services as office
from parties.rules import documents
from parties.services.sealing import Sealer, field_of, index_of, read, sealer

SUBJECT = "supplier"
CLAUSE, MEASURES = rules.CHECK, "M-supplier-check"
LOOK, LOOKED = "supplier_look", "supplier.looked"
LATEST = timedelta(days=366)
Kind, State, Credit = Supplier.Kind, Supplier.State, Supplier.Credit


class SupplierKnown(Conflict):
    """A supplier of this code, number or id is on file already; `supplier` says which."""

    code = "supplier_known"


class SupplierIncomplete(Conflict):
    """What the article has verified is not all on file; `items` say what."""

    code = "supplier_incomplete"


@dataclass(frozen=True, slots=True)
class Filed:
    """A supplier as it is filed.

    Args:
        title: the registered name; of a natural person the name he is shown by.
        code: the unified social credit code of an organisation.
        name, number: of a natural person, his own name and the number of his document.
        address: where the business really is. contact, phone: whom to reach, and how.
    """

    kind: str
    title: str
    code: str = ""
    external_id: str = ""
    name: str = ""
    number: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What an officer found when he verified a supplier, or looked again."""

    is_verified: bool
    credit: str = Credit.UNKNOWN
    reason: str = ""
    next_on: date | None = None


@transaction.atomic
def supplier_file(*, actor: Actor, filed: Filed) -> Supplier:
    """File a supplier; an officer verifies it.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        Invalid: the code or number could not be one; a name is missing; `field` says where.
        SupplierKnown: it is on file.

    Law: O117-supplier-check, M-supplier-check
    """
    policies.require_file(actor)
    row = Supplier(id=uuid7(), tenant_id=actor.tenant_id, kind=filed.kind)
    _write(actor, row, filed)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _known(actor, row) from None
    _note(actor, row, "catalog.supplier_filed", {"kind": row.kind})
    return row


@transaction.atomic
def supplier_change(*, actor: Actor, supplier_id: UUID, filed: Filed) -> Supplier:
    """Change what is filed of a supplier: it has to be verified anew.

    What is left empty of address, contact and telephone stays as it is.

    Raises:
        Forbidden, Invalid, SupplierKnown: as in `supplier_file`.
        NotFound: no such supplier. Invalid: another kind, or it was let go.

    Law: O117-supplier-check
    """
    policies.require_file(actor)
    row = locked(actor, supplier_id)
    if filed.kind != row.kind or row.state == State.CLOSED:
        raise Invalid(_("供应商的类型不能更改；停止合作的供应商请重新登记。"), field="kind")
    _write(actor, row, filed)
    row.state, row.recheck_on, row.reason = State.WAITING, None, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise _known(actor, row) from None
    _note(actor, row, "catalog.supplier_changed", {})
    _clock_close(actor, row)
    supplies_follow(actor, [row.pk], is_loss=True)
    return row


def _clock_close(actor: Actor, row: Supplier) -> None:
    """End the time to the next look: there is nothing to look at, or all has to be looked at."""
    system = system_actor(actor.tenant_id)  # a key, which may file, sets no clocks
    office.clocks_close(actor=system, subject=(SUBJECT, row.pk))


def _write(actor: Actor, row: Supplier, filed: Filed) -> None:
    """Check what is filed and put it into the row, sealed where it names somebody."""
    row.title = _title(filed.title)
    row.external_id = " ".join(filed.external_id.split())[:80]
    values = {
        "contact": filed.contact.strip()[:60],
        "phone": filed.phone.strip()[:40],
        "address": filed.address.strip()[:200],
    }
    if filed.kind == Kind.ORGANISATION:
        row.code, row.cautions = _code(filed.code)
    elif filed.kind == Kind.NATURAL:
        values |= _person(row, filed)
    else:
        raise Invalid(_("请选择供应商的类型。"), field="kind")
    seal: Sealer = sealer(actor, row.pk, KEY)
    seal.put(row, {name: value for name, value in values.items() if value})


def _title(text: str) -> str:
    title = plain(text, "title", 120)
    if len(title) < 2:
        raise Invalid(_("请填写供应商名称，2–120 字。"), field="title", law=CLAUSE)
    return title


def _code(text: str) -> tuple[str, list[str]]:
    found = documents.check("uscc", text, clock.today())
    if not found.valid:
        raise Invalid(
            _("统一社会信用代码有误，请核对后重新填写。"),
            field="code",
            law=CLAUSE,
            faults=[str(one) for one in found.errors],
        )
    return found.normalised, [str(one) for one in found.warnings]


def _person(row: Supplier, filed: Filed) -> dict[str, str]:
    """Return what names a natural person; his number must be one that could have been given."""
    if row.number is not None and not filed.number:
        return {"name": filed.name.strip()[:60]}
    found = documents.check(None, filed.number, clock.today())
    papers = {documents.Kind.USCC, documents.Kind.MOBILE, None}
    if not found.valid or found.kind in papers:
        raise Invalid(_("证件号码有误，请核对后重新填写。"), field="number", law=CLAUSE)
    if not 2 <= len(filed.name.strip()) <= 60:
        raise Invalid(_("请填写供应商本人的姓名。"), field="name", law=CLAUSE)
    row.cautions = [str(one) for one in found.warnings]
    return {"name": filed.name.strip(), "number": found.normalised}


def _known(actor: Actor, row: Supplier) -> SupplierKnown:
    same = Supplier.objects.of(actor).exclude(pk=row.pk).exclude(state=State.CLOSED)
    found = same.filter(code=row.code).first() if row.code else None
    if found is None and row.number_index is not None:
        found = same.filter(number_index=row.number_index).first()
    given = {"supplier": str(found.pk)} if found else {}
    return SupplierKnown(_("这个供应商已经登记，请在原档案上修改。"), **given)


def locked(actor: Actor, supplier_id: UUID) -> Supplier:
    """Return a supplier of the tenant, its row locked.

    Raises:
        NotFound: no such supplier, or what was kept of it is gone.
    """
    found = Supplier.objects.of(actor).select_for_update().filter(
        pk=supplier_id, destroyed_at__isnull=True
    )  # fmt: skip
    row = found.first()
    if row is None:
        raise NotFound(_("没有这个供应商。"))
    return row


@transaction.atomic
def supplier_look(*, actor: Actor, supplier_id: UUID, looked: Looked) -> Supplier:
    """Say what the verification of a supplier found, and when somebody looks again.

    Raises:
        Forbidden: only officers may.
        NotFound: no such supplier.
        SupplierIncomplete: name, code, address or contact is not on file.
        Invalid: a refusal without a reason, no state of credit, or a day out of reach.

    Law: O117-supplier-check, M-supplier-check
    """
    policies.require_review(actor)
    row = locked(actor, supplier_id)
    if looked.credit not in Credit.values:
        raise Invalid(_("请选择信用情况。"), field="credit")
    if looked.is_verified:
        _require_whole(row, looked.credit)
        row.state, row.reason = State.VERIFIED, ""
        row.recheck_on = _next(actor, looked.next_on)
    else:
        row.state, row.reason, row.recheck_on = State.REFUSED, reason_of(looked.reason), None
    row.credit, row.credit_on = looked.credit, clock.today()
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.save()
    data = {"result": row.state, "credit": row.credit, "reason": row.reason}
    _note(actor, row, "catalog.supplier_looked", data)
    office.clocks_hear(actor=actor, subject=(SUBJECT, row.pk), act=LOOKED)
    if row.recheck_on is not None:
        _clock(actor, row, row.recheck_on)
    is_loss = row.state != State.VERIFIED or row.credit == Credit.DISHONEST
    supplies_follow(actor, [row.pk], is_loss=is_loss)
    return row


def _require_whole(row: Supplier, credit: str) -> None:
    """Raise unless identity, address, contact and credit can all have been verified."""
    missing = [name for name in ("address", "phone") if getattr(row, name) is None]
    missing += ["credit"] if credit == Credit.UNKNOWN else []
    if missing:
        raise SupplierIncomplete(
            _("须核验实际经营地址、联系方式和信用情况，还有没有登记的。"), law=CLAUSE, items=missing
        )


def _next(actor: Actor, said: date | None) -> date:
    today = clock.today()
    due = said or selectors.look_due(actor)
    if not today < due <= today + LATEST:
        raise Invalid(_("下次复核须在明天至一年之内。"), field="next_on")
    return due


def _clock(actor: Actor, row: Supplier, due: date) -> None:
    days = (due - clock.today()).days
    policy = office.Policy(
        amount=days, unit="day", clause=MEASURES, warn_before=5, met_by=(LOOKED,)
    )
    office.clock_start(actor=actor, subject=(SUBJECT, row.pk), kind=LOOK, policy=policy)


@transaction.atomic
def supplier_close(*, actor: Actor, supplier_id: UUID, reason: str) -> Supplier:
    """Let a supplier go: nothing of it is sold any more; what was verified stays for its term.

    Twice is once.

    Raises:
        Forbidden: only officers may. NotFound: no such supplier. Invalid: no reason.
    """
    policies.require_review(actor)
    row = locked(actor, supplier_id)
    if row.state == State.CLOSED:
        return row
    row.state, row.reason, row.recheck_on = State.CLOSED, reason_of(reason), None
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.save()
    _note(actor, row, "catalog.supplier_closed", {"reason": row.reason})
    _clock_close(actor, row)
    supplies_follow(actor, [row.pk], is_loss=True)
    return row


@transaction.atomic
def suppliers_used(*, actor: Actor, supplier_ids: Collection[UUID], ended_on: date) -> int:
    """Say that goods of suppliers were sold in a broadcast that ended: what was verified of them
    stays three years longer. Out of order or twice changes nothing.

    Returns: of how many the term moved.

    Law: O117-supplier-check
    """
    years = law.clause(CLAUSE, ended_on).number("retain")
    until, moved = rules.kept_until(years, ended_on), 0
    rows = Supplier.objects.of(actor).select_for_update().filter(pk__in=set(supplier_ids))
    for row in rows.order_by("id"):
        if row.keep_until is None or row.keep_until < until:
            row.keep_until, row.used_on = until, ended_on
            row.save(update_fields=["keep_until", "used_on"])
            moved += 1
    return moved


def opened(actor: Actor, row: Supplier, name: str) -> tuple[str, str]:
    """Return the kind and the value in clear of what is sealed of a supplier; "" for none."""
    key = keys.person_keys(actor, [row.pk], KEY).get(row.pk)
    return field_of(Supplier, name).kind, read(row, name, key)


def by_number(actor: Actor, number: str) -> Supplier | None:
    """Return the natural person of a document's number who is on file."""
    found = Supplier.objects.of(actor).filter(number_index=index_of(actor, number))
    return found.exclude(state=State.CLOSED).first()


def _note(actor: Actor, row: Supplier, action: str, data: Mapping[str, object]) -> None:
    record.entry_append(
        actor=actor, action=action, subject=(SUBJECT, row.pk), clause=CLAUSE, data=data
    )
