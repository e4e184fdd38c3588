"""People join by invitation and never change what they are themselves."""

from datetime import timedelta

import pytest
from django.db.utils import IntegrityError

from accounts import selectors, services
from accounts.models import Invitation, Membership, User
from accounts.services.people import InvitationGone, LoginTaken
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests import builders

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-pass-phrase-7"


@pytest.fixture
def admin(harbour) -> Actor:
    return builders.person(harbour, "admin", "system_admin")


@pytest.fixture
def offer(admin):
    with acting(admin):
        return services.member_invite(actor=admin, login="mei", roles=["officer"])


def accept(token: str, password: str = PASSWORD) -> User:
    return services.invitation_accept(token=token, password=password, display_name="梅")


def test_who_accepts_becomes_what_the_invitation_said(harbour, offer):
    user = accept(offer[1])

    actor = selectors.actor_of_user(user.pk)
    assert user.username == "harbour:mei"
    assert actor is not None
    assert (actor.tenant_id, actor.roles) == (harbour.pk, {"officer"})


def test_an_invitation_works_once(offer):
    accept(offer[1])

    with pytest.raises(InvitationGone):
        accept(offer[1])


def test_a_withdrawn_an_old_and_an_invented_token_answer_alike(admin, offer):
    with acting(admin):
        old, old_token = services.member_invite(actor=admin, login="old", roles=["viewer"])
        Invitation.objects.filter(pk=old.pk).update(expires_at=clock.now() - timedelta(seconds=1))
        services.invitation_withdraw(actor=admin, invitation_id=offer[0].pk)

    messages = set()
    for token in (offer[1], old_token, "invented"):
        with pytest.raises(InvitationGone) as refusal:
            accept(token)
        messages.add(refusal.value.message)
    assert len(messages) == 1


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_refused_and_the_invitation_stays_open(offer, password):
    with pytest.raises(Invalid):
        accept(offer[1], password)

    assert accept(offer[1]).pk


def test_a_token_is_kept_only_as_a_digest(offer):
    assert offer[1].encode() not in bytes(offer[0].token_hash)


@pytest.mark.parametrize(
    "roles",
    [[], ["king"], ["system_admin", "security_admin"], ["security_admin", "audit_admin"]],
)
def test_roles_that_do_not_exist_or_go_together_are_refused(admin, roles):
    with acting(admin), pytest.raises(Invalid):
        services.member_invite(actor=admin, login="mei", roles=roles)


def test_the_database_too_keeps_the_three_administrators_apart(harbour, lin, admin):
    with acting(admin), pytest.raises(IntegrityError):
        Membership.objects.filter(user_id=lin.user_id).update(roles=["system_admin", "audit_admin"])


def test_a_login_already_there_is_refused(admin, lin):
    with acting(admin), pytest.raises(LoginTaken):
        services.member_invite(actor=admin, login="lin", roles=["viewer"])


def test_nobody_changes_his_own_roles(admin):
    with acting(admin), pytest.raises(Forbidden):
        services.member_roles_set(actor=admin, user_id=admin.user_id, roles=["audit_admin"])


def test_a_deactivated_member_is_out_at_once(admin, lin):
    with acting(admin):
        services.member_deactivate(actor=admin, user_id=lin.user_id)

    assert selectors.actor_of_user(lin.user_id) is None


def test_another_tenants_member_does_not_exist(admin, outsider):
    with acting(admin), pytest.raises(NotFound):
        services.member_deactivate(actor=admin, user_id=outsider.user_id)


@pytest.mark.parametrize("role", ["officer", "security_admin", "audit_admin", "viewer", "streamer"])
def test_only_the_system_administrator_invites(harbour, role):
    actor = builders.person(harbour, "someone", role)

    with acting(actor), pytest.raises(Forbidden):
        services.member_invite(actor=actor, login="mei", roles=["viewer"])
