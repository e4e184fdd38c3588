"""Data of a minor is read by staff only after somebody else approved it, and for a while."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.personal import readers
from office import services as office
from parties import policies, selectors
from parties.models import MinorAccess, Party
from parties.services.standing import reason_of

CLAUSE = "MNP-access"
SETTING, USUAL_HOURS = "minor_access_h", 8  # the law gives no number for how long it holds
State = MinorAccess.State


class MinorAccessMissing(Forbidden):
    """Nobody has approved that this person reads the data of this minor, or its time is over."""

    code = "minor_access_missing"


class MinorAccessDecided(Conflict):
    """The request was answered."""

    code = "minor_access_decided"


def minor_access_require(actor: Actor, party: Party) -> str:
    """Return the id of the approval under which `actor` reads a minor's data; "" where none is
    needed: of himself, and of who is no minor.

    Raises:
        MinorAccessMissing: nobody approved it, or its time is over.

    Law: MNP-access
    """
    if not selectors.is_minor(party) or policies.is_self(actor, party):
        return ""
    found = selectors.minor_access_open(actor, party.pk)
    if found is None:
        raise MinorAccessMissing(
            _("未成年人的个人信息须经安全管理员审批后才能查看，请先说明理由并申请。"),
            law=CLAUSE,
        )
    return str(found.pk)


@transaction.atomic
def minor_access_ask(*, actor: Actor, party_id: UUID, reason: str) -> MinorAccess:
    """Ask to read the data of a minor. While it waits, or an approval holds, asking again is one.

    Raises:
        NotFound: no such party. Forbidden: neither an officer nor the system administrator, who
            alone read such data.
        Invalid: it is no minor, or no reason.

    Law: MNP-access
    """
    policies.require_ask_minor_access(actor)
    asked_by = policies.require_person(actor)
    party = selectors.party_get(actor, party_id, lock=True)
    if not selectors.is_minor(party):
        raise Invalid(_("此主体不是未成年人，不需要审批。"), field="party_id")
    said = reason_of(reason)
    mine = MinorAccess.objects.of(actor).filter(party=party, asked_by_id=asked_by)
    standing = mine.filter(state=State.WAITING).first() or selectors.minor_access_open(
        actor, party.pk
    )
    if standing is not None:
        return standing
    row = MinorAccess.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        reason=said,
        asked_at=clock.now(),
        asked_by_id=asked_by,
    )
    _note(actor, row, "parties.minor_access_asked", {"reason": said})
    keepers = accounts.membership_list(actor).filter(
        roles__contains=["security_admin"], is_active=True
    )
    to = [one.user_id for one in keepers.exclude(user_id=asked_by)]
    _tell(actor, row, to, "minor_access_asked", {"reason": said})
    return row


@transaction.atomic
def minor_access_decide(
    *, actor: Actor, access_id: UUID, is_approved: bool, reason: str = ""
) -> MinorAccess:
    """Approve that somebody else reads the data of a minor for some hours, or refuse it in words.

    Raises:
        NotFound: no such request. Forbidden: neither the security administrator nor another than
            who asked. MinorAccessDecided: it was answered. Invalid: no reason to refuse.

    Law: MNP-access
    """
    policies.require_approve_minor_access(actor)
    decided_by = policies.require_person(actor)
    rows = MinorAccess.objects.of(actor).select_for_update(of=("self",)).select_related("party")
    row = rows.filter(pk=access_id).first()
    if row is None:
        raise NotFound(_("没有这项申请。"))
    if row.asked_by_id == decided_by:
        raise Forbidden(_("申请人不能审批自己的申请。"))
    if row.state != State.WAITING:
        raise MinorAccessDecided(_("这项申请已经答复。"))
    row.answer = reason_of(reason) if reason.strip() or not is_approved else ""
    row.decided_at, row.decided_by_id = clock.now(), decided_by
    row.state = State.APPROVED if is_approved else State.REFUSED
    if is_approved:
        hours = accounts.policy_of(actor, SETTING, USUAL_HOURS)
        row.expires_at = row.decided_at + timedelta(hours=hours)
    row.save(update_fields=["answer", "decided_at", "decided_by", "state", "expires_at"])
    until = f"{localtime(row.expires_at):%Y-%m-%d %H:%M}" if row.expires_at else ""
    action = "parties.minor_access_approved" if is_approved else "parties.minor_access_refused"
    data = {"reason": row.answer, "request": str(row.pk), "until": until}
    _note(actor, row, action, data)
    result = (
        {"zh": f"已批准，{until} 前有效", "en": f"approved until {until}"}
        if is_approved
        else {"zh": "未批准", "en": "not approved"}
    )
    context = {"result": result, "reason": row.answer or "—"}
    _tell(actor, row, [row.asked_by_id], "minor_access_decided", context)
    return row


@transaction.atomic
def minor_access_revoke(*, actor: Actor, access_id: UUID, reason: str) -> MinorAccess:
    """Withdraw an approval before its time: from now on nothing more is read on it. Twice is once.

    Raises:
        NotFound: no such request. Forbidden: not the security administrator.
        MinorAccessDecided: it was never approved, or its time is over. Invalid: no reason.

    Law: MNP-access
    """
    policies.require_approve_minor_access(actor)
    revoked_by = policies.require_person(actor)
    rows = MinorAccess.objects.of(actor).select_for_update(of=("self",)).select_related("party")
    row = rows.filter(pk=access_id).first()
    if row is None:
        raise NotFound(_("没有这项申请。"))
    if row.state == State.REVOKED:
        return row
    if not row.is_open:
        raise MinorAccessDecided(_("这项批准已经失效，无需撤回。"))
    said = reason_of(reason)
    row.state, row.revoked_reason = State.REVOKED, said
    row.revoked_at, row.revoked_by_id = clock.now(), revoked_by
    row.save(update_fields=["state", "revoked_reason", "revoked_at", "revoked_by"])
    _note(actor, row, "parties.minor_access_revoked", {"reason": said})
    _tell(actor, row, [row.asked_by_id], "minor_access_revoked", {"reason": said})
    return row


def _guard(actor: Actor, subject: tuple[str, UUID]) -> readers.Leave | None:
    """Say under which approval anything that names a minor is opened, whichever app keeps it.

    Law: MNP-access
    """
    kind, ref = subject
    rows = Party.objects.of(actor).filter(minor_until__isnull=False)
    party = rows.filter(**{"pk" if kind == "party" else "user_id": ref}).first()
    if kind not in ("party", "user") or party is None or not selectors.is_minor(party):
        return None
    return readers.Leave(CLAUSE, minor_access_require(actor, party))


readers.guard_register("parties.minors", _guard)


def _note(actor: Actor, row: MinorAccess, action: str, data: dict[str, Any]) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("party", row.party_id),
        clause=CLAUSE,
        data={"request": str(row.pk)} | data,
    )


def _tell(
    actor: Actor, row: MinorAccess, to: list[UUID], topic: str, context: dict[str, Any]
) -> None:
    there = [one.user_id for one in accounts.members_active(actor, to)]
    if not there:
        return
    clause = law.clause(CLAUSE)
    cited = {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")}
    office.message_send(
        actor=system_actor(actor.tenant_id),
        to=there,
        topic=topic,
        context=context | {"clause": cited},
        about=office.About("minor_access", f"{row.pk}:{row.state}"),
    )
