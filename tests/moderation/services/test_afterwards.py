"""What a warning waits for, and what waits for the warning."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import tasks as ledger
from ledger.models import Sequel
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import Finding, Measure
from moderation.services import inspection
from office.models import Letter
from review.models import Item
from tests import builders
from tests.moderation.services.streams import CURE, HELLO, OFFER, inspect, now_ms, post, said

pytestmark = pytest.mark.django_db
QUIET, UNTIL_THE_WARNING, IN_ALL = 16, 20, 60
DEFER = 'INSERT INTO "ledger_sequel"'


@pytest.fixture
def on_air(harbour, lin, tea_session):
    builders.promoting(harbour)
    with acting(lin):
        post(tea_session, said(1, at=now_ms()))
        inspect(tea_session)
        yield tea_session


def talk(begin, *more):
    return [said(begin + n, HELLO + str(n), at=now_ms()) for n in range(10)] + list(more)


def asked(session):
    with CaptureQueriesContext(connection) as queries:
        inspect(session)
    return [one["sql"] for one in queries.captured_queries]


def died(session):
    """Inspect as a worker that is gone once its findings and measures are committed."""
    actor = system_actor(session.tenant_id)
    with acting(actor):
        inspection._claim(actor, session.pk, 32)


def swept(tenant):
    with time_machine.travel(clock.now() + timedelta(seconds=5)):
        ledger.tenant_sequels(tenant_id=str(tenant.pk))


def test_a_batch_without_a_breach_asks_the_database_little(on_air):
    post(on_air, *talk(100))

    assert len(asked(on_air)) <= QUIET


def test_a_warning_is_on_its_way_before_letters_queues_and_statistics(on_air):
    post(on_air, *talk(100, said(150, OFFER, at=now_ms())))

    statements = asked(on_air)

    at = next(place for place, words in enumerate(statements) if words.startswith(DEFER))
    assert at <= UNTIL_THE_WARNING
    assert len(statements) <= IN_ALL
    early = " ".join(statements[:at])
    assert "moderation_measure" in early
    for late in ("office_letter", "review_item", "tenantkey", "membership"):
        assert late not in early
        assert late in " ".join(statements[at:])


def test_the_letter_and_the_queue_follow_without_anybody_else(on_air):
    post(on_air, said(2, OFFER, at=now_ms()), said(3, CURE, at=now_ms()))

    inspect(on_air)

    assert Measure.objects.filter(kind="warning").count() == Letter.objects.count() > 0
    assert not Sequel.objects.exists()


def test_what_a_worker_that_died_after_the_warning_left_is_done_once(harbour, on_air):
    post(on_air, said(2, OFFER, at=now_ms()))

    died(on_air)

    assert Measure.objects.filter(kind="warning", released_at__isnull=False).exists()
    assert not Letter.objects.exists()
    swept(harbour)
    swept(harbour)
    inspect(on_air)
    assert Letter.objects.filter(topic="measure").count() == 1
    assert not Sequel.objects.exists()


@pytest.mark.long
def test_a_finding_dismissed_before_it_came_to_the_queue_does_not_wait_there(harbour, lin, on_air):
    post(on_air, said(2, CURE, at=now_ms()), said(3, CURE + "，百分百有效", at=now_ms()))
    died(on_air)
    for row in Finding.objects.filter(session=on_air):
        services.finding_dismiss(actor=lin, finding_id=row.pk, reason="misread", note="")

    swept(harbour)

    assert not Item.objects.filter(state="open").exists()


def test_a_measure_withdrawn_before_its_letter_is_not_written_about_as_if_it_stood(
    harbour, lin, on_air
):
    post(on_air, said(2, OFFER, at=now_ms()))
    died(on_air)
    for row in Finding.objects.filter(session=on_air):
        services.finding_dismiss(actor=lin, finding_id=row.pk, reason="misread")
    assert not Measure.objects.filter(kind="warning", withdrawn_at__isnull=True).exists()

    swept(harbour)

    assert "measure" not in set(Letter.objects.values_list("topic", flat=True))
    for row in Finding.objects.filter(session=on_air):
        services.finding_restore(actor=lin, finding_id=row.pk)
    assert Letter.objects.filter(topic="measure").count() == 1  # it stands again: now he is told
