"""On what is announced: write to who was invited and who invited, and of clocks to who must act."""

from accounts import selectors as accounts
from accounts.events import MemberInvited, MemberJoined
from livecompliance.kernel import events
from office import services
from office.events import ClockBreached, ClockEscalated, ClockWarned


def on_invited(event: MemberInvited) -> None:
    """Mail the link to the address that the administrator gave; without one he hands it over."""
    if not event.address:
        return
    services.mail_send(
        actor=event.actor,
        address=event.address,
        topic="invitation",
        context={
            "platform": accounts.tenant_get(event.actor).name,
            "login": event.login,
            "until": event.expires_at.isoformat(),
            "link": event.link,
        },
        about=services.About("invitation", str(event.invitation_id)),
    )


def on_joined(event: MemberJoined) -> None:
    """Tell whoever invited, while he is still there."""
    if event.invited_by_id is None:
        return
    members = accounts.membership_list(event.actor).filter(is_active=True)
    if not members.filter(user_id=event.invited_by_id).exists():
        return
    services.message_send(
        actor=event.actor,
        to=[event.invited_by_id],
        topic="joined",
        context={"login": event.login},
        about=services.About("invitation", str(event.invitation_id)),
    )


def on_clock_warned(event: ClockWarned) -> None:
    services.clock_tell(
        actor=event.actor, clock_id=event.clock_id, line=event.line, topic="clock_warned"
    )


def on_clock_breached(event: ClockBreached) -> None:
    services.clock_tell(
        actor=event.actor, clock_id=event.clock_id, line=event.line, topic="clock_breached"
    )


def on_clock_escalated(event: ClockEscalated) -> None:
    services.clock_escalation_tell(
        actor=event.actor,
        clock_id=event.clock_id,
        line=event.line,
        to=event.to,
        reason=event.reason,
    )


events.subscribe(ClockWarned, on_clock_warned)
events.subscribe(ClockBreached, on_clock_breached)
events.subscribe(ClockEscalated, on_clock_escalated)
events.subscribe(MemberInvited, on_invited)
events.subscribe(MemberJoined, on_joined)
