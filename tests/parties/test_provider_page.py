"""The security administrator chooses who is asked for identities, and tries it."""

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import jobs
from livecompliance.kernel.tenancy import acting
from parties import selectors, services
from parties.models import Provider, Verification
from parties.services.trial import NUMBER
from parties.tasks.verification import provider_try
from tests import builders
from tests.parties import people
from tests.proof import browser, stepped_up

pytestmark = pytest.mark.django_db
HTTP = {
    "kind": "http", "url": "https://identity.example/ask", "key_id": "k-1", "timeout_ms": "4000",
}  # fmt: skip


@pytest.fixture
def keeper(harbour):
    return builders.person(harbour, "keeper", "security_admin")


@pytest.fixture
def desk(keeper):
    return stepped_up(keeper, "identity")


def test_the_secret_is_shown_once_and_kept_wrapped(desk, keeper):
    made = desk.post("/settings/identity/set", HTTP).content.decode()
    secret = made.split("idsec_", 1)[1].split("<", 1)[0]

    assert len(services.secret_of(f"idsec_{secret}")) == 32
    again = desk.get("/settings/identity").content.decode()
    assert secret not in again
    assert "idsec_" not in again
    assert "identity.example" in again
    with acting(keeper):
        row = Provider.objects.of(keeper).get()
        assert services.secret_of(f"idsec_{secret}") not in bytes(row.secret)
        assert secret not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(("field", "value", "words"), [
    ("kind", "gossip", "请选择身份核验服务"), ("url", "ftp://identity.example", "https://"),
    ("url", "", "https://"), ("key_id", "", "密钥编号"), ("timeout_ms", "", "0.5 至 15 秒"),
    ("timeout_ms", "-1", "0.5 至 15 秒"), ("timeout_ms", "99999", "0.5 至 15 秒"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(desk, keeper, field, value, words):
    page = desk.post("/settings/identity/set", HTTP | {field: value}, follow=True)

    assert words in page.content.decode()
    with acting(keeper):
        assert not Provider.objects.of(keeper).exists()


def test_the_sandbox_is_not_offered_where_the_installation_does_not_allow_it(desk, settings):
    settings.IDENTITY_SANDBOX = False

    assert 'value="sandbox"' not in desk.get("/settings/identity").content.decode()


@pytest.mark.django_db(transaction=True)
def test_trying_it_asks_about_nobody_and_shows_the_recorded_digests(
    harbour, desk, keeper, monkeypatch
):
    asked = []
    monkeypatch.setattr(
        jobs, "enqueue_on_commit", lambda name, **given: asked.append((name, given))
    )
    desk.post("/settings/identity/set", {"kind": "sandbox", "timeout_ms": "5000"})
    assert asked == []

    desk.post("/settings/identity/try")
    assert [name for name, _ in asked] == ["parties.provider_try"]
    provider_try(tenant_id=str(harbour.pk))

    page = desk.get("/settings/identity").content.decode()
    with acting(keeper), transaction.atomic():
        ((_entry, data),) = selectors.provider_trials(keeper)
        assert not Verification.objects.of(keeper).exists()
    assert data["outcome"] == "match"
    assert data["request"] in page
    assert data["response"] in page
    assert NUMBER not in str(data)
    assert NUMBER not in page


def test_there_is_nothing_to_try_before_somebody_was_chosen(desk):
    page = desk.post("/settings/identity/try", follow=True)

    assert "还没有设置身份核验服务" in page.content.decode()


@pytest.mark.long
def test_nobody_else_sees_or_sets_it(harbour, lin, chun):
    people.sandbox(harbour)
    admin = builders.person(harbour, "admin", "system_admin")
    for actor in (lin, chun, admin):
        assert browser(actor).get("/settings/identity").status_code == 403
        assert browser(actor).post("/settings/identity/set", HTTP).status_code == 403
        assert browser(actor).post("/settings/identity/try").status_code == 403


def test_setting_it_needs_a_proof_with_a_reason_first(keeper):
    asked = browser(keeper).post("/settings/identity/set", HTTP)

    assert asked.status_code == 302
    assert "/step-up" in asked["Location"]
    with acting(keeper):
        assert not Provider.objects.of(keeper).exists()
