"""The off-platform notice: it stands, is raised larger, and its display is proved."""

from datetime import timedelta

import pytest
import time_machine

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.models import NoticeDisplay, RoomState
from tests.moderation.services.streams import inspect, post

pytestmark = pytest.mark.django_db


def later(seconds):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


@pytest.fixture
def gateway(harbour):
    """The platform's own system, with a key."""
    return Actor(
        tenant_ids=frozenset({harbour.pk}), roles=frozenset({"integrator"}), key_id=harbour.pk
    )


@pytest.mark.law("M-off-platform")
def test_the_notice_stands_from_the_start_of_every_broadcast_and_is_in_the_record(lin, tea_session):
    with acting(lin):
        notice = selectors.notice_get(lin, tea_session.pk)

        assert not notice.is_large
        assert "平台外" in notice.text["zh"]
        entry = Entry.objects.get(action="moderation.notice_raised")
        assert (entry.clause, entry.subject_ref) == ("M-off-platform", str(tea_session.pk))


@pytest.mark.law("M-off-platform")
def test_off_platform_dealing_raises_the_notice_again_larger_for_a_while(lin, tea_session):
    post(tea_session, {"id": 1, "type": "comment", "text": "加我微信 tea88766 低价"})
    inspect(tea_session)

    with acting(lin):
        frame = selectors.frame_list(lin, tea_session.room_id)[0]
        assert (frame["type"], frame["is_large"]) == ("notice", True)
        assert selectors.notice_get(lin, tea_session.pk).is_large
        with later(61):
            assert not selectors.notice_get(lin, tea_session.pk).is_large


@pytest.mark.law("M-off-platform")
def test_a_client_proves_that_it_shows_the_notice_without_its_number_being_kept(
    gateway, lin, tea_session
):
    with acting(gateway):
        times = [
            services.notice_display(
                actor=gateway, session_id=tea_session.pk, client=client, is_large=False
            )
            for client in ("phone-1", "phone-1", "phone-2")
        ]

    with acting(lin):
        assert times == [1, 2, 1]
        assert selectors.notice_displays(lin, tea_session.pk) == 2
        assert not NoticeDisplay.objects.filter(client__contains="phone").exists()
        assert Entry.objects.filter(action="moderation.notice_shown").count() == 1
        assert RoomState.objects.get(session=tea_session).notice_shown_at is not None


def test_an_officer_does_not_prove_what_viewers_were_shown(lin, tea_session):
    with acting(lin), pytest.raises(Forbidden):
        services.notice_display(actor=lin, session_id=tea_session.pk, client="desk", is_large=False)
