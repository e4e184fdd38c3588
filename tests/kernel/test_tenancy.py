"""Acting as somebody, and stopping to."""

import pytest
from django.db import connection, transaction

from accounts.managers import Unscoped
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import WrongActor, acting, bound
from rooms.models import Room
from rooms.selectors import room_list

pytestmark = pytest.mark.django_db


def tenant_in_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true)")
        return cursor.fetchone()[0]


def test_acting_tells_the_database_and_takes_it_back(lin, outsider):
    with acting(lin):
        assert tenant_in_database() == str(lin.tenant_id)
        with acting(outsider):
            assert tenant_in_database() == str(outsider.tenant_id)
        assert tenant_in_database() == str(lin.tenant_id)
    assert not tenant_in_database()
    assert bound() is None


def test_a_failed_statement_leaves_the_binding_as_it_was(lin, outsider):
    with acting(lin):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), acting(outsider):
            raise ZeroDivisionError
        assert tenant_in_database() == str(lin.tenant_id)


def test_a_selector_refuses_an_actor_who_is_not_the_one_bound(lin, outsider):
    with acting(lin), pytest.raises(WrongActor):
        room_list(outsider)


def test_a_query_with_nobody_acting_is_an_error_not_an_empty_list():
    with pytest.raises(Unscoped):
        Room.objects.count()


def test_an_actor_of_several_tenants_has_no_single_tenant():
    actor = Actor(tenant_ids=frozenset({uuid7(), uuid7()}))

    with pytest.raises(LookupError):
        _ = actor.tenant_id


@pytest.mark.django_db(transaction=True)
def test_every_transaction_begins_with_the_tenant_set(lin):
    with acting(lin):
        with transaction.atomic():
            assert tenant_in_database() == str(lin.tenant_id)
        with transaction.atomic():
            assert tenant_in_database() == str(lin.tenant_id)
    with transaction.atomic():
        assert not tenant_in_database()


@pytest.mark.parametrize(
    ("actor", "kind"),
    [
        (system_actor(uuid7()), "system"),
        (Actor(tenant_ids=frozenset(), user_id=uuid7()), "user"),
        (Actor(tenant_ids=frozenset(), key_id=uuid7()), "key"),
    ],
)
def test_the_record_names_an_actor_by_what_he_is(actor, kind):
    assert actor.kind == kind
