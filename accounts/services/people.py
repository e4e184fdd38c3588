"""People join by invitation, change what they are by others' hands, and leave."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.events import MemberInvited, MemberJoined
from accounts.models import Invitation, Membership, Tenant, User
from accounts.services.access import access_doubt
from ledger import services as record
from livecompliance.kernel import clock, events, tenancy
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound

VALID_DAYS = 7
LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")


class LoginTaken(Conflict):
    code = "login_taken"


class InvitationGone(NotFound):
    code = "invitation_gone"


def token_hash(token: str) -> bytes:
    """Return what is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).digest()


def username_of(tenant: Tenant, login: str) -> str:
    """Return the global name of one tenant's login."""
    return f"{tenant.slug}:{login}"


@transaction.atomic
def member_invite(
    *,
    actor: Actor,
    login: str,
    roles: Sequence[str],
    address: str = "",
    join_url: str = "",
) -> tuple[Invitation, str]:
    """Offer somebody a place in the tenant, for seven days.

    Args:
        address: where the link is mailed; "" when the administrator hands it over himself.
        join_url: what stands before the token in the link.

    Returns:
        The invitation and its token, which is shown once and kept nowhere.

    Raises:
        Forbidden: only the system administrator invites.
        Invalid: the login or the address has another form, or the roles do not go together.
        LoginTaken: somebody in the tenant has it.
    """
    policies.require_manage_people(actor)
    policies.require_roles(roles)
    if not LOGIN.fullmatch(login):
        raise Invalid(_("登录名须以小写字母开头，由 2–40 位小写字母、数字、点或横线组成。"))
    address = _address_checked(address)
    tenant = selectors.tenant_get(actor)
    if User.objects.filter(username=username_of(tenant, login)).exists():
        raise LoginTaken(_("这个登录名已被使用。"))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        tenant=tenant,
        login=login,
        roles=sorted(set(roles)),
        token_hash=token_hash(token),
        invited_by_id=actor.user_id,
        expires_at=clock.now() + timedelta(days=VALID_DAYS),
    )
    record.entry_append(
        actor=actor,
        action="accounts.member_invited",
        subject=("invitation", invitation.pk),
        data={"roles": invitation.roles, "mailed": bool(address)},
    )
    events.publish(
        MemberInvited(
            actor=actor,
            invitation_id=invitation.pk,
            login=login,
            expires_at=invitation.expires_at,
            address=address,
            link=join_url + token,
        )
    )
    return invitation, token


def _address_checked(address: str) -> str:
    wanted = address.strip()
    try:
        if wanted:
            validate_email(wanted)
    except ValidationError:
        raise Invalid(_("请填写有效的邮箱地址。"), field="address") from None
    return wanted


@transaction.atomic
def invitation_withdraw(*, actor: Actor, invitation_id: UUID) -> None:
    """Take an offer back. Taking back twice is taking back once.

    Raises:
        NotFound: no such open invitation in the tenant.
    """
    policies.require_manage_people(actor)
    changed = selectors.invitation_list(actor).filter(pk=invitation_id)
    if not changed.update(withdrawn_at=clock.now()):
        raise NotFound(_("没有这个邀请。"))
    record.entry_append(
        actor=actor,
        action="accounts.invitation_withdrawn",
        subject=("invitation", invitation_id),
    )


def invitation_accept(*, token: str, password: str, display_name: str) -> User:
    """Join the tenant that sent the token.

    Raises:
        InvitationGone: no such token, used, withdrawn or too old; one answer for all.
        Invalid: the password is too weak.
        LoginTaken: another invitation to the same login was accepted first.
    """
    found = selectors.invitation_find(token_hash(token))
    if found is None or found[2] <= clock.now():
        raise InvitationGone(_("邀请不存在或已失效，请联系管理员重新邀请。"))
    actor = system_actor(found[1])
    with tenancy.acting(actor), transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=found[0])
        if invitation.accepted_at or invitation.withdrawn_at:
            raise InvitationGone(_("邀请不存在或已失效，请联系管理员重新邀请。"))
        tenant = selectors.tenant_get(actor)
        user = _user_new(username_of(tenant, invitation.login), password, display_name)
        Membership.objects.create(tenant=tenant, user=user, roles=invitation.roles)
        invitation.accepted_at = clock.now()
        invitation.save(update_fields=["accepted_at"])
        record.entry_append(
            actor=actor,
            action="accounts.member_joined",
            subject=("user", user.pk),
            data={"roles": invitation.roles, "invitation": str(invitation.pk)},
        )
        events.publish(
            MemberJoined(
                actor=actor,
                invitation_id=invitation.pk,
                login=invitation.login,
                invited_by_id=invitation.invited_by_id,
            )
        )
    return user


def _user_new(username: str, password: str, display_name: str) -> User:
    user = User(username=username, display_name=display_name[:60])
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise Invalid(" ".join(refusal.messages), field="password") from None
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise LoginTaken(_("这个登录名已被使用。")) from None
    return user


def _member(actor: Actor, user_id: UUID) -> Membership:
    found = Membership.objects.of(actor).select_for_update().filter(user_id=user_id).first()
    if found is None:
        raise NotFound(_("没有这个成员。"))
    return found


@transaction.atomic
def member_roles_set(*, actor: Actor, user_id: UUID, roles: Sequence[str]) -> Membership:
    """Change what somebody is in the tenant. Nobody changes himself.

    Raises:
        Forbidden: not the system administrator, or oneself.
        NotFound: no such member.
    """
    policies.require_manage_people(actor)
    policies.require_not_self(actor, user_id)
    policies.require_roles(roles)
    member = _member(actor, user_id)
    before, member.roles = member.roles, sorted(set(roles))
    member.save(update_fields=["roles"])
    record.entry_append(
        actor=actor,
        action="accounts.member_roles_set",
        subject=("user", user_id),
        data={"from": before, "to": member.roles},
    )
    access_doubt(actor.tenant_id, user=user_id)
    return member


@transaction.atomic
def member_deactivate(*, actor: Actor, user_id: UUID) -> Membership:
    """Shut somebody out of the tenant, at once.

    Raises:
        Forbidden: not the system administrator, or oneself.
        NotFound: no such member.
    """
    policies.require_manage_people(actor)
    policies.require_not_self(actor, user_id)
    member = _member(actor, user_id)
    member.is_active = False
    member.save(update_fields=["is_active"])
    record.entry_append(
        actor=actor, action="accounts.member_deactivated", subject=("user", user_id)
    )
    access_doubt(actor.tenant_id, user=user_id)
    return member
