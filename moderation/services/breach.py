"""A broadcast that the gate does not allow: found, told to the platform and to the officers."""

from uuid import UUID

from django.db import transaction
from django.utils import translation

from accounts import selectors as accounts
from accounts.models import Role
from ledger import services as record
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import Actor
from moderation.models import Finding
from office import services as office
from rooms import selectors as rooms
from rooms.models import Admission, Session

CODE, CLAUSE = "GATE-BREACH", "M-live-verification"
TOPIC = "session.unadmitted"


def finding_at(session: Session, seq: int, key: str, code: str, clause: str) -> Finding:
    """Return a finding about a session as a whole, not about words in it."""
    return Finding(
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        segment_seq=seq,
        position=0,
        event_key=key,
        event_type="segment",
        speaker="system",
        at=clock.now(),
        code=code,
        clause=clause,
        rule=code,
        rule_version="",
        severity=Finding.Severity.HIGH,
        suggestion="review",
        score=1.0,
        excerpt=b"",
    )


def finding_of(session: Session, seq: int) -> Finding:
    """Return the finding that a broadcast goes on without the gate's consent; one a session.

    Law: M-live-verification
    """
    return finding_at(session, seq, "gate", CODE, CLAUSE)


@transaction.atomic
def breach_tell(*, actor: Actor, session_id: UUID, admission_id: UUID) -> int:
    """Tell the platform to take a broadcast off air, and the officers why; return the letters.

    Raises:
        NotFound: no such session for this actor.

    Law: M-live-verification
    """
    session = rooms.session_get(actor, session_id)
    admission = rooms.admission_get(actor, admission_id)
    codes = sorted({one["code"] for one in admission.reasons})
    record.message_add(
        actor=actor,
        topic=TOPIC,
        subject_ref=session.pk,
        payload={
            "session": str(session.pk),
            "room": str(session.room_id),
            "admission": str(admission.pk),
            "clause": CLAUSE,
            "is_enforced": admission.is_enforced,
            "reasons": admission.reasons,
        },
    )
    record.entry_append(
        actor=actor,
        action="moderation.breach_told",
        subject=("session", session.pk),
        clause=CLAUSE,
        data={"admission": str(admission.pk), "codes": codes},
    )
    officers = [
        one.user_id
        for one in accounts.membership_list(actor).filter(is_active=True)
        if Role.OFFICER in one.roles
    ]
    if not officers:
        return 0
    made = office.message_send(
        actor=actor,
        to=officers,
        topic="admission_lost",
        context={"room": session.room.title, "why": _why(admission), "at": clock.now().isoformat()},
        about=office.About("admission", str(admission.pk)),
    )
    return len(made)


def _why(admission: Admission) -> dict[str, str]:
    reasons = [
        gate.Reason(one["code"], one["clause"], data=one["data"]) for one in admission.reasons
    ]
    said = {}
    for tongue, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            said[tongue] = "；".join(dict.fromkeys(gate.said(one)["message"] for one in reasons))
    return said
