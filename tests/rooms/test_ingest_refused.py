"""Batches of events that are refused: nothing of them is written, and the answer says why."""

import uuid
from io import BytesIO

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import ApiKey, Scope
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms import selectors, services, wire
from rooms.models import Segment, SessionHead
from tests import builders
from tests.rooms.conftest import body_of, key_of, line


@pytest.fixture
def refused(post, tea_session):
    """Post, and hold the answer to status and code, the session to having changed nothing."""

    def head():
        actor = system_actor(tea_session.tenant_id)
        with acting(actor), transaction.atomic():
            found = SessionHead.objects.get(session=tea_session)
            count = Segment.objects.filter(session_id=tea_session.pk).count()
        return found.seq, found.events, bytes(found.chain), count

    def check(*lines, status, code, **extra):
        before = head()
        answer = post(*lines, **extra)
        assert head() == before
        return problem(answer, status, code)

    return check


def problem(answer, status, code):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"]
    return said


def test_a_batch_without_one_usable_line_names_line_and_field_of_each(refused):
    said = refused("{", line(1, text=5), {"id": 1}, status=422, code="nothing_usable")

    assert [(each["line"], each["field"], each["code"]) for each in said["errors"]] == [
        (1, "", "malformed_json"),
        (2, "text", "wrong_type"),
        (3, "type", "missing_field"),
    ]


@pytest.mark.parametrize("raw", [b"", b"\n", b" \r\n\n "], ids=["empty", "newline", "blank"])
def test_an_empty_body_holds_nothing(refused, raw):
    said = refused(raw=raw, status=422, code="nothing_usable")

    assert said["errors"][0]["line"] == 1


@pytest.mark.parametrize(
    "bad",
    [b'{"id":2,"type":"comment","text":"\xb4\xba"}', b'{"id":2,"type":"comment","x":"\xff"}'],
    ids=["gbk", "in a field nobody reads"],
)
def test_another_encoding_is_refused_with_its_line(refused, bad):
    said = refused(line(1), bad, status=400, code="wrong_encoding")

    assert said["errors"][0]["line"] == 2


def test_more_events_than_a_batch_may_have_are_refused(refused):
    lines = [line(number, "") for number in range(10_000)]

    said = refused(*lines, status=413, code="too_many_events")

    assert "10000" in said["detail"]


def test_more_bytes_than_a_batch_may_have_are_refused(refused):
    big = [line(number, "长" * 4_900) for number in range(75)]
    assert len(body_of(*big)) > wire.MAX_BYTES

    refused(*big, status=413, code="too_large")


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "",
        "application/x-ndjson; charset=gbk",
        "application/x-ndjsonx",
    ],
)
def test_another_content_type_is_refused(refused, kind):
    refused(line(1), CONTENT_TYPE=kind, status=415, code="unsupported_media_type")


def test_a_compressed_body_is_refused(post, refused):
    answer = post(line(1), HTTP_CONTENT_ENCODING="gzip")

    problem(answer, 415, "unsupported_media_type")


def test_an_unknown_session_another_tenants_and_no_id_at_all_look_the_same(
    post, outsider, tea_session
):
    theirs = builders.session(outsider, builders.room(outsider))

    answers = [post(line(1), session=of) for of in (theirs.pk, uuid.uuid4(), "nonsense")]

    problem(answers[0], 404, "not_found")
    assert len({answer.content for answer in answers}) == 1


def test_another_tenants_session_gets_nothing_written(post, outsider):
    theirs = builders.session(outsider, builders.room(outsider))

    post(line(1), session=theirs.pk)

    with acting(outsider), transaction.atomic():
        assert selectors.segment_events(outsider, theirs, 1, 9) == []


def test_an_ended_session_takes_no_more(refused, end_session):
    end_session()

    refused(line(1), status=409, code="session_ended")


@pytest.mark.parametrize("header", ["Bearer lc_AAAAAAAA_" + "x" * 40, "Bearer nonsense", "Bearer "])
def test_a_key_that_does_not_exist_is_nobody(refused, header):
    refused(line(1), HTTP_AUTHORIZATION=header, status=401, code="unauthenticated")


@pytest.mark.parametrize("header", ["Basic YTpi", ""])
def test_who_brings_no_key_is_nobody(post, header):
    answer = post(line(1), HTTP_AUTHORIZATION=header)

    problem(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_stops_at_once(post, refused, harbour):
    admin = Actor(tenant_ids=frozenset({harbour.pk}), roles=frozenset({"system", "security_admin"}))
    assert post(line(1)).status_code == 202

    with acting(admin), transaction.atomic():
        accounts.key_revoke(actor=admin, key_id=ApiKey.objects.get().pk)

    refused(line(2), status=401, code="unauthenticated")


def test_a_key_needs_the_scope(refused, harbour):
    reader = key_of(harbour, Scope.ROOMS_READ)

    refused(line(1), HTTP_AUTHORIZATION=reader, status=403, code="forbidden")


def test_a_suspended_tenants_key_is_refused(refused, harbour):
    with acting(system_actor(harbour.pk)), transaction.atomic():
        harbour.state = "suspended"
        harbour.save(update_fields=["state"])

    refused(line(1), status=401, code="unauthenticated")


def test_a_person_reports_no_events(lin, tea_session):
    with acting(lin), pytest.raises(Exception, match="没有上报直播事件的权限"):
        services.segment_accept(actor=lin, session_id=tea_session.pk, body=body_of(line(1)))


def test_a_signed_in_person_is_not_let_in_by_the_cookie(client, lin, tea_session):
    client.force_login(_user(lin))

    answer = client.post(
        f"/api/v1/sessions/{tea_session.pk}/events",
        body_of(line(1)),
        content_type="application/x-ndjson",
    )

    assert answer.status_code == 403


def test_a_backlog_asks_the_sender_to_wait(post, settings):
    settings.BACKLOG_EVENTS = 2
    assert post(line(1), line(2), line(3)).status_code == 202

    answer = post(line(4))

    problem(answer, 429, "backlog")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["x" * 81, "日", "a\tb"])
def test_an_idempotency_key_is_short_and_printable(refused, name):
    refused(line(1), HTTP_IDEMPOTENCY_KEY=name, status=422, code="idempotency_key_invalid")


def test_a_body_cut_off_on_its_way_is_not_taken_for_the_whole(refused):
    first, both = body_of(line(1)), body_of(line(1), line(2))
    hung_up = {"wsgi.input": BytesIO(first), "CONTENT_LENGTH": str(len(both))}

    refused(status=400, code="incomplete_body", **hung_up)


def test_reading_the_address_is_not_allowed(client, key, tea_session):
    answer = client.get(f"/api/v1/sessions/{tea_session.pk}/events", HTTP_AUTHORIZATION=key)

    problem(answer, 405, "method_not_allowed")


def test_refusals_speak_the_language_asked_for(post):
    said = post(line(1), session=uuid.uuid4(), HTTP_ACCEPT_LANGUAGE="en-GB").json()

    assert said["detail"] == "There is no such session."


def _user(actor):
    from accounts.models import User

    return User.objects.get(pk=actor.user_id)
