"""API keys: shown once, kept as a digest, refused the moment they are revoked."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.authentication import actor_of_key
from accounts.models import ApiKey, Scope
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound, Unauthenticated
from livecompliance.kernel.tenancy import acting
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(harbour):
    return builders.person(harbour, "guard", "security_admin")


@pytest.fixture
def key(guard) -> tuple[ApiKey, str]:
    with acting(guard):
        return services.key_create(actor=guard, name="平台", scopes=[Scope.ROOMS_READ])


def test_a_key_acts_for_its_tenant_within_its_scopes(harbour, key):
    actor = actor_of_key(f"Bearer {key[1]}")

    assert actor.tenant_id == harbour.pk
    assert actor.key_id == key[0].pk
    assert actor.may("rooms.read")
    assert not actor.may("rooms.write")


def test_the_secret_is_nowhere_in_the_row(key):
    secret = key[1].rsplit("_", 1)[1]

    assert secret.encode() not in bytes(key[0].secret_hash)
    assert secret not in str(vars(key[0]))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer ",
        "Bearer lc_short_x",
        "Bearer lc_AAAAAAAA_" + "A" * 40,
        "Bearer lc_" + "ａ" * 8 + "_" + "A" * 40,
        "Bearer lc_AAAAAAAA_" + "A" * 40 + "\x00",
    ],
)
def test_what_is_not_a_key_is_refused(key, header):
    with pytest.raises(Unauthenticated):
        actor_of_key(header)


def test_a_wrong_secret_a_revoked_and_an_old_key_answer_alike(guard, key):
    with acting(guard):
        old, old_text = services.key_create(actor=guard, name="旧", scopes=[Scope.INSPECT])
        ApiKey.objects.filter(pk=old.pk).update(expires_at=clock.now() - timedelta(seconds=1))
        gone, gone_text = services.key_create(actor=guard, name="撤", scopes=[Scope.INSPECT])
        services.key_revoke(actor=guard, key_id=gone.pk)

    messages = set()
    for text in (key[1][:-1] + ("A" if key[1][-1] != "A" else "B"), old_text, gone_text):
        with pytest.raises(Unauthenticated) as refusal:
            actor_of_key(f"Bearer {text}")
        messages.add(refusal.value.message)
    assert len(messages) == 1


def test_a_key_ends_by_the_one_clock(monkeypatch, guard):
    with acting(guard):
        key, text = services.key_create(
            actor=guard,
            name="本季",
            scopes=[Scope.INSPECT],
            expires_at=clock.now() + timedelta(days=90),
        )
    assert actor_of_key(f"Bearer {text}").key_id == key.pk

    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(91 * 86_400))

    with pytest.raises(Unauthenticated):
        actor_of_key(f"Bearer {text}")


def test_the_key_of_a_suspended_tenant_is_refused(harbour, key):
    admin = builders.person(harbour, "admin", "system_admin")
    with acting(admin):
        services.tenant_suspend(actor=admin, reason="x")

    with pytest.raises(Unauthenticated):
        actor_of_key(f"Bearer {key[1]}")


def test_using_a_key_is_noted_once_a_minute_by_the_one_clock(monkeypatch, guard, key):
    began = clock.now()
    noted = []
    for seconds in (0, 59, 61):
        instant = began + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda instant=instant: instant)
        actor_of_key(f"Bearer {key[1]}")
        with acting(guard):
            noted.append(ApiKey.objects.get(pk=key[0].pk).last_used_at)

    assert noted == [began, began, began + timedelta(seconds=61)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires_at": clock.now() - timedelta(days=1)},
    ],
)
def test_a_key_without_name_scope_or_future_is_refused(guard, wrong):
    with acting(guard), pytest.raises(Invalid):
        services.key_create(actor=guard, **({"name": "k", "scopes": [Scope.INSPECT]} | wrong))


@pytest.mark.parametrize("role", ["officer", "system_admin", "audit_admin", "viewer", "streamer"])
def test_only_the_security_administrator_makes_keys(harbour, role):
    actor = builders.person(harbour, "someone", role)

    with acting(actor), pytest.raises(Forbidden):
        services.key_create(actor=actor, name="k", scopes=[Scope.INSPECT])


def test_another_tenants_key_does_not_exist(elsewhere, key):
    stranger = builders.person(elsewhere, "guard", "security_admin")

    with acting(stranger), pytest.raises(NotFound):
        services.key_revoke(actor=stranger, key_id=key[0].pk)


def test_a_webhook_secret_opens_only_for_its_own_row(guard):
    with acting(guard):
        first, secret = services.endpoint_add(actor=guard, url="https://example.com/a")
        second, _ = services.endpoint_add(actor=guard, url="https://example.com/b")

    assert services.endpoint_secret(first) == secret
    second.secret_sealed = first.secret_sealed
    with pytest.raises(Exception, match="does not fit"):
        services.endpoint_secret(second)


@pytest.mark.parametrize("url", ["ftp://example.com", "https://", "x", "https://u:p@example.com"])
def test_an_address_that_cannot_be_delivered_to_is_refused(guard, url):
    with acting(guard), pytest.raises(Invalid):
        services.endpoint_add(actor=guard, url=url)
