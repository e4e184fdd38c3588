"""The demo's storage holds what its register says, but for one that is gone and one altered."""

import threading
import wave
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction

from livecompliance.demo import filmed, reel
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import services
from oversight.models import Recording
from tests import builders
from tools import demo_storage


@contextmanager
def serving():
    server = demo_storage.served()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def ended(lin, tea_session, monkeypatch):
    """Let a broadcast of four minutes have ended."""
    later = clock.now() + timedelta(minutes=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    builders.end(tea_session)
    return tea_session


def film(lin, storage):
    actor = system_actor(lin.tenant_id)
    with acting(actor), transaction.atomic():
        filmed.film(actor, lin.user_id, storage)


def rows(lin):
    with acting(lin), transaction.atomic():
        return list(Recording.objects.order_by("starts_at"))


@pytest.mark.django_db
@pytest.mark.long
def test_probes_find_them_there_but_for_one_that_is_gone_and_one_altered(lin, ended):
    with serving() as storage:
        film(lin, storage)
        actor = system_actor(lin.tenant_id)
        with acting(actor):
            services.recordings_probe(actor=actor)

    assert [one.fault for one in rows(lin)] == ["", "", "missing", "changed"]


@pytest.mark.django_db
def test_on_the_next_start_they_lie_where_the_storage_is_then(lin, ended):
    film(lin, "http://127.0.0.1:8660")
    film(lin, "http://127.0.0.1:8661")
    film(lin, "")

    assert len(rows(lin)) == 4
    assert all(one.url.startswith("http://127.0.0.1:8661/") for one in rows(lin))


def test_a_reel_is_as_long_as_it_says_and_no_two_are_the_same():
    body = reel.reel("one", 61)

    with wave.open(BytesIO(body)) as played:
        assert played.getnframes() / played.getframerate() == 61
    assert body == reel.reel("one", 61) != reel.reel("two", 61)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=90-", (90, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=100-101", None),
        ("bytes=5-4", None),
        ("lines=1-2", (0, 99)),
    ],
)
def test_the_storage_gives_the_range_that_is_asked_for(asked, given):
    assert demo_storage.window(asked, 100) == given


@pytest.mark.parametrize("path", ["/gone/a-5.wav", "/kept/a.wav", "/kept/a-999999.wav", "/", "/x"])
def test_what_is_not_there_is_not_found(path):
    assert reel.found(path) is None
