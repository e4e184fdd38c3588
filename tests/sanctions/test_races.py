"""Many at once: one party, one key, an end and an appeal."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from ledger.models import Entry, Outbox
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from parties.models import Bar
from rooms import selectors as rooms
from sanctions import services
from sanctions.models import Effect, Report, Sanction
from tests import builders
from tests.office.test_record_job import ROOT, SETTINGS
from tests.sanctions.conftest import (
    IMPACT,
    again,
    against,
    answer,
    appeal,
    decide,
    lift,
    order,
    review,
    sweep,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
THREADS = 20


def together(act) -> list:
    """Run `act(n)` in twenty threads; return what each gave, or the refusal."""

    def run(number: int):
        try:
            return act(number)
        except Exception as refusal:  # noqa: BLE001  (each is looked at)
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def as_lin(lin, act):
    with acting(lin):
        return act()


def test_twenty_threads_against_one_party_are_told_twenty_places(lin, tea):
    made = together(
        lambda n: as_lin(
            lin,
            lambda: services.sanction_decide(
                actor=lin, order=order(tea, rung="suspension", days=3), key=f"thread-{n:04d}"
            ),
        )
    )
    assert sorted(one.offence for one in made) == list(range(1, THREADS + 1))
    with acting(lin), transaction.atomic():
        assert Effect.objects.filter(kind="function", is_shared=False).count() == 1


def test_twenty_threads_with_one_key_decide_once(lin, tea):
    made = together(
        lambda _n: as_lin(
            lin,
            lambda: services.sanction_decide(
                actor=lin, order=order(tea, rung="warning"), key="the-same-key"
            ),
        )
    )
    assert len({one.pk for one in made}) == 1
    with acting(lin), transaction.atomic():
        assert Sanction.objects.count() == 1


def test_an_end_and_an_appeal_that_meet_undo_once(lin, mei, chun, tea, later):
    row = decide(lin, tea, rung="suspension", days=1)
    made = appeal(chun, row)
    later(days=2)

    def act(number: int):
        return sweep(tea) if number % 2 else answer(mei, made, "overturned").state

    told = together(act)
    assert told.count("overturned") == 1
    assert sum(isinstance(one, services.AppealEnded) for one in told) == THREADS // 2 - 1
    assert (again(row).state, again(tea).function) == ("overturned", "open")
    system = system_actor(tea.tenant_id)
    with acting(system), transaction.atomic():
        assert not Effect.objects.filter(undone_at=None).exists()
    assert not connection.in_atomic_block


def kept(lin) -> dict[str, int]:
    """Count everything that a decision leaves behind."""
    with acting(lin), transaction.atomic():
        return {
            one.__name__: one.objects.count()
            for one in (Sanction, Effect, Report, Letter, Bar, Outbox, Entry)
        }


@pytest.mark.law("M-account-sanctions")
@pytest.mark.long
def test_a_process_killed_half_way_through_a_decision_leaves_nothing_and_holds_nobody_up(
    lin, chun, tea, on_air
):
    before = kept(lin)
    script = str(Path(__file__).with_name("decider.py"))
    key = "killed-half-way"
    [tenant] = lin.tenant_ids
    killed = subprocess.Popen(
        [sys.executable, script, str(tenant), str(lin.user_id), str(tea.pk), key],
        env=os.environ | SETTINGS,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert killed.stdout.readline() == "in_force\n"
        assert kept(lin) == before  # of what it wrote nobody sees anything
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()

    assert (kept(lin), again(tea).function, against(tea)) == (before, "open", [])
    row = decide(lin, tea, key=key, rung="suspension", days=7)  # the lock went with the process
    assert (row.state, row.offence) == ("in_force", 1)
    assert against(tea) == ["sanctioned"]


@pytest.mark.law("O117-blacklist-evasion")
def test_an_entry_retracted_while_twenty_gates_are_open_lets_in_whoever_asks_after_it(
    lin, mei, tea
):
    row = review(mei, decide(lin, tea, rung="blacklist", days=365, ground="serious"))
    is_gone = threading.Event()

    def act(number: int) -> list[tuple[bool, list[str]]]:
        if number == THREADS // 2:
            lift(lin, row)
            is_gone.set()
            return []
        seen = []
        while not seen or not seen[-1][0]:
            asked_after = is_gone.is_set()
            seen.append((asked_after, against(tea)))
        return seen

    told = together(act)
    answers = [one for each in told for one in each]
    assert {tuple(said) for asked_after, said in answers if asked_after} == {()}
    assert {tuple(said) for asked_after, said in answers if not asked_after} <= {(), ("barred",)}


def test_a_broadcast_on_air_is_let_back_when_its_entry_is_retracted(lin, mei, harbour, tea, on_air):
    builders.observing(harbour)
    row = review(mei, decide(lin, tea, rung="blacklist", days=365, ground="serious"))
    assert again(on_air).is_admitted is False
    lift(lin, row)
    with acting(lin), transaction.atomic():
        admission = rooms.admission_latest(lin, on_air)
    assert not {one["code"] for one in admission.reasons} & {"barred", "sanctioned"}


def test_twenty_officers_who_answer_one_appeal_answer_it_once(lin, harbour, chun, tea):
    row = decide(lin, tea, rung="suspension", days=7)
    made = appeal(chun, row)
    officers = [builders.person(harbour, f"officer{n}", "officer") for n in range(THREADS)]
    told = together(lambda n: answer(officers[n], made, "overturned" if n % 2 else "upheld").state)
    done = [one for one in told if isinstance(one, str)]
    assert len(done) == 1
    assert sum(isinstance(one, services.AppealEnded) for one in told) == THREADS - 1
    assert again(made).state == done[0]
    with acting(lin), transaction.atomic():
        corrected = Report.objects.filter(kind="correction").count()
    assert corrected == (2 if done[0] == "overturned" else 0)


def test_twenty_reviews_of_one_proposal_put_it_in_force_once(lin, harbour, tea):
    row = decide(lin, tea, rung="blacklist", days=365, ground="immoral", impact=IMPACT)
    officers = [builders.person(harbour, f"officer{n}", "officer") for n in range(THREADS)]
    told = together(lambda n: review(officers[n], row).state)
    assert sorted(one for one in told if isinstance(one, str)) == ["in_force", "proposed"]
    assert sum(isinstance(one, services.NotProposed) for one in told) == THREADS - 2
    with acting(lin), transaction.atomic():
        assert Bar.objects.filter(party=tea, identity_index=None).count() == 1
