"""What every policy with versions shares: a ladder stands for all of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections, transaction

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from office import selectors
from office.services import Draft, NoDraft
from sanctions import services
from sanctions.models import LadderPolicy
from sanctions.rules.ladder import shipped
from tests import builders

together = pytest.mark.django_db(transaction=True)


def drafted(actor, days=0):
    wish = Draft(shipped().kept(), clock.today() + timedelta(days=days), "试行")
    with acting(actor):
        return services.ladder_draft(actor=actor, draft=wish)


def publish(actor, row):
    with acting(actor):
        return services.ladder_publish(actor=actor, ladder_id=row.pk).version


def at_once(acts):
    """Do everything at once; return what each gave, or the code of its refusal."""

    def run(act):
        try:
            return act()
        except NoDraft as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@together
def test_those_who_publish_at_once_are_given_one_number_after_the_other(lin, harbour):
    mei = builders.person(harbour, "mei", "officer")
    rows = [drafted(lin) for _ in range(8)]
    given = at_once([partial(publish, mei, row) for row in rows])
    assert sorted(given) == list(range(1, 9))


@together
def test_twenty_who_publish_the_same_draft_publish_it_once(lin, harbour):
    mei, row = builders.person(harbour, "mei", "officer"), drafted(lin)
    told = at_once([partial(publish, mei, row)] * 20)
    assert (told.count(1), told.count("no_draft")) == (1, 19)


@pytest.mark.django_db
def test_what_holds_on_a_day_is_the_newest_of_those_that_began_and_of_the_own_tenant(
    lin, harbour, outsider
):
    mei = builders.person(harbour, "mei", "officer")
    for days in (0, 5):
        publish(mei, drafted(lin, days))
    today = clock.today()
    with acting(lin), transaction.atomic():
        at = [
            selectors.version_in_force(lin, LadderPolicy, today + timedelta(days=ahead))
            for ahead in (-1, 0, 4, 5)
        ]
    assert [one and one.version for one in at] == [None, 1, 1, 2]
    with acting(outsider), transaction.atomic():
        assert selectors.version_in_force(outsider, LadderPolicy) is None
