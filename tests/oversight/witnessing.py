"""A record that a witness next door signs: what the tests of witnesses share."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from ledger import notes
from ledger import selectors as ledger
from ledger import services as record
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.models import Witness as Row
from oversight.selectors import own
from tests import builders
from tools.witness import Witness, served

NAME = "witness.example/one"
LATER = timedelta(minutes=11)


@pytest.fixture
def keeper(harbour):
    return builders.person(harbour, "keeper", "security_admin")


@pytest.fixture
def sealed(harbour):
    """Write so many entries and seal them."""
    actor = system_actor(harbour.pk)

    def write(count=3):
        acts = [{"action": "x.y_done", "subject": ("room", str(one))} for one in range(count)]
        with acting(actor):
            with transaction.atomic():
                record.entries_append(actor=actor, acts=acts)
            return record.entries_seal(actor=actor)

    return write


@contextmanager
def running(who):
    server = served(who)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/add-checkpoint"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def who(harbour, tmp_path):
    """Return a witness that knows Harbour's record."""
    actor = system_actor(harbour.pk)
    with acting(actor), transaction.atomic():
        [(origin, [public, *_])] = ledger.keys_of(harbour.pk).items()
    return Witness(NAME, tmp_path / "state", [notes.verifier_key(origin, public)])


@pytest.fixture
def witness(keeper, who):
    """Have Harbour's record witnessed by a server that runs next door."""
    with running(who) as url, acting(keeper):
        yield services.witness_add(actor=keeper, url=url, key=who.word)


def ask(harbour):
    actor = system_actor(harbour.pk)
    with acting(actor):
        return services.witnesses_ask(actor=actor)


def standing(harbour):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        return Row.objects.get()


def alarms(harbour):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        found = Entry.objects.filter(action="oversight.witness_alarmed")
        return [ledger.data_of(one)["fault"] for one in found.order_by("id")]


def reading(harbour):
    actor = system_actor(harbour.pk)
    with acting(actor), transaction.atomic():
        found = own._witnessed(actor, clock.now())
        return found.state, found.code
