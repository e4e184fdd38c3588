"""Two officers at once: one publishes, the other is told so."""

import threading

import pytest
from django.db import connections, transaction

from catalog import selectors, services
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.catalog.conftest import COINS, drafted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def at_once(people, act):
    start, said = threading.Barrier(len(people)), [None] * len(people)

    def run(number):
        start.wait()
        try:
            with acting(people[number]):
                said[number] = act(people[number])
        except DomainError as refusal:
            said[number] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_of_officers_who_publish_one_draft_at_once_one_does(harbour, lin):
    row = drafted(lin, COINS)
    people = [builders.person(harbour, f"officer-{n}", "officer") for n in range(6)]

    said = at_once(
        people,
        lambda actor: (
            services.edition_publish(actor=actor, draft_id=row.pk, revision=row.revision).number
        ),
    )

    assert sorted(map(str, said)) == ["1", *["draft_gone"] * 5]


def test_of_officers_who_begin_a_draft_at_once_one_does(harbour, lin):
    people = [builders.person(harbour, f"officer-{n}", "officer") for n in range(6)]

    said = at_once(people, lambda actor: services.draft_begin(actor=actor).revision)

    assert sorted(map(str, said)) == ["1", *["draft_open"] * 5]
    with acting(lin), transaction.atomic():
        assert selectors.draft_find(lin) is not None


def test_the_base_pack_is_noted_once_by_many(db):
    def note(_actor):
        return services.release_note().number

    said = at_once([None] * 6, note)

    assert said == [1] * 6
