"""Transactions of the app role: begun, committed, rolled back by the words we send."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INTRANS

from accounts.models import Tenant
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting

pytestmark = pytest.mark.django_db(transaction=True)


def status() -> int:
    return connection.connection.get_transaction_status()


def tenant_make(pk):
    return Tenant.objects.create(id=pk, slug=f"t-{pk.hex}", name="无名")


@transaction.atomic
def tenant_make_and_fail(pk):
    tenant_make(pk)
    raise ZeroDivisionError


@pytest.fixture
def pk():
    found = uuid7()
    with acting(Actor(tenant_ids=frozenset({found}), roles=frozenset({"system"}))):
        yield found


def is_there(pk) -> bool:
    with transaction.atomic():
        return Tenant.objects.filter(pk=pk).exists()


def test_a_transaction_is_open_inside_and_none_is_open_after(pk):
    with transaction.atomic():
        inside = status()

    assert (inside, status()) == (TRANSACTION_STATUS_INTRANS, TRANSACTION_STATUS_IDLE)


def test_what_was_committed_stays(pk):
    with transaction.atomic():
        tenant_make(pk)

    assert is_there(pk)


def test_what_was_rolled_back_is_gone(pk):
    with pytest.raises(ZeroDivisionError):
        tenant_make_and_fail(pk)

    assert not is_there(pk)
    assert status() == TRANSACTION_STATUS_IDLE


def test_an_inner_block_is_undone_alone(pk):
    with transaction.atomic():
        tenant_make(pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            tenant_make(pk)

    assert is_there(pk)


def test_a_transaction_that_cannot_name_its_actor_does_not_begin(pk, monkeypatch):
    monkeypatch.setattr("livecompliance.kernel.pg.base.BEGIN", "BEGIN; SELECT 1/0")

    with pytest.raises(DatabaseError), transaction.atomic():
        pytest.fail("the block must not run")
    monkeypatch.undo()
    connection.close()

    with transaction.atomic():
        tenant_make(pk)
    assert is_there(pk)
