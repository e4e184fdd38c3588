"""Staff need a second factor where settings force it."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import builders

pytestmark = pytest.mark.django_db


def signed_in(user_id) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def forced(settings):
    settings.FORCE_MFA = True


@pytest.mark.parametrize(
    "role", ["officer", "viewer", "system_admin", "security_admin", "audit_admin"]
)
def test_staff_without_a_second_factor_reach_no_page(forced, harbour, role):
    client = signed_in(builders.person(harbour, "someone", role).user_id)

    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))


def test_staff_with_a_second_factor_pass(forced, lin):
    Authenticator.objects.create(
        user_id=lin.user_id, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )

    answer = signed_in(lin.user_id).get("/")
    assert answer.status_code != 302 or answer.url != reverse("mfa_index")


def test_staff_may_leave_and_may_set_a_factor_up(forced, lin):
    client = signed_in(lin.user_id)

    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_streamer_is_not_kept_from_his_room_by_it(forced, chun):
    answer = signed_in(chun.user_id).get("/")

    assert answer.status_code != 302 or answer.url != reverse("mfa_index")
