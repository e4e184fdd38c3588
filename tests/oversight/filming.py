"""A platform's storage next door that can misbehave, and recordings that are said to lie there."""

import hashlib
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.services.file import place_of
from oversight import services
from oversight.models import Package

VIDEO = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 8
FORM = {"name": "海滨市人民法院", "reason": "案号 2026-118"}


class Storage:
    """What it holds, how it misbehaves, and which ranges were asked of it.

    Attributes:
        how: "" honest; a status; "no_ranges", "short", "long", "drip", "moved:URL".
    """

    def __init__(self, body=VIDEO):
        self.body, self.how, self.asked = body, "", []


class Handler(BaseHTTPRequestHandler):
    """Answers for the storage of its server."""

    def do_GET(self):
        storage = self.server.storage
        first, last = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        storage.asked.append((first, last))
        if storage.how.isdigit():
            self.say(int(storage.how), {}, b"")
        elif storage.how.startswith("moved:"):
            self.say(302, {"Location": storage.how.removeprefix("moved:")}, b"")
        elif storage.how == "no_ranges":
            self.say(200, {}, storage.body)
        else:
            self.range(storage, first, last)

    def range(self, storage, first, last):
        whole = len(storage.body)
        if first >= whole:
            self.say(416, {"Content-Range": f"bytes */{whole}"}, b"")
            return
        body = storage.body[first : last + 1]
        said = {"Content-Range": f"bytes {first}-{min(last, whole - 1)}/{whole}"}
        length = len(body) + {"short": 50, "long": -1}.get(storage.how, 0)
        self.say(206, said, body, length, step=1 if storage.how == "drip" else len(body))

    def say(self, status, headers, body, length=None, *, step=1 << 20):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        for at in range(0, len(body), step):
            self.wfile.write(body[at : at + step])
            time.sleep(0.05 if step == 1 else 0)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, storage):
        super().__init__(("127.0.0.1", 0), Handler)
        self.storage = storage

    def handle_error(self, *_):
        """Whoever asked hung up."""


@contextmanager
def serving(storage):
    server = Server(storage)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v/1.webm"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def filmed(actor, session, url, *, since=0, until=1, body=VIDEO):
    """Report a recording of some seconds of a broadcast."""
    one = services.Stretch(
        session.started_at + timedelta(seconds=since),
        session.started_at + timedelta(seconds=until),
        url,
        hashlib.sha256(body).hexdigest(),
        len(body),
    )
    with acting(actor):
        return services.recordings_report(actor=actor, session_id=session.pk, stretches=[one])[0]


def ordered(actor, thing, about="session", recipient="court", **fields):
    given = {"clips": "all"} | FORM | fields
    wish = services.Wish(about, thing.pk, recipient, **given)
    with acting(actor):
        return services.package_order(actor=actor, wish=wish)


def carried_out(actor, row):
    """Do the package's job, as a worker would."""
    with acting(system_actor(actor.tenant_id)):
        state = office.job_run(actor=system_actor(actor.tenant_id), job_id=row.job_id)
    with acting(actor), transaction.atomic():
        return state, Package.objects.select_related("file", "job").get(pk=row.pk)


def content(actor, row):
    with acting(actor), transaction.atomic():
        return b"".join(place_of(row.file).read(row.file.parts))
