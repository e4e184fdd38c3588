"""Whoever nobody can write to here is served by the platform, and that is on record, once."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from parties.models import Party
from sanctions import services
from sanctions.selectors import duty
from tests import builders
from tests.parties import people
from tests.proof import browser
from tests.rooms.conftest import key_of
from tests.sanctions.conftest import again, decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(harbour) -> Party:
    """An operator who has no member here."""
    return people.party(harbour, "operator")


def serve(actor, row, way="paper", at=None):
    with acting(actor):
        return services.notice_serve(
            actor=actor, sanction_id=row.pk, served=services.Served(way, at)
        )


def entries(actor):
    with acting(actor), transaction.atomic():
        return list(Entry.objects.filter(action="sanctions.notice_served"))


@pytest.mark.law("O117-measures", "O117-blacklist-notice")
def test_a_notice_that_was_served_on_paper_is_kept_with_its_time_and_ends_the_breach(
    lin, stranger, later
):
    row = decide(lin, stranger)
    assert row.noticed_at is None
    later(days=2)
    with acting(lin), transaction.atomic():
        before = duty._noticed(lin, clock.now())
    at = clock.now() - timedelta(hours=3)

    serve(lin, row, "paper", at)

    kept = again(row)
    assert (kept.notice_way, kept.noticed_at) == ("paper", at)
    with acting(lin), transaction.atomic():
        after = duty._noticed(lin, clock.now())
    assert (before.state, after.state) == ("breached", "met")
    [entry] = entries(lin)
    assert json.loads(bytes(entry.body))["data"]["way"] == "paper"


def test_twice_is_once_and_what_was_read_here_stays_a_letter(lin, tea, stranger):
    row = decide(lin, stranger)
    serve(lin, row, "platform")
    serve(lin, row, "public")
    assert again(row).notice_way == "platform"
    assert len(entries(lin)) == 1

    told = decide(lin, tea)
    serve(lin, told, "paper")
    assert again(told).notice_way == "letter"
    assert len(entries(lin)) == 1


@pytest.mark.parametrize("hours", [-1, 1], ids=["before it began", "tomorrow"])
def test_a_time_before_the_decision_or_to_come_is_refused(lin, stranger, hours):
    row = decide(lin, stranger)
    with pytest.raises(Invalid):
        serve(lin, row, at=clock.now() + timedelta(hours=hours))
    assert again(row).noticed_at is None


def test_neither_by_letter_nor_by_no_way_at_all_nor_before_it_is_in_force(lin, stranger):
    row = decide(lin, stranger)
    for way in ("letter", "", "pigeon"):
        with pytest.raises(Invalid):
            serve(lin, row, way)
    waiting = decide(lin, stranger, rung="closure", code="abuse")
    assert waiting.starts_at is None
    with pytest.raises(services.NotBegun):
        serve(lin, waiting)


def test_neither_a_viewer_nor_another_platform_serves(lin, harbour, outsider, stranger):
    row = decide(lin, stranger)
    with pytest.raises(Forbidden):
        serve(builders.person(harbour, "seer", "viewer"), row)
    with pytest.raises(NotFound):
        serve(outsider, row)


def test_an_officer_writes_it_down_on_the_page_and_a_program_by_its_key(
    lin, harbour, stranger, client
):
    row = decide(lin, stranger)
    page = browser(lin)
    assert "怎样送达" in page.get(f"/sanctions/{row.pk}").content.decode()

    page.post(f"/sanctions/{row.pk}/served", {"way": "public", "at": ""})

    told = page.get(f"/sanctions/{row.pk}").content.decode()
    assert "公告送达" in told
    assert "怎样送达" not in told

    other = decide(lin, people.party(harbour, "operator"))
    answer = client.post(
        f"/api/v1/sanctions/{other.pk}/served",
        {"way": "platform"},
        content_type="application/json",
        headers={"authorization": key_of(harbour, "sanctions.write")},
    )
    assert answer.status_code == 200
    assert answer.json()["notice_way"] == "platform"
