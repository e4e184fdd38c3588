"""Many at once: one party, one key, an end and an appeal."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from sanctions import services
from sanctions.models import Effect, Sanction
from tests.sanctions.conftest import again, answer, appeal, decide, order, sweep

pytestmark = pytest.mark.django_db(transaction=True)
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
