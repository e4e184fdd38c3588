"""Whoever rewrites the record with every right, and its key, is found by who witnesses it."""

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight.models import Witness as Row
from tests.ledger.conftest import superuser
from tests.oversight.witnessing import LATER, alarms, ask, reading

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def back_to(size):
    """Take away everything behind a tree of `size` leaves, as somebody whom no trigger stops."""
    with superuser() as cursor:
        cursor.execute("DELETE FROM ledger_leaf WHERE seq >= %s", [size])
        cursor.execute("DELETE FROM ledger_tile WHERE (place + 1) * 256 > %s", [size])
        cursor.execute("DELETE FROM ledger_checkpoint WHERE size > %s", [size])


def test_a_record_that_lost_its_end_is_named_ahead(harbour, sealed, witness, who):
    """An older backup was restored: what we know of the witness is older, too."""
    old = sealed()
    ask(harbour)
    sealed(40)
    with time_machine.travel(clock.now() + LATER):
        ask(harbour)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Row.objects.update(size=old.size, next_at=clock.now())
    back_to(old.size)
    sealed(1)

    ask(harbour)

    assert alarms(harbour) == ["ahead"]
    assert reading(harbour) == (duties.State.BREACHED, "ahead")


def test_a_record_that_was_written_anew_is_named_a_fork(harbour, sealed, witness, capsys):
    old = sealed()
    ask(harbour)
    back_to(0)
    sealed(50)
    with time_machine.travel(clock.now() + LATER):
        ask(harbour)

    assert alarms(harbour) == ["fork"]
    assert reading(harbour) == (duties.State.BREACHED, "fork")
    with pytest.raises(SystemExit):
        call_command("record_verify", "harbour")
    said = capsys.readouterr().out
    assert f"the checkpoint of {old.size} leaves: a witness signed another one" in said
