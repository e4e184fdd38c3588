"""Twenty at once: what may happen once happens once, whoever asks and however often."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction

from accounts import services as accounts
from accounts.models import Membership, Tenant, User
from ledger.models import Entry, Outbox
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import DomainError
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.models import Decision, Measure
from moderation.rules import Order
from rooms import services as rooms
from rooms.models import Segment, Session, SessionHead
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20
ORDER = Order(kind="warning", clause="M-truthful", reason={"zh": "请更正。"})


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Call all of them in threads that start together; return what each returned or refused."""
    start, said = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        start.wait()
        try:
            said[number] = calls[number]()
        except DomainError as refusal:
            said[number] = refusal.code
        except BaseException as fault:  # noqa: BLE001  (told by the assertion)
            said[number] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [one for one in said if isinstance(one, BaseException)]
    assert not faults, faults
    return said


def by(actor: Actor, call: Callable[..., Any], **kwargs: Any) -> Callable[[], Any]:
    def act() -> Any:
        with acting(actor):
            return call(actor=actor, **kwargs)

    return act


def rows(model: Any, tenant_id: Any, **wanted: Any) -> list[Any]:
    with acting(system_actor(tenant_id)), transaction.atomic():
        return list(model.objects.filter(**wanted))


def issue(officer: Actor, session: Session) -> Measure:
    return by(officer, services.measure_issue, session_id=session.pk, order=ORDER)()


def acts(tenant_id: Any) -> list[str]:
    found = rows(Entry, tenant_id, action__startswith="moderation.measure")
    return sorted(one.action.removeprefix("moderation.measure_") for one in found)


def test_twenty_acknowledgements_are_one(lin, chun, tea_session):
    measure = issue(lin, tea_session)
    by(lin, services.measure_release, measure_id=measure.pk)()

    at_once(*[by(chun, services.measure_acknowledge, measure_id=measure.pk)] * MANY)

    assert acts(lin.tenant_id) == ["acknowledged", "issued", "released"]


def test_undo_and_release_at_once_have_one_winner(lin, harbour, tea_session):
    gao = builders.person(harbour, "gao", "officer")
    for _round in range(4):
        measure = issue(lin, tea_session)
        undo = by(lin, services.measure_undo, measure_id=measure.pk)
        release = by(gao, services.measure_release, measure_id=measure.pk)

        at_once(*[undo, release] * 5)

        [row] = rows(Measure, lin.tenant_id, pk=measure.pk)
        assert (row.undone_at is None) != (row.released_at is None)
        done = [one.action for one in rows(Entry, lin.tenant_id, subject_ref=str(measure.pk))]
        assert sorted(done)[0] == "moderation.measure_issued"
        assert len(done) == 2
        sent = rows(Outbox, lin.tenant_id, subject_ref=str(measure.pk))
        assert len(sent) == (row.released_at is not None)


def test_at_the_edge_of_the_window_a_measure_is_either_undone_or_sent(lin, tea_session):
    tenant = system_actor(lin.tenant_id)
    measure = issue(lin, tea_session)
    with time_machine.travel(clock.now() + timedelta(seconds=10), tick=False):
        undo = by(lin, services.measure_undo, measure_id=measure.pk)
        due = by(tenant, services.measures_release_due)
        said = at_once(*[undo, due] * 4)
        swept = at_once(due)  # a row that was locked just then is left to the next sweep

    [row] = rows(Measure, lin.tenant_id, pk=measure.pk)
    assert row.undone_at is None
    assert row.released_at is not None
    assert set(said[::2]) == {"too_late_to_undo"}
    assert sum(said[1::2]) + sum(swept) == 1


def test_two_officers_deciding_at_once_are_one_decision_and_one_refusal(lin, harbour, api):
    gao = builders.person(harbour, "gao", "officer")
    text = {"id": "1", "type": "title", "text": "国家级最好的茶"}
    found = api("post", "/api/v1/inspect", text).json()["results"][0]["decision"]
    with acting(lin), transaction.atomic():
        Decision.objects.filter(pk=found).update(state="review")

    said = at_once(
        by(lin, services.decision_decide, decision_id=found, state="pass", reason="可以"),
        by(gao, services.decision_decide, decision_id=found, state="block", reason="不行"),
    )

    assert sum(one == "already_decided" for one in said) == 1
    assert len(rows(Entry, lin.tenant_id, action="moderation.publication_decided")) == 1


def test_going_live_twenty_times_is_one_broadcast(harbour, lin, tea_room):
    builders.observing(harbour)

    said = at_once(*[by(lin, rooms.session_start, room_id=tea_room.pk)] * MANY)

    assert len({one.session.pk for one in said}) == 1
    assert len(rows(Session, lin.tenant_id, room=tea_room)) == 1


def test_ending_twenty_times_is_ending_once_and_says_when(lin, tea_session):
    said = at_once(*[by(lin, rooms.session_end, session_id=tea_session.pk)] * MANY)

    assert len({one.ended_at for one in said}) == 1
    assert said[0].ended_at is not None
    assert len(rows(Entry, lin.tenant_id, action="rooms.session_ended")) == 1


def test_a_broadcast_that_ends_while_events_arrive_keeps_all_it_acknowledged(lin, tea_session):
    system = system_actor(lin.tenant_id)

    def body(number: int) -> bytes:
        return b'{"id":"%d","type":"comment","text":"a"}' % number

    posts = [
        by(system, rooms.segment_accept, session_id=tea_session.pk, body=body(number))
        for number in range(MANY)
    ]
    posts.insert(MANY // 2, by(lin, rooms.session_end, session_id=tea_session.pk))

    said = at_once(*posts)

    receipts = [one for one in said if isinstance(one, rooms.Receipt)]
    kept = rows(Segment, lin.tenant_id, session_id=tea_session.pk)
    [head] = rows(SessionHead, lin.tenant_id, pk=tea_session.pk)
    assert sorted(one.seq for one in receipts) == sorted(one.seq for one in kept)
    assert [one.seq for one in kept] == list(range(1, head.seq + 1))
    assert sum(one == "session_ended" for one in said) == MANY - len(receipts)


def test_one_batch_key_used_at_once_is_one_segment(send, lin, tea_session):
    post = lambda: send({"id": "1", "type": "comment"}, HTTP_IDEMPOTENCY_KEY="k").json()["seq"]  # noqa: E731

    said = at_once(*[post] * MANY)

    assert set(said) == {1}


def test_one_idempotency_key_used_at_once_is_one_measure(harbour, lin, tea_session, api):
    def ask() -> int:
        body = {"id": "1", "type": "title", "text": "国家级最好的茶"}
        answer = api("post", "/api/v1/inspect", body, HTTP_IDEMPOTENCY_KEY="k")
        return answer.json()["results"][0]["decision"]

    said = at_once(*[ask] * 8)

    assert len(set(said)) == 1
    assert len(rows(Decision, harbour.pk)) == 1


def test_one_invitation_accepted_at_once_is_one_person(harbour):
    admin = builders.person(harbour, "admin", "system_admin")
    _offer, token = by(admin, accounts.member_invite, login="mei", roles=["officer"])()

    def accept() -> str:
        accounts.invitation_accept(token=token, password="a-long-pass-phrase-7", display_name="梅")
        return "joined"

    said = at_once(*[accept] * 6)

    assert sorted(set(said)) == ["invitation_gone", "joined"]
    assert said.count("joined") == 1


def test_two_invitations_to_one_login_make_one_person(harbour):
    admin = builders.person(harbour, "admin", "system_admin")
    offers = [by(admin, accounts.member_invite, login="mei", roles=["viewer"])() for _ in range(2)]

    def accept(token: str) -> Callable[[], str]:
        def act() -> str:
            accounts.invitation_accept(
                token=token, password="a-long-pass-phrase-7", display_name="梅"
            )
            return "joined"

        return act

    said = at_once(*[accept(token) for _offer, token in offers])

    assert sorted(said) == ["joined", "login_taken"]
    assert User.objects.filter(username="harbour:mei").count() == 1
    assert len(rows(Membership, harbour.pk, roles=["viewer"])) == 1


def test_rooms_made_at_once_under_one_number_are_one(api):
    def make() -> int:
        return api("post", "/api/v1/rooms", {"title": "茶", "external_id": "r-1"}).status_code

    said = at_once(*[make] * 8)

    assert sorted(said) == [201, *[409] * 7]


def test_changes_to_different_parts_of_a_policy_at_once_all_stay(harbour):
    system = system_actor(harbour.pk)

    at_once(
        *[
            by(system, accounts.tenant_policy_set, changes={name: 20})
            for name in ("undo_window_s", "acknowledge_s", "execute_s", "risk_prompt")
        ],
        by(system, accounts.own_hosts_set, hosts=["shop.example.com"]),
        by(system, accounts.words_set, terms=["神药"], allow=[]),
        by(system, accounts.embed_origins_set, origins=["https://a.example"]),
    )

    [tenant] = rows(Tenant, harbour.pk)
    assert set(tenant.policy) == {
        "undo_window_s",
        "acknowledge_s",
        "execute_s",
        "risk_prompt",
        "own_hosts",
        "terms",
        "allow",
        "embed_origins",
    }
