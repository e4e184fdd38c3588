"""What every act on a notice does: lock in order, step, keep a paper sealed, tell both sides."""

import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import selectors as members
from accounts import services as accounts
from complaints import selectors
from complaints.models import Complaint, Message, Notice, NoticePaper, NoticeStep
from complaints.rules import notices as rules
from complaints.selectors import notice_words
from complaints.services.saying import say
from complaints.services.stepping import NotNow
from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import selectors as office_asks
from office import services as office

CAUSE, CLAUSE = "ip_notice", "ECL-ip-measures"
SUED, ARRIVED = "holder.suit_told", "holder.declaration_received"


class Written(NamedTuple):
    """What a paper says: what shows it, what it says, its preliminary evidence."""

    proof: str
    text: str
    evidence: str


def locked(actor: Actor, complaint_id: UUID) -> Notice:
    """Return a notice with its complaint, locked: clocks first, as the sweep locks them.

    Raises:
        NotFound: no such notice for this actor.
    """
    seen = selectors.notice_get(actor, complaint_id)
    product = system_actor(actor.tenant_id)
    with acting(product):
        found = office_asks.clock_list(product, (rules.SUBJECT, seen.pk)).select_related(None)
        list(found.select_for_update().order_by("id"))
    Complaint.objects.of(actor).select_for_update().get(pk=seen.complaint_id)
    rows = Notice.objects.of(actor).select_for_update(of=("self",))
    return rows.select_related("complaint", "respondent").get(pk=seen.pk)


def locked_if_any(actor: Actor, complaint_id: UUID) -> Notice | None:
    """Return the notice that a complaint is, locked; nothing where it is none."""
    with suppress(NotFound):
        return locked(actor, complaint_id)
    return None


def require(row: Notice, act: str) -> None:
    """Refuse what cannot be done to a notice that stands so.

    Raises:
        NotNow: it is over, or not yet so far.
    """
    if not rules.can(act, row.state):
        raise NotNow(_("通知现在的状态下不能这样做。"), state=row.state)


def step(
    actor: Actor, row: Notice, act: str, *, channel: str = "web", at: datetime | None = None
) -> NoticeStep:
    """Do one step in the running transaction. The caller saves the notice."""
    require(row, act)
    was, row.state = row.state, rules.after(act, row.state, is_sued=row.sued_at is not None)
    return NoticeStep.objects.create(
        id=uuid7(),
        tenant_id=row.tenant_id,
        notice=row,
        act=act,
        was=was,
        became=row.state,
        channel=channel,
        by_id=actor.user_id,
        at=at or clock.now(),
    )


def digest_of(said: Mapping[str, Any]) -> bytes:
    """Return a keyed digest of what somebody wrote: nobody can try words against it."""
    plain = json.dumps(dict(said), ensure_ascii=False, sort_keys=True).encode()
    return hmac.digest(crypto.keyring().derive(selectors.FORMS), plain, "sha256")


def paper_same(row: Notice, kind: str, said: Written) -> NoticePaper | None:
    """Return the newest paper of a kind where it says the same: whoever sent it twice."""
    newest = NoticePaper.objects.filter(tenant_id=row.tenant_id, notice=row, kind=kind)
    found = newest.order_by("-version").first()
    if found and hmac.compare_digest(bytes(found.digest), digest_of(said._asdict())):
        return found
    return None


def paper_keep(
    actor: Actor, row: Notice, kind: str, said: Written, *, channel: str = "web"
) -> NoticePaper:
    """Keep a new version of a paper, sealed with the complaint's key."""
    known = NoticePaper.objects.filter(tenant_id=row.tenant_id, notice=row, kind=kind).count()
    made = NoticePaper(
        id=uuid7(),
        tenant_id=row.tenant_id,
        notice=row,
        kind=kind,
        version=known + 1,
        digest=digest_of(said._asdict()),
        channel=channel,
        by_id=actor.user_id,
        at=clock.now(),
    )
    key = accounts.person_key(actor, row.complaint_id, selectors.KEY)
    for name, value in said._asdict().items():
        field: Any = NoticePaper._meta.get_field(name)
        field.put(made, value, key, b"")
    made.save(force_insert=True)
    return made


def note(
    actor: Actor, row: Notice, action: str, clause: str, data: Mapping[str, Any] | None = None
) -> None:
    """Write an act into the record; nothing that anybody wrote stands there."""
    record.entry_append(
        actor=actor,
        action=action,
        subject=("complaint", row.complaint_id),
        clause=clause,
        data={"right": row.right, "state": row.state} | dict(data or {}),
    )


def tell_holder(actor: Actor, row: Notice, which: str, **given: object) -> Message:
    """Tell the right holder on his receipt's page, in his language, and by mail if he agreed."""
    complaint = row.complaint
    tongue = "en" if complaint.language == "en" else "zh"
    said = {name: one[tongue] if isinstance(one, dict) else one for name, one in given.items()}
    with override("en" if tongue == "en" else "zh-hans"):
        text = str(notice_words.TO_HOLDER[which]) % said
    product = system_actor(actor.tenant_id)
    with acting(product):
        return say(product, complaint, text, side=Message.Side.PLATFORM)


def tell_operator(
    actor: Actor, row: Notice, topic: str, ref: UUID, context: Mapping[str, object] | None = None
) -> bool:
    """Write to the operator; tell whether there was somebody to write to here."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        if row.operator_id is None or not members.members_active(product, [row.operator_id]):
            return False
        said = {"goods": notice_words.taken_pair(product, row)} | dict(context or {})
        office.message_send(
            actor=product,
            to=[row.operator_id],
            topic=topic,
            context=said,
            about=office.About(CAUSE, str(ref), sender=actor.user_id),
        )
    return True


def clocks_hear(actor: Actor, row: Notice, act: str, at: datetime | None = None) -> None:
    """Let the notice's clocks hear of an act."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        office.clocks_hear(actor=product, subject=(rules.SUBJECT, row.pk), act=act, at=at)


def clocks_end(actor: Actor, row: Notice) -> None:
    """End what runs of the notice: nobody waits for anything any more."""
    product = system_actor(actor.tenant_id)
    with acting(product):
        office.clocks_close(actor=product, subject=(rules.SUBJECT, row.pk))
