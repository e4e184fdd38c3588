"""What a regulator sees of patrol: the rounds of the platforms granted to him, and no buttons."""

import re

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from rooms.models import Room
from tests import builders
from tests.filings.test_supervised import regulator
from tests.review.conftest import claim, decide, sweep

pytestmark = pytest.mark.django_db(databases=["default", "regulator"], transaction=True)


def patrolled(owner, title):
    """A key room on air of which every stretch is looked at, with a round that was drawn."""
    chun = builders.person(owner, f"streams-{title[:1]}", "officer")
    room = builders.room(chun, title)
    with acting(system_actor(owner.pk)), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(tier="key")
    builders.session(chun, room)
    sweep(owner.pk)


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_a_regulator_reads_which_rounds_were_made_and_missed_and_nobody_elses(harbour, elsewhere):
    patrolled(harbour, "海港的重点直播间")
    lin = builders.person(harbour, "lin-patrol", "officer")
    decide(lin, claim(lin), "found", reason="赠品没有标明")
    patrolled(harbour, "还没有巡查的直播间")
    patrolled(elsewhere, "别家的重点直播间")

    page = regulator(harbour).get("/patrol").content.decode()

    assert "海港的重点直播间" in page
    assert "还没有巡查的直播间" in page
    assert "赠品没有标明" in page
    assert "lin-patrol" not in page
    assert "别家的重点直播间" not in page
    assert not re.findall(r'<form[^>]+action="/patrol', page)


def test_a_regulator_has_no_queue_and_makes_no_round(harbour):
    patrolled(harbour, "海港的重点直播间")
    browser = regulator(harbour)

    for path in ("/review", "/review/quality", "/review/list"):
        assert browser.get(path).status_code == 403, path
    assert browser.post("/review/next").status_code == 403
