"""Measures: held, taken back, let out, previewed."""

import pytest

from ledger.models import Outbox
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation import selectors, services
from moderation.models import Measure
from rooms import services as rooms
from tests import builders
from tests.moderation.services.measures import (
    acts,
    as_system,
    follow,
    issue,
    later,
    order,
    released,
)
from tests.moderation.services.streams import OFFER, inspect, post, said

pytestmark = pytest.mark.django_db


def test_an_officers_measure_is_held_for_the_undo_window_and_then_goes_out(lin, tea_session):
    measure = issue(lin, tea_session)
    follow(tea_session)
    with as_system(tea_session):
        assert Measure.objects.get().released_at is None
        assert selectors.frame_list(lin, tea_session.room_id) == []

        with later(10):
            follow(tea_session)

        measure.refresh_from_db()
        assert measure.seq == 1
        assert Outbox.objects.get().topic == "measure.released"
        assert acts(measure) == ["moderation.measure_issued", "moderation.measure_released"]


def test_a_measure_can_be_taken_back_within_the_window_and_never_goes_out(lin, tea_session):
    measure = issue(lin, tea_session)
    with acting(lin):
        with later(9):
            services.measure_undo(actor=lin, measure_id=measure.pk)
            services.measure_undo(actor=lin, measure_id=measure.pk)
        with later(3600):
            follow(tea_session)

        measure.refresh_from_db()
        assert measure.released_at is None
        assert Outbox.objects.count() == 0
        assert acts(measure).count("moderation.measure_undone") == 1
        with pytest.raises(Conflict) as refusal:
            services.measure_release(actor=lin, measure_id=measure.pk)
        assert refusal.value.code == "already_undone"


@pytest.mark.parametrize("went_out", [True, False])
def test_after_the_window_nothing_is_taken_back(lin, tea_session, went_out):
    measure = issue(lin, tea_session)
    with acting(lin), later(11):
        if went_out:
            follow(tea_session)

        with pytest.raises(Conflict) as refusal:
            services.measure_undo(actor=lin, measure_id=measure.pk)

    assert refusal.value.code == "too_late_to_undo"


def test_the_undo_window_is_the_tenants_own(lin, tea_session, harbour):
    with acting(lin):
        harbour.policy = {"undo_window_s": 0}
        harbour.save(update_fields=["policy"])
    issue(lin, tea_session)

    follow(tea_session)

    with acting(lin):
        assert Measure.objects.get().seq == 1


def test_sending_now_does_not_wait_and_is_done_once(lin, tea_session):
    measure = released(lin, tea_session)

    with acting(lin):
        again = services.measure_release(actor=lin, measure_id=measure.pk)

        assert again.seq == measure.seq == 1
        assert Outbox.objects.count() == 1


def test_measures_of_a_room_are_numbered_without_gaps_across_sessions(lin, chun, tea_room):
    first = builders.session(chun, tea_room)
    released(lin, first, "prompt")
    released(lin, first, "warning")
    with as_system(first) as actor:
        rooms.session_end(actor=actor, session_id=first.pk)
    second = builders.session(chun, tea_room)
    released(lin, second, "prompt")

    with acting(lin):
        assert [frame["seq"] for frame in selectors.frame_list(lin, tea_room.pk)] == [1, 2, 3]
        assert [frame["seq"] for frame in selectors.frame_list(lin, tea_room.pk, since=2)] == [3]


@pytest.mark.law("M-risk-measures")
@pytest.mark.parametrize("kind", ["prompt", "warning", "limit_traffic", "suspend"])
def test_each_of_the_four_measures_reaches_the_streamer_and_the_platform(lin, tea_session, kind):
    released(lin, tea_session, kind)

    with acting(lin):
        frame = selectors.frame_list(lin, tea_session.room_id)[0]
        message = Outbox.objects.get().payload
    assert frame["kind"] == message["kind"] == kind
    assert frame["text"]["zh"].startswith("把普通茶说成药。")
    assert frame["clause_text"]["zh"]
    assert frame["citation"]["en"].endswith("Art. 18(2)")
    assert message["must_execute"] is (kind in {"limit_traffic", "suspend"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"clause": "M-99"}, "clause"),
        ({"clause": ""}, "clause"),
        ({"zh": "  "}, "reason"),
        ({"kind": "whip"}, "kind"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_an_officer_must_give_a_clause_in_force_and_a_reason(lin, tea_session, changes, field):
    with pytest.raises(Invalid) as refusal:
        issue(lin, tea_session, **changes)

    assert refusal.value.extra["field"] == field


@pytest.mark.parametrize(
    ("who", "refusal"), [("wu", Forbidden), ("chun", Forbidden), ("outsider", NotFound)]
)
def test_only_an_officer_of_the_tenant_takes_measures(request, lin, tea_session, who, refusal):
    actor = request.getfixturevalue(who)
    held = issue(lin, tea_session)

    with pytest.raises(refusal):
        issue(actor, tea_session)
    for act in (services.measure_undo, services.measure_release):
        with acting(actor), pytest.raises(refusal):
            act(actor=actor, measure_id=held.pk)


def test_a_room_whose_broadcast_ended_takes_no_measure(lin, tea_session):
    with as_system(tea_session) as actor:
        rooms.session_end(actor=actor, session_id=tea_session.pk)

    with pytest.raises(Conflict) as refusal:
        issue(lin, tea_session)

    assert refusal.value.code == "session_over"


def test_the_level_says_the_how_manieth_of_its_kind(lin, tea_session):
    levels = [released(lin, tea_session, "warning").level for _ in range(3)]

    with acting(lin):
        frames = selectors.frame_list(lin, tea_session.room_id)
    assert levels == [1, 2, 3]
    assert [frame["title"]["zh"] for frame in frames] == [
        "违规警示",
        "第 2 次违规警示",
        "第 3 次违规警示",
    ]


def test_a_streamer_sees_a_measure_only_once_it_went_out_and_only_in_his_room(
    lin, chun, harbour, tea_session
):
    other = builders.person(harbour, "other", "streamer")
    held = issue(lin, tea_session)

    with acting(chun), pytest.raises(NotFound):
        selectors.measure_get(chun, held.pk)
    with acting(lin):
        services.measure_release(actor=lin, measure_id=held.pk)
    with acting(chun):
        assert selectors.measure_get(chun, held.pk) == held
    with acting(other), pytest.raises(NotFound):
        selectors.measure_get(other, held.pk)


def test_delivery_is_noted_once_and_only_by_who_received_it(lin, chun, wu, tea_session):
    released(lin, tea_session)

    with acting(wu), pytest.raises(Forbidden):
        services.measure_deliver(actor=wu, room_id=tea_session.room_id, seq=1)
    with acting(chun):
        said_so = [
            services.measure_deliver(actor=chun, room_id=tea_session.room_id, seq=seq)
            for seq in (1, 1, 2)
        ]

    assert said_so == [True, False, False]


@pytest.mark.law("M-risk-measures")
def test_the_streamer_acknowledges_once_and_the_record_says_when(lin, chun, tea_session):
    measure = released(lin, tea_session)

    with acting(chun):
        with later(5):
            first = services.measure_acknowledge(actor=chun, measure_id=measure.pk)
        with later(50):
            again = services.measure_acknowledge(actor=chun, measure_id=measure.pk)

        assert first.acknowledged_at == again.acknowledged_at
        assert first.acknowledged_by_id == chun.user_id
        assert acts(measure).count("moderation.measure_acknowledged") == 1


@pytest.mark.parametrize("who", ["lin", "wu"])
def test_nobody_acknowledges_for_the_streamer_but_the_platform(
    request, lin, gateway, tea_session, who
):
    measure = released(lin, tea_session)
    actor = request.getfixturevalue(who)

    with acting(actor), pytest.raises(Forbidden):
        services.measure_acknowledge(actor=actor, measure_id=measure.pk)
    with acting(gateway):
        assert services.measure_acknowledge(actor=gateway, measure_id=measure.pk).acknowledged_at


def test_a_quote_is_gone_with_the_sessions_key_and_the_measure_remains(lin, tea_session):
    post(tea_session, said(1, OFFER))
    inspect(tea_session)
    with acting(lin):
        measure = Measure.objects.select_related("session").get()
        assert selectors.quote_of(measure.session, measure).words in OFFER
        measure.session.key_destroyed_at = clock.now()

        assert selectors.quote_of(measure.session, measure) is None


def test_a_preview_shows_what_would_be_sent_and_sends_nothing(lin, tea_session):
    with acting(lin):
        preview = selectors.measure_preview(lin, tea_session, order())

        assert preview["text"]["zh"] == "把普通茶说成药。"
        assert preview["level"] == 1
        assert Measure.objects.count() == 0
