"""Whoever comes in, tries to and leaves is in the record (CSL-logs)."""

import json

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import tenant_suspend
from accounts.services.visits import network_of
from ledger.models import Entry
from livecompliance.kernel import acts
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders, proof

pytestmark = pytest.mark.django_db
WORD, HOME = proof.PASSWORD, "203.0.113.77"
VISITS = ("accounts.signed_in", "accounts.signed_out", "accounts.sign_in_failed")


@pytest.fixture
def wang(harbour):
    cache.clear()  # how often a login was tried
    actor = builders.person(harbour, "wang", "officer")
    proof.with_password(actor)
    return actor


def visits(tenant):
    with acting(system_actor(tenant.pk)):
        return list(Entry.objects.filter(action__in=VISITS).order_by("id"))


def sign_in(login, word, address=HOME, client=None):
    client = client or Client(REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": login, "password": word})
    return client


def login_of(actor):
    return User.objects.get(pk=actor.user_id).get_username()


@pytest.mark.law("CSL-logs")
def test_coming_in_and_leaving_are_told_with_the_network_and_not_the_address(wang, harbour):
    client = sign_in(login_of(wang), WORD)
    client.post(reverse("account_logout"))

    came, left = visits(harbour)
    assert (came.action, came.clause) == ("accounts.signed_in", "CSL-logs")
    assert (left.action, left.actor_ref) == ("accounts.signed_out", came.actor_ref)
    said = json.loads(bytes(came.body))["data"]
    assert said == {"methods": ["password"], "network": "203.0.113.0/24"}
    assert HOME.encode() not in bytes(came.body)
    told = acts.sentence(came.action, said, who="王", thing="")
    assert told == "王登录（密码），来自 203.0.113.0/24"


def test_a_wrong_password_is_told_of_the_account_and_of_nobody(wang, harbour):
    sign_in(login_of(wang), "not-his-password")

    [tried] = visits(harbour)
    assert (tried.action, tried.actor_kind) == ("accounts.sign_in_failed", "system")
    assert tried.subject_ref == str(wang.user_id)


def test_a_failure_is_written_when_the_answer_has_gone(wang, harbour, monkeypatch):
    seen = []
    sent = HttpResponse.close

    def close(response):
        seen.append(len(visits(harbour)))
        sent(response)

    monkeypatch.setattr(HttpResponse, "close", close)
    sign_in(login_of(wang), "not-his-password")

    assert (seen[-1], len(visits(harbour))) == (0, 1)


def test_a_login_that_nobody_has_leaves_nothing_anywhere(wang, harbour, elsewhere):
    sign_in("harbour:nobody", WORD)
    sign_in("", WORD)

    assert visits(harbour) == visits(elsewhere) == []


def test_who_gave_only_the_password_of_two_proofs_is_not_in(wang, harbour):
    proof.with_code(wang)
    client = sign_in(login_of(wang), WORD)
    assert visits(harbour) == []

    client.post(reverse("mfa_authenticate"), {"code": proof.code()})

    [came] = visits(harbour)
    assert json.loads(bytes(came.body))["data"]["methods"] == ["mfa", "password"]


def test_past_the_limit_of_guesses_the_record_grows_no_more(wang, harbour):
    for _one in range(40):
        sign_in(login_of(wang), "not-his-password")

    assert 0 < len(visits(harbour)) < 40


def test_another_tenant_sees_nobody_come_in(wang, harbour, elsewhere):
    sign_in(login_of(wang), WORD)

    assert len(visits(harbour)) == 1
    assert visits(elsewhere) == []


def test_nobody_is_in_whose_tenant_is_suspended(wang, harbour):
    with acting(system_actor(harbour.pk)):
        tenant_suspend(actor=system_actor(harbour.pk), reason="欠费")
    sign_in(login_of(wang), WORD)

    assert visits(harbour) == []


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.9", "198.51.100.0/24"),
        ("2001:db8:77:1::5", "2001:db8:77::/48"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_a_network_names_no_line(address, network):
    assert network_of(address) == network
