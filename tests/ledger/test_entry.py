"""The record: written with the act, in a form that never changes, and never altered."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from ledger import services
from ledger.models import Entry, Outbox, Pending
from ledger.rules import Act, canonical, leaf_hash
from livecompliance.kernel import clock, law, retention
from livecompliance.kernel.tenancy import WrongActor, acting

FROZEN = Act(
    id=UUID("01900000-0000-7000-8000-000000000001"),
    tenant_id=UUID("01900000-0000-7000-8000-000000000002"),
    at=datetime(2026, 2, 1, 0, 0, 0, 5, tzinfo=UTC),
    actor_kind="user",
    actor_ref="01900000-0000-7000-8000-000000000003",
    action="rooms.session_started",
    clause="M-live-verification",
    subject_kind="session",
    subject_ref="01900000-0000-7000-8000-000000000004",
    before="",
    after="ab",
    data={"b": 1, "a": "茶"},
)


def test_the_form_of_an_entry_is_frozen():
    body = canonical(FROZEN)

    assert body.decode() == (
        '{"action":"rooms.session_started","actor":{"kind":"user","ref":'
        '"01900000-0000-7000-8000-000000000003"},"after":"ab","at":"2026-02-01T00:00:00.000005Z",'
        '"before":"","clause":"M-live-verification","data":{"a":"茶","b":1},'
        '"id":"01900000-0000-7000-8000-000000000001","subject":{"kind":"session","ref":'
        '"01900000-0000-7000-8000-000000000004"},"tenant":"01900000-0000-7000-8000-000000000002",'
        '"v":1}'
    )
    assert leaf_hash(body) == hashlib.sha256(b"\x00" + body).digest()


@pytest.mark.django_db
def test_an_entry_and_its_pending_row_are_written_together(as_lin):
    entry = services.entry_append(actor=as_lin, action="x.y_done", subject=("room", "1"))

    assert Pending.objects.get().entry_id == entry.pk
    assert leaf_hash(bytes(entry.body)) == bytes(entry.leaf_hash)
    assert json.loads(bytes(entry.body))["actor"]["ref"] == str(as_lin.user_id)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry(lin):
    with acting(lin):
        with transaction.atomic():
            services.entry_append(actor=lin, action="x.y_done", subject=("room", "1"))
            transaction.set_rollback(True)
        with transaction.atomic():
            assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_bug(lin):
    with acting(lin), pytest.raises(transaction.TransactionManagementError):
        services.entry_append(actor=lin, action="x.y_done", subject=("room", "1"))


@pytest.mark.django_db
def test_nobody_writes_in_anothers_name(lin, outsider):
    with acting(lin), pytest.raises(WrongActor):
        services.entry_append(actor=outsider, action="x.y_done", subject=("room", "1"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET action = 'z'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "SET ROLE lc_owner",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    ],
)
def test_the_app_cannot_change_what_was_recorded(as_lin, statement):
    services.entry_append(actor=as_lin, action="x.y_done", subject=("room", "1"))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().action == "x.y_done"


@pytest.mark.law("CSL-logs")
@pytest.mark.django_db
def test_what_was_recorded_more_than_six_months_ago_is_there_and_nothing_takes_it(as_lin):
    half = timedelta(days=31 * law.clause("CSL-logs").number("retain"))
    services.entry_append(
        actor=as_lin, action="x.y_done", subject=("room", "1"), at=clock.now() - half
    )
    assert Entry.objects.get().at < clock.now() - timedelta(days=180)
    assert not [one for one in retention.kinds() if one.name.startswith("ledger.")]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_even_the_owner_is_stopped_by_the_trigger(lin):
    with acting(lin), transaction.atomic():
        services.entry_append(actor=lin, action="x.y_done", subject=("room", "1"))

    for statement in ("UPDATE ledger_entry SET action = 'z'", "DELETE FROM ledger_entry"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(using="owner"),
            transaction.get_connection("owner").cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_digest_of_a_value_is_keyed_by_tenant(lin, outsider):
    value = {"mobile": "19000000001"}
    plain = hashlib.sha256(b'{"mobile":"19000000001"}').hexdigest()

    digests = {services.digest_of(actor.tenant_id, value) for actor in (lin, outsider)}
    assert len(digests | {plain}) == 3


@pytest.mark.django_db
def test_what_has_not_left_the_outbox_can_be_taken_back(as_lin):
    services.message_add(actor=as_lin, topic="t", subject_ref="m1", payload={})

    assert services.message_cancel(actor=as_lin, subject_ref="m1") == 1
    assert services.message_cancel(actor=as_lin, subject_ref="m1") == 0
    assert Outbox.objects.get().state == Outbox.State.CANCELLED
