"""A notice about a room, a broadcast, a cover or an account: taken down, told, restored."""

from datetime import timedelta

import pytest
from django.db import transaction

from complaints import selectors
from complaints.services import Content, NotNow
from ledger.models import Outbox
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from tests import builders
from tests.complaints import notices
from tests.complaints.conftest import do
from tests.complaints.notices import clocks_follow, declared, notice_of, noticed, shop

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SUIT = {"where": "杭州互联网法院，（2026）案号 17"}


@pytest.fixture
def qing(harbour, lin):
    return shop(harbour, lin)


@pytest.fixture
def filed(passer):
    return noticed(passer)


def take(officer, filed, target, room, **more):
    """Take something of a room down."""
    content = Content(target, room.pk, **more)
    return do("content_take", officer, complaint_id=filed.complaint.pk, content=content)


def measures(row):
    actor = system_actor(row.tenant_id)
    with acting(actor), transaction.atomic():
        return selectors.measures_of(actor, notice_of(row))


def suspensions(room):
    """Return the suspensions of a room's broadcasts: whether each stands."""
    with acting(system_actor(room.tenant_id)), transaction.atomic():
        found = Measure.objects.filter(room=room, kind="suspend").order_by("id")
        return [one.withdrawn_at is None for one in found]


def denied(room, operator_id):
    """Return for which of our reasons the gate keeps a room off air."""
    actor = system_actor(room.tenant_id)
    asked = Asked(room_id=room.pk, operator_id=operator_id, marketers=(), at=clock.now())
    with acting(actor), transaction.atomic():
        found = [one.code for one in gate.ask(actor, asked)]
    return [one for one in found if one.startswith("ip_notice")]


def messages(tenant_id):
    """Return what the platform was told, in order."""
    with acting(system_actor(tenant_id)), transaction.atomic():
        found = Outbox.objects.filter(topic__startswith="notice.content").order_by("id")
        return [(one.topic.rpartition("_")[2], one.payload) for one in found]


def wait_over(passer, qing, filed, later):
    """Declare, let it arrive, and let the fifteen days pass."""
    declared(qing.operator, filed)
    do("declaration_shown", passer, receipt=filed.receipt)
    later(days=17)
    clocks_follow(filed.complaint)


@pytest.mark.law("ECL-ip-measures", "ECL-ip-wait")
def test_a_room_is_stopped_at_once_kept_off_air_and_free_again_after_fifteen_days(
    lin, passer, qing, filed, later
):
    builders.session(lin, qing.room)
    row = take(lin, filed, "room", qing.room)

    assert (row.state, suspensions(qing.room)) == ("in_force", [True])
    assert denied(qing.room, qing.party.pk) == ["ip_notice_room"]
    wait_over(passer, qing, filed, later)
    assert notice_of(filed.complaint).end == "unsued"
    assert suspensions(qing.room) == [False]
    assert denied(qing.room, qing.party.pk) == []


def test_another_room_of_the_operator_stays_on_air_unless_the_account_is_closed(lin, qing, filed):
    second = builders.room(lin, "二号店", operator_id=qing.party.pk)
    strange = builders.room(lin, "别家")
    builders.session(lin, second)
    take(lin, filed, "room", qing.room)
    assert (denied(second, qing.party.pk), suspensions(second)) == ([], [])
    take(lin, filed, "account", qing.room)

    assert denied(second, qing.party.pk) == ["ip_notice_account"]
    assert suspensions(second) == [True]
    assert denied(strange, None) == []


@pytest.mark.law("ECL-ip-measures")
def test_the_platform_is_told_which_stretch_of_a_recording_to_take_down_and_says_when_it_did(
    lin, passer, qing, filed
):
    session = builders.session(lin, qing.room)
    builders.end(session)
    ended = clock.now()
    stretch = {"from_at": session.started_at, "until_at": session.started_at}
    take(lin, filed, "session", qing.room, session_id=session.pk, **stretch)
    (one,) = measures(filed.complaint)
    done = do("content_done", lin, measure_id=one.row.pk)
    again = do("content_done", lin, measure_id=one.row.pk)
    do("notice_withdraw", passer, receipt=filed.receipt)
    freed = do("content_done", lin, measure_id=one.row.pk)

    (blocked, first), (restored, second) = messages(lin.tenant_id)
    assert (blocked, restored) == ("blocked", "restored")
    assert first["from"] == session.started_at.isoformat()
    assert {first["session"], second["session"]} == {str(session.pk)}
    assert done.done_at == again.done_at >= ended
    assert freed.freed_at is not None
    assert suspensions(qing.room) == []


def test_a_cover_is_taken_down_and_the_broadcast_goes_on(lin, qing, filed):
    builders.session(lin, qing.room)
    take(lin, filed, "cover", qing.room)

    assert (suspensions(qing.room), denied(qing.room, qing.party.pk)) == ([], [])
    assert [payload["target"] for _name, payload in messages(lin.tenant_id)] == ["cover"]


def test_two_notices_about_one_cover_say_so_when_the_first_is_freed(lin, passer, qing, filed):
    other = noticed(passer)
    take(lin, filed, "cover", qing.room)
    take(lin, other, "cover", qing.room)
    with acting(lin):
        assert selectors.others_about(lin, notice_of(filed.complaint)) == 1
    do("notice_withdraw", passer, receipt=filed.receipt)
    do("notice_end", lin, complaint_id=other.complaint.pk, why="settled")

    restored = [payload["others"] for name, payload in messages(lin.tenant_id) if name != "blocked"]
    assert restored == [1, 0]


def test_the_same_content_again_is_taken_down_and_told_once(lin, qing, filed):
    take(lin, filed, "cover", qing.room)
    take(lin, filed, "cover", qing.room)

    assert len(measures(filed.complaint)) == len(messages(lin.tenant_id)) == 1


def test_goods_and_content_may_be_of_one_notice_and_end_together(lin, passer, qing, filed):
    notices.taken(lin, filed, qing.offer)
    take(lin, filed, "cover", qing.room)
    do("notice_end", lin, complaint_id=filed.complaint.pk, why="decided")

    assert not notices.is_held(qing.offer)
    assert [one.row.ended_at is None for one in measures(filed.complaint)] == [False, False]


def test_content_of_another_operator_is_another_notice(lin, harbour, qing, filed):
    other = shop(harbour, lin, "lan", notices.TEA | {"id": "sku-lan"})
    take(lin, filed, "cover", qing.room)

    with pytest.raises(Invalid):
        take(lin, filed, "cover", other.room)


@pytest.mark.law("ECL-ip-measures")
def test_word_of_a_suit_after_the_end_lets_an_officer_close_the_room_again(
    lin, passer, qing, filed, later
):
    take(lin, filed, "room", qing.room)
    wait_over(passer, qing, filed, later)
    do("suit_tell", passer, receipt=filed.receipt, **SUIT)
    row = do("notice_resume", lin, complaint_id=filed.complaint.pk)

    assert row.state == "sued"
    assert denied(qing.room, qing.party.pk) == ["ip_notice_room"]


@pytest.mark.parametrize(
    ("target", "more"),
    [("gift", {}), ("session", {}), ("offer", {})],
)
def test_what_is_no_content_is_refused(lin, qing, filed, target, more):
    with pytest.raises(Invalid):
        take(lin, filed, target, qing.room, **more)


def test_a_stretch_outside_the_broadcast_is_refused(lin, qing, filed):
    session = builders.session(lin, qing.room)
    before = session.started_at - timedelta(minutes=1)

    with pytest.raises(Invalid):
        take(lin, filed, "session", qing.room, session_id=session.pk, from_at=before)
    with pytest.raises(Invalid):
        take(lin, filed, "session", builders.room(lin, "别家"), session_id=session.pk)


def test_nobody_but_an_officer_takes_content_down(harbour, qing, filed):
    viewer = builders.person(harbour, "vera", "viewer")
    with pytest.raises(Forbidden):
        take(viewer, filed, "cover", qing.room)


def test_an_operator_without_a_name_has_no_account_to_close(lin, filed):
    with pytest.raises(Invalid):
        take(lin, filed, "account", builders.room(lin, "无名"))


def test_an_ended_notice_takes_nothing_down(lin, passer, qing, filed):
    take(lin, filed, "cover", qing.room)
    do("notice_withdraw", passer, receipt=filed.receipt)

    with pytest.raises(NotNow):
        take(lin, filed, "room", qing.room)


def test_goods_are_not_the_platforms_to_carry_out(lin, qing, filed):
    notices.taken(lin, filed, qing.offer)
    (one,) = measures(filed.complaint)

    with pytest.raises(NotNow):
        do("content_done", lin, measure_id=one.row.pk)
    with pytest.raises(NotFound):
        do("content_done", lin, measure_id=filed.complaint.pk)


def test_the_register_names_the_kind_of_an_account_and_not_whose_it_is(lin, passer, qing, filed):
    take(lin, filed, "account", qing.room)
    with acting(passer), transaction.atomic():
        (told,) = selectors.notices_published(passer)

    assert told.goods == ["账号"]


def test_both_sides_read_what_was_taken_down(lin, qing, filed):
    take(lin, filed, "room", qing.room)

    assert f"直播间“{qing.room.title}”停播" in "\n".join(notices.told(filed.complaint))
