"""Papers of suppliers: handed in with their file, reviewed by an officer, withdrawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from catalog import policies, selectors
from catalog.models import Supplier, SupplierPaper
from catalog.rules import papers as rules
from catalog.rules.kinds import CHAIN, NUMBERED, kinds
from catalog.services import handed
from catalog.services.on_air import supplies_follow
from catalog.services.supplier import SUBJECT
from catalog.services.supplier import locked as locked_supplier
from catalog.services.wording import plain, reason_of
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound
from office import services as office
from parties.rules import documents

PURPOSE = "supplier_paper"
MOST_COVERED = 500
LONGEST = {"number": 80, "issuer": 120, "scope": 200, "brand": 80, "giver_name": 120,
           "taker_name": 120}  # fmt: skip
EARLIEST, LATEST = date(1949, 10, 1), date(2200, 1, 1)
State = SupplierPaper.State

handed.purpose_add(PURPOSE)


class PaperDecided(Conflict):
    """The paper was decided otherwise; a newer one takes its place."""

    code = "paper_decided"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it is handed in.

    Args:
        kind: a name of `catalog.rules.kinds.kinds()`.
        covers: products by the platform's own id; none: everything of the supplier.
        brand, giver, taker: of a trademark's registration the brand and who owns it (`taker`);
            of an authorisation who lets whom sell; each with name and code.
        is_live: whether it speaks of selling online, in live rooms.
        file_id: from the officer's shelf, or what a key stored; it is kept with the paper.
    """

    kind: str
    number: str = ""
    issuer: str = ""
    covers: Sequence[str] = ()
    brand: str = ""
    giver_name: str = ""
    giver_code: str = ""
    taker_name: str = ""
    taker_code: str = ""
    is_live: bool = True
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    file_id: UUID | None = None


@transaction.atomic
def paper_give(*, actor: Actor, supplier_id: UUID, paper: Paper) -> SupplierPaper:
    """File a paper of a supplier; an officer reviews it. The same paper twice is one.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such supplier or file.
        Invalid: an unknown kind; something it needs is missing; days that do not fit; it has
            ended; `field` says where.

    Law: O117-supplier-check
    """
    policies.require_file(actor)

    def kept() -> UUID | None:
        if paper.file_id is None:
            return None
        return office.shelf_keep(actor=actor, file_id=paper.file_id, purpose=PURPOSE).pk

    return paper_put(actor, locked_supplier(actor, supplier_id), paper, kept)


def paper_put(
    actor: Actor, supplier: Supplier, paper: Paper, keep: Callable[[], UUID | None]
) -> SupplierPaper:
    """File a paper of a supplier that is locked; its file is kept once all else is right."""
    if supplier.state == Supplier.State.CLOSED:
        raise Invalid(_("已停止合作的供应商不能再提交证照。"), field="supplier")
    given = _settled(supplier, paper)
    if (same := _same(actor, supplier, given)) is not None:
        return same
    file = keep()
    filed: Any = {"file": file, "given_by_id": actor.user_id, "given_at": clock.now(), **given}
    row = SupplierPaper.objects.create(tenant_id=actor.tenant_id, supplier=supplier, **filed)
    note(actor, row, "catalog.paper_given", {"until": f"{row.valid_until or ''}"})
    return row


def _settled(supplier: Supplier, paper: Paper) -> dict[str, Any]:
    """Return the columns of a paper; raise what is wrong with it."""
    if paper.kind not in kinds():
        raise Invalid(_("没有这种证照。"), field="kind")
    texts = {name: _text(getattr(paper, name), name) for name in LONGEST}
    if paper.kind in NUMBERED and not texts["number"]:
        raise Invalid(_("这种证照须填写编号。"), field="number")
    _require_days(paper)
    given: dict[str, Any] = {
        "kind": paper.kind,
        "number": texts["number"],
        "issuer": texts["issuer"],
        "scope": texts["scope"],
        "covers": _covers(paper.covers),
        "valid_from": paper.valid_from,
        "valid_until": paper.valid_until,
        "is_live": paper.is_live,
    }
    return given | (_chain(supplier, paper, texts) if paper.kind in CHAIN else {})


def _text(text: str, name: str) -> str:
    """Return what a paper says; numbers of papers look like anything."""
    if name != "number":
        return plain(text, name, LONGEST[name])
    found = " ".join(text.split())
    if len(found) > LONGEST[name]:
        raise Invalid(_("内容过长。"), field=name)
    return found


def _covers(products: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(one.strip() for one in products if one.strip()))
    if len(found) > MOST_COVERED or any(len(one) > 80 for one in found):
        raise Invalid(_("一份证照最多写明 500 个商品编号，每个最多 80 字。"), field="covers")
    return found


def _require_days(paper: Paper) -> None:
    first, last = paper.valid_from, paper.valid_until
    if any(day is not None and not EARLIEST <= day <= LATEST for day in (first, last)):
        raise Invalid(_("有效期不对。"), field="valid_until")
    if first is not None and last is not None and last < first:
        raise Invalid(_("有效期的止日早于起日。"), field="valid_until")
    if last is not None and last < clock.today():
        raise Invalid(_("这份证照已过有效期。"), field="valid_until")


def _chain(supplier: Supplier, paper: Paper, texts: dict[str, str]) -> dict[str, Any]:
    """Return whose paper it is in a brand's chain. Who was not named is the supplier itself."""
    key = rules.folded(texts["brand"])
    if not key:
        raise Invalid(_("请填写品牌。"), field="brand")
    is_link = paper.kind == "brand-authorisation"
    if is_link and not texts["giver_name"]:
        raise Invalid(_("请填写授权方。"), field="giver_name")
    taker = texts["taker_name"] or supplier.title
    taker_code = paper.taker_code if texts["taker_name"] else supplier.code
    return {
        "brand": texts["brand"],
        "brand_key": key[:80],
        "giver_name": texts["giver_name"] if is_link else "",
        "giver_code": _code(paper.giver_code, "giver_code") if is_link else "",
        "taker_name": taker,
        "taker_code": _code(taker_code, "taker_code"),
    }


def _code(text: str, field: str) -> str:
    """Return a unified social credit code; owners abroad have none."""
    if not text.strip():
        return ""
    found = documents.check("uscc", text, clock.today())
    if not found.valid:
        raise Invalid(_("统一社会信用代码有误，请核对后重新填写。"), field=field)
    return found.normalised


def _same(actor: Actor, supplier: Supplier, given: dict[str, Any]) -> SupplierPaper | None:
    """Return the paper that was handed in already and was not refused or withdrawn."""
    held = SupplierPaper.objects.of(actor).filter(
        supplier=supplier, state__in=[State.WAITING, State.APPROVED], **given
    )
    return held.first()


@transaction.atomic
def paper_decide(
    *, actor: Actor, paper_id: UUID, is_approved: bool, reason: str = ""
) -> SupplierPaper:
    """Approve or refuse a paper. The same decision twice is one.

    One without a last day is looked at again after the days that the platform sets.

    Raises:
        Forbidden: only officers may. NotFound: no such paper.
        Invalid: a refusal without a reason; approving what has no file, or has ended since.
        PaperDecided: it was decided otherwise, or withdrawn.

    Law: O117-supplier-check
    """
    policies.require_review(actor)
    row = locked(actor, paper_id)
    state = State.APPROVED if is_approved else State.REFUSED
    if row.state != State.WAITING:
        if row.state == state:
            return row
        raise PaperDecided(_("这份证照已有决定，请重新提交后再审。"))
    if is_approved:
        _require_approvable(row)
    row.state, row.reason = state, "" if is_approved else reason_of(reason)
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.recheck_on = selectors.relook_due(actor) if is_approved and not row.valid_until else None
    row.save(update_fields=["state", "reason", "decided_by", "decided_at", "recheck_on"])
    action = "catalog.paper_approved" if is_approved else "catalog.paper_refused"
    note(actor, row, action, {"reason": row.reason})
    _tell_merchants(actor, row)
    _follow(actor, row, is_loss=False)
    return row


def _tell_merchants(actor: Actor, row: SupplierPaper) -> None:
    """Write to who speaks for the supplier why a paper was refused: he hands in another."""
    if row.state != State.REFUSED:
        return
    told = selectors.merchant_users(actor, [row.supplier_id]).get(row.supplier_id, set())
    to = {one.user_id for one in accounts.members_active(actor, told)} if told else set()
    if not to:
        return
    context = {
        "supplier": row.supplier.title,
        "paper": {tongue: selectors.kind_name(row.kind, tongue) for tongue in ("zh", "en")},
        "reason": row.reason,
    }
    office.message_send(
        actor=actor,
        to=to,
        topic="supply_paper_refused",
        context=context,
        about=office.About("supplier_paper", f"{row.pk}:refused"),
    )


def _follow(actor: Actor, row: SupplierPaper, *, is_loss: bool) -> None:
    """Ask the gate again about what is on air with goods that this paper speaks of."""
    supplies_follow(actor, [row.supplier_id], [row.brand] if row.brand else [], is_loss=is_loss)


def _require_approvable(row: SupplierPaper) -> None:
    if row.file is None:
        raise Invalid(_("没有附上文件的证照不能通过。"), field="file")
    if row.valid_until is not None and row.valid_until < clock.today():
        raise Invalid(_("这份证照已过有效期。"), field="valid_until")


@transaction.atomic
def paper_attach(*, actor: Actor, paper_id: UUID, file_id: UUID) -> SupplierPaper:
    """Put the file to a paper that waits without one; the same again changes nothing.

    Raises:
        Forbidden: neither an officer nor the platform's own system.
        NotFound: no such paper or file. PaperDecided: it was decided, or has its file.
    """
    policies.require_file(actor)
    row = locked(actor, paper_id)
    if row.file == file_id:
        return row
    if row.state != State.WAITING or row.file is not None:
        raise PaperDecided(_("这份证照已有文件或决定，请重新提交。"))
    row.file = office.shelf_keep(actor=actor, file_id=file_id, purpose=PURPOSE).pk
    row.save(update_fields=["file"])
    note(actor, row, "catalog.paper_attached", {})
    return row


@transaction.atomic
def paper_withdraw(*, actor: Actor, paper_id: UUID, reason: str) -> SupplierPaper:
    """Withdraw a paper: it was revoked, or handed in by mistake. It stays to be seen. Twice is
    once.

    Raises:
        Forbidden: only officers may. NotFound: no such paper. Invalid: no reason.
    """
    policies.require_review(actor)
    row = locked(actor, paper_id)
    if row.state == State.WITHDRAWN:
        return row
    row.state, row.reason = State.WITHDRAWN, reason_of(reason)
    row.decided_by_id, row.decided_at = actor.user_id, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    note(actor, row, "catalog.paper_withdrawn", {"reason": row.reason})
    _follow(actor, row, is_loss=True)
    return row


def locked(actor: Actor, paper_id: UUID) -> SupplierPaper:
    """Return a paper of the tenant, its row locked.

    Raises:
        NotFound: no such paper, or it was destroyed.
    """
    row = (
        SupplierPaper.objects.of(actor)
        .select_for_update()
        .filter(pk=paper_id, destroyed_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound(_("没有这份证照。"))
    return row


def note(actor: Actor, row: SupplierPaper, action: str, data: Mapping[str, object]) -> None:
    """Write down what happened to a paper."""
    record.entry_append(
        actor=actor,
        action=action,
        subject=(SUBJECT, row.supplier_id),
        clause=rules.CHECK,
        data={"paper": str(row.pk), "kind": row.kind, **data},
    )
