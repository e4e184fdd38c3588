"""Every minute on air has a recording that is there, the same, for as long as the law says."""

import hashlib
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from oversight import services
from oversight.models import Recording
from oversight.rules import recordings as rules
from oversight.selectors import own
from oversight.selectors import recording as asks
from rooms import selectors as rooms_ask
from rooms import services as rooms
from rooms.rules.keeping import years_later
from tests import builders
from tests.attack.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.law("NTM-live-video-3y")]
VIDEO = bytes(range(256)) * 4
DIGEST = hashlib.sha256(VIDEO).hexdigest()
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def span(since, until):
    return rules.Span(NOON + timedelta(seconds=since), NOON + timedelta(seconds=until))


@pytest.mark.parametrize(
    ("recorded", "gaps"),
    [
        ([], [(0, 600)]),
        ([(0, 600)], []),
        ([(-60, 660)], []),
        ([(0, 300), (304, 600)], []),
        ([(0, 300), (306, 600)], [(300, 306)]),
        ([(306, 600), (0, 300)], [(300, 306)]),
        ([(0, 500), (100, 200)], [(500, 600)]),
        ([(100, 200), (150, 400)], [(0, 100), (400, 600)]),
        ([(700, 900)], [(0, 600)]),
        ([(6, 595)], [(0, 6)]),
    ],
)
def test_a_gap_is_what_no_recording_covers(recorded, gaps):
    found = rules.gaps_in(span(0, 600), [span(*one) for one in recorded])

    assert found == [span(*one) for one in gaps]


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (None, [], ("unreachable", None)),
        (404, [], ("missing", None)),
        (410, [], ("missing", None)),
        (403, [], ("unreachable", None)),
        (500, [], ("unreachable", None)),
        (302, [], ("unreachable", None)),
        (206, [(b"Content-Range", b"bytes 0-0/1024")], ("", 1024)),
        (206, [(b"Content-Range", b"bytes 0-0/*")], ("", None)),
        (200, [(b"Content-Length", b"9")], ("", 9)),
        (200, [(b"Content-Length", b"x")], ("", None)),
    ],
)
def test_every_answer_of_a_storage_has_one_meaning(status, headers, said):
    assert tuple(rules.judged(status, headers)) == said


def test_each_recording_is_read_whole_once_in_ten_rounds():
    one = uuid7()

    assert sum(rules.is_sampled(one, rounds) for rounds in range(10)) == 1


class Storage:
    """A platform's storage next door, which answers ranges."""

    def __init__(self):
        self.body, self.status = VIDEO, 0


@contextmanager
def serving(storage):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if storage.status:
                self.send_response(storage.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
            body = storage.body[first : last + 1]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(storage.body)}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v/1.mp4"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def then(monkeypatch):
    """Put the clock ahead, from where it stands."""

    def move(**by):
        later = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: later)

    return move


@pytest.fixture
def session(lin, then):
    """Return a broadcast of ten minutes that has just ended."""
    found = builders.session(lin, builders.room(lin, "夜场茶会"))
    then(minutes=10)
    with acting(lin):
        rooms.session_end(actor=lin, session_id=found.pk)
        with transaction.atomic():
            return rooms_ask.session_get(lin, found.pk)


def stretch(session, since=0, until=600, url="https://video.example/1.mp4", sha256=DIGEST):
    began = session.started_at
    return services.Stretch(
        began + timedelta(seconds=since), began + timedelta(seconds=until), url, sha256, len(VIDEO)
    )


def report(actor, session, *stretches):
    with acting(actor):
        return services.recordings_report(
            actor=actor, session_id=session.pk, stretches=list(stretches)
        )


def probe(owner):
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.recordings_probe(actor=actor)


def sweep(owner):
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.coverage_sweep(actor=actor)


def row(owner):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return Recording.objects.get()


def acts(owner, action):
    with acting(system_actor(owner.pk)), transaction.atomic():
        found = Entry.objects.filter(action=f"oversight.{action}").order_by("id")
        return [ledger.data_of(one) for one in found]


def reading(owner):
    actor = system_actor(owner.pk)
    with acting(actor), transaction.atomic():
        found = own._recorded(actor, clock.now())
        return found.state, found.code


def test_what_is_reported_twice_is_one_and_at_another_address_it_moved(harbour, lin, session):
    report(lin, session, stretch(session))
    report(lin, session, stretch(session))
    report(lin, session, stretch(session, url="https://archive.example/1.mp4"))

    assert row(harbour).url == "https://archive.example/1.mp4"
    assert [one["number"] for one in acts(harbour, "recordings_reported")] == [1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": 60, "until": 60},
        {"since": -900},
        {"until": 9000},
        {"sha256": "A" * 64},
        {"sha256": "0" * 63},
        {"url": "ftp://video.example/1"},
        {"url": "https://a:b@video.example/1"},
        {"url": "https://video.example/" + "x" * 1000},
    ],
)
def test_what_cannot_be_is_refused(lin, session, wrong):
    with pytest.raises(Invalid):
        report(lin, session, stretch(session, **wrong))


def test_nobody_reports_for_another_platform_and_viewers_report_nothing(
    harbour, elsewhere, lin, session
):
    with pytest.raises(NotFound):
        report(builders.person(elsewhere, "zoe", "officer"), session, stretch(session))
    with pytest.raises(Forbidden):
        report(builders.person(harbour, "v", "viewer"), session, stretch(session))
    with pytest.raises(Invalid):
        report(lin, session)
    with acting(lin), pytest.raises(Forbidden):
        services.recordings_probe(actor=lin)


def test_a_gap_alarms_once_when_the_time_to_report_is_over_and_ends_when_it_is_filled(
    harbour, lin, session, then
):
    report(lin, session, stretch(session, until=300))
    assert sweep(harbour) == 0
    then(hours=25)
    assert sweep(harbour) == 1
    assert sweep(harbour) == 1

    assert acts(harbour, "recording_gap") == [{"gaps": 1, "minutes": 5}]
    assert reading(harbour) == (duties.State.BREACHED, "gaps")
    with acting(lin), transaction.atomic():
        assert Letter.objects.get(topic="recording_gap").recipient_id == lin.user_id
    report(lin, session, stretch(session, since=300, sha256="b" * 64))
    assert len(acts(harbour, "recording_whole")) == 1
    assert reading(harbour) == (duties.State.MET, "ok")


def test_a_platform_that_keeps_no_register_is_told_on_the_board_alone(harbour, lin, session, then):
    then(days=3)

    assert sweep(harbour) == 0
    assert reading(harbour) == (duties.State.AT_RISK, "unused")
    assert acts(harbour, "recording_gap") == []


def test_it_must_be_there_as_long_as_the_law_says_and_longer_for_key_operators(
    harbour, lin, session
):
    ended = clock.to_date(session.ended_at)
    assert asks.kept_until(session) >= years_later(ended, 3)
    session.keep_until = years_later(ended, 5)
    assert asks.kept_until(session) == years_later(ended, 5)
    session.keep_until = ended
    assert asks.kept_until(session) == years_later(ended, 3)


@pytest.mark.long
def test_a_recording_that_is_there_and_the_same_has_no_fault(harbour, lin, session, then):
    with serving(Storage()) as url:
        report(lin, session, stretch(session, url=url))
        assert services.tenants_with_recordings(clock.now()) == [harbour.pk]
        assert (probe(harbour), probe(harbour)) == (1, 0)
        for _ in range(10):
            then(days=31)
            probe(harbour)

    found = row(harbour)
    assert (found.fault, found.rounds) == ("", 11)
    assert found.hashed_at is not None


@pytest.mark.long
def test_one_that_was_deleted_before_its_term_raises_one_alarm_until_it_is_back(
    harbour, lin, session, then
):
    storage = Storage()
    storage.status = 404
    with serving(storage) as url:
        report(lin, session, stretch(session, url=url))
        for _ in range(3):
            probe(harbour)
            then(days=2)
        assert [one["fault"] for one in acts(harbour, "recording_alarmed")] == ["missing"]
        assert reading(harbour) == (duties.State.BREACHED, "lost")
        page = signed_in(lin).get(f"/recordings/{session.pk}").content.decode()
        assert "已不存在" in page
        assert "缺口" in page  # what is gone covers nothing
        storage.status = 0
        probe(harbour)

    assert len(acts(harbour, "recording_back")) == 1
    assert row(harbour).fault == ""


@pytest.mark.long
@pytest.mark.parametrize("body", [VIDEO + b"x", VIDEO[:-1], b"y" + VIDEO[1:]])
def test_one_that_was_altered_is_named(harbour, lin, session, then, body):
    storage = Storage()
    storage.body = body
    with serving(storage) as url:
        report(lin, session, stretch(session, url=url))
        for _ in range(10):
            probe(harbour)
            then(days=31)

    assert [one["fault"] for one in acts(harbour, "recording_alarmed")] == ["changed"]


@pytest.mark.long
def test_a_storage_that_is_away_has_a_day_to_come_back(harbour, lin, session, then):
    report(lin, session, stretch(session, url="http://127.0.0.1:9/1.mp4"))
    for _ in range(4):
        probe(harbour)
        assert acts(harbour, "recording_alarmed") == []
        then(hours=7)
    probe(harbour)

    assert [one["fault"] for one in acts(harbour, "recording_alarmed")] == ["unreachable"]


@pytest.mark.long
def test_nothing_inside_our_network_is_asked_and_nothing_over_its_term(
    harbour, lin, session, then, settings
):
    with serving(Storage()) as url:
        report(lin, session, stretch(session, url=url))
        settings.ALLOW_PRIVATE_WEBHOOKS = False
        probe(harbour)
        assert row(harbour).fault == "unreachable"
    then(days=3000)
    probe(harbour)

    assert row(harbour).rounds == 1


def test_the_pages_show_strips_to_who_watches(harbour, lin, session):
    report(lin, session, stretch(session, until=300))
    browser = signed_in(lin)

    listed = browser.get("/recordings").content.decode()
    one = browser.get(f"/recordings/{session.pk}").content.decode()

    assert "夜场茶会" in listed
    assert 'class="coverage__bit coverage__bit--ok" x="0" y="0" width="500"' in one
    assert "video.example" in one
    assert "1.mp4" not in one  # where exactly is nobody's business


def test_a_platform_reports_and_reads_through_the_api(api, harbour, lin, session):
    began = session.started_at
    body = {
        "items": [
            {
                "starts_at": began.isoformat(),
                "ends_at": (began + timedelta(minutes=5)).isoformat(),
                "url": "https://video.example/1.mp4",
                "sha256": DIGEST,
                "size": len(VIDEO),
            }
        ]
    }
    path = f"/api/v1/sessions/{session.pk}/recordings"

    told = api("post", path, body).json()

    assert [one["sha256"] for one in told["recordings"]] == [DIGEST]
    assert len(told["gaps"]) == 1
    assert api("get", path).json() == told
