"""What follows from an act is told after it, as surely: once each, whatever dies or fails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import transaction

from ledger import services as record
from ledger import tasks
from ledger.models import Entry, Sequel
from livecompliance.kernel import clock, events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders

pytestmark = pytest.mark.django_db
WORDS = "words that no listener may see in a log"


@dataclass(frozen=True, slots=True)
class Boiled:
    """Water boiled in a room."""

    actor: Actor
    room_id: UUID
    cups: tuple[UUID, ...] = ()
    marks: tuple[tuple[int, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Poured:
    actor: Actor
    room_id: UUID


@pytest.fixture
def heard():
    """What the listeners of this module heard, in order; they go when the test ends."""
    found: list[object] = []
    for kind in (Boiled, Poured):
        events.subscribe(kind, found.append)
    yield found
    for kind in (Boiled, Poured):
        events._listeners.pop(kind)


def listen(kind: type, listener: Callable) -> None:
    events.subscribe(kind, listener)


def defer(tenant, *told):
    actor = system_actor(tenant.pk)
    with acting(actor), transaction.atomic():
        record.events_defer(actor=actor, told=told)


def tell(tenant, **options):
    actor = system_actor(tenant.pk)
    with acting(actor):
        return record.sequels_tell(actor=actor, **options)


def waiting(tenant):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(Sequel.objects.filter(tenant_id=tenant.pk).order_by("id"))


def poured(tenant):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return Entry.objects.filter(action="tea.poured").count()


def boiled(tenant, by=None, **fields):
    return Boiled(by or system_actor(tenant.pk), UUID(int=7), **fields)


def test_an_event_comes_back_as_it_was_and_as_the_products_own_doing(harbour, lin, heard):
    told = boiled(harbour, lin, cups=(UUID(int=1), UUID(int=2)), marks=((3, "a", 0.5),))

    defer(harbour, told)
    assert heard == []
    assert tell(harbour) == 1

    assert heard == [boiled(harbour, cups=told.cups, marks=told.marks)]
    assert heard[0].actor == system_actor(harbour.pk)
    assert waiting(harbour) == []


def test_telling_twice_is_telling_once_and_in_order(harbour, heard):
    defer(harbour, boiled(harbour), Poured(system_actor(harbour.pk), UUID(int=8)))
    defer(harbour, boiled(harbour, cups=(UUID(int=3),)))

    assert [tell(harbour), tell(harbour)] == [3, 0]

    assert [type(one) for one in heard] == [Boiled, Poured, Boiled]


def test_what_is_rolled_back_is_never_told(harbour, heard):
    actor = system_actor(harbour.pk)
    with acting(actor), transaction.atomic():
        record.events_defer(actor=actor, told=[boiled(harbour)])
        transaction.set_rollback(True)

    assert tell(harbour) == 0
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_outside_the_transaction_of_its_act(harbour):
    actor = system_actor(harbour.pk)

    with acting(actor), pytest.raises(transaction.TransactionManagementError):
        record.events_defer(actor=actor, told=[boiled(harbour)])


def test_a_listener_that_fails_holds_up_no_other_and_is_asked_again_later(harbour, heard, caplog):
    broken = [True]

    def stumble(event: Poured) -> None:
        record.entry_append(actor=event.actor, action="tea.poured", subject=("cup", 1))
        if broken:
            raise RuntimeError(WORDS)

    listen(Poured, stumble)
    defer(harbour, Poured(system_actor(harbour.pk), UUID(int=8)), boiled(harbour))

    tell(harbour)

    (left,) = waiting(harbour)
    assert (left.attempts, left.last_error) == (1, "RuntimeError")
    assert heard[-1] == boiled(harbour)
    assert poured(harbour) == 0
    assert tell(harbour) == 0  # not at once
    broken.clear()
    with time_machine.travel(clock.now() + timedelta(seconds=3)):
        assert tell(harbour) == 1
    assert poured(harbour) == 1
    assert waiting(harbour) == []


def test_it_is_asked_less_and_less_often_and_never_given_up(harbour, heard):
    def stumble(_event: Boiled) -> None:
        raise RuntimeError

    listen(Boiled, stumble)
    defer(harbour, boiled(harbour))
    waits = []
    moment = clock.now()
    for _ in range(6):
        with time_machine.travel(moment, tick=False):
            tell(harbour)
            (left,) = waiting(harbour)
            waits.append(round((left.available_at - clock.now()).total_seconds()))
            moment = left.available_at

    assert waits == [2, 10, 60, 600, 600, 600]


def test_an_event_of_another_version_waits_for_somebody_who_knows_it(harbour, heard):
    defer(harbour, boiled(harbour), boiled(harbour, cups=(UUID(int=4),)))
    with acting(system_actor(harbour.pk)), transaction.atomic():
        first = Sequel.objects.order_by("id").first()
        Sequel.objects.filter(pk=first.pk).update(name="tea.events.Steeped")

    tell(harbour)

    assert [one.cups for one in heard if one.cups] == [(UUID(int=4),)]
    assert [one.last_error for one in waiting(harbour)] == ["LookupError"]


def test_a_body_that_is_not_the_events_own_harms_nobody(harbour, heard):
    defer(harbour, boiled(harbour))
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Sequel.objects.update(body={"room_id": "no id", "cups": 7})

    tell(harbour)

    assert heard == []
    assert [one.attempts for one in waiting(harbour)] == [1]


def test_another_tenants_events_are_not_mine_to_tell(harbour, heard):
    other = builders.tenant("island")
    defer(other, boiled(other))

    assert tell(harbour) == 0

    assert heard == []
    assert len(waiting(other)) == 1


def test_the_sweep_finds_what_a_worker_that_died_left(harbour, heard):
    other = builders.tenant("island")
    defer(other, boiled(other))
    defer(harbour, boiled(harbour))

    assert tasks.sequels_sweep() == 0  # whoever committed it is about to tell it
    with time_machine.travel(clock.now() + timedelta(seconds=5)):
        assert tasks.sequels_sweep() == 2
        for tenant in (harbour, other):
            tasks.tenant_sequels(tenant_id=str(tenant.pk))
            tasks.tenant_sequels(tenant_id=str(tenant.pk))

    assert [one.actor for one in heard] == [system_actor(harbour.pk), system_actor(other.pk)]


def test_events_are_held_back_only_of_the_kinds_that_were_named_and_only_within(harbour, heard):
    with events.held_back(Boiled) as held:
        events.publish(boiled(harbour))
        events.publish(Poured(system_actor(harbour.pk), UUID(int=1)))
    events.publish(boiled(harbour, cups=(UUID(int=5),)))

    assert held == [boiled(harbour)]
    assert [type(one) for one in heard] == [Poured, Boiled]
