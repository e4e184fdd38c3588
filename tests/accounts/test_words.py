"""What a tenant adds for itself is checked, kept and recorded."""

import pytest

from accounts import selectors, services
from ledger.models import Entry
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(harbour):
    return builders.person(harbour, "guard", "security_admin")


def test_own_hosts_are_kept_in_one_spelling(guard):
    with acting(guard):
        services.own_hosts_set(actor=guard, hosts=["Shop.Example.com", "shop.example.com "])

        assert selectors.tenant_get(guard).policy["own_hosts"] == ["shop.example.com"]
        assert Entry.objects.filter(action="accounts.own_hosts_set").count() == 1


@pytest.mark.parametrize("host", ["", "https://a.com", "a", "-a.com", "a..com", "a.com/x", "a b.c"])
def test_what_is_no_host_name_is_refused(guard, host):
    with acting(guard), pytest.raises(Invalid):
        services.own_hosts_set(actor=guard, hosts=[host])


@pytest.mark.parametrize("word", ["", "字", "长" * 41])
def test_a_word_too_short_or_too_long_is_refused(guard, word):
    with acting(guard), pytest.raises(Invalid):
        services.words_set(actor=guard, terms=[word], allow=[])


@pytest.mark.parametrize("role", ["officer", "system_admin", "viewer", "streamer"])
def test_only_the_security_administrator_sets_words(harbour, role):
    actor = builders.person(harbour, "someone", role)

    with acting(actor), pytest.raises(Forbidden):
        services.words_set(actor=actor, terms=["某词"], allow=[])
