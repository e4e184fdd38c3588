"""Checkpoints and packages bear timestamps of a real authority (openssl ts) next door."""

import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock, outbound
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from oversight import selectors, services
from oversight.models import Timestamp
from oversight.rules import verify
from oversight.rules.container import Fault
from oversight.rules.timestamps import require_stamp, stamp_of
from tests.oversight.test_packing import evening, member, packed  # noqa: F401
from tests.oversight.test_verify import Forger, ours

OPENSSL = shutil.which("openssl")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(OPENSSL is None, reason="NO OPENSSL HERE: no timestamp was tested"),
]
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
USES = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"


def run(*words, folder):
    subprocess.run([OPENSSL, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority():
    """Return a folder with a root, an authority under it, and a root that it is not under."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new = ("-newkey", "rsa:2048", "-nodes")
        for root in ("root", "other"):
            said = ("-keyout", f"{root}.key", "-out", f"{root}.pem", "-subj", f"/CN={root}.example")
            run("req", "-x509", *new, *said, "-days", "30", folder=folder)
        said = ("-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=tsa.example")
        run("req", *new, *said, folder=folder)
        (folder / "uses").write_text(USES)
        (folder / "config").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        by = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "uses")
        run("x509", "-req", "-in", "tsa.csr", *by, "-out", "tsa.pem", "-days", "30", folder=folder)
        yield folder


class Authority:
    """Answers as it should, or with a status, other bytes, or what it answered before."""

    def __init__(self, folder):
        self.folder, self.how, self.last, self.asked = folder, "", b"", 0

    def answer(self, query):
        self.asked += 1
        if self.how == "replay" and self.last:
            return self.last
        (self.folder / "query").write_bytes(query)
        by = ("-signer", "tsa.pem", "-inkey", "tsa.key", "-chain", "tsa.pem")
        given = ("-config", "config", "-queryfile", "query", "-out", "reply")
        run("ts", "-reply", *given, *by, folder=self.folder)
        self.last = (self.folder / "reply").read_bytes()
        return self.last[:-1] + b"!" if self.how == "altered" else self.last


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        known = self.server.known
        query = self.rfile.read(int(self.headers["Content-Length"]))
        is_down = known.how == "down"
        body = b"" if is_down else known.answer(query)
        self.send_response(503 if is_down else 200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serving(known):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.known = known
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def known(authority, settings):
    """Return an authority that is named and trusted."""
    found = Authority(authority)
    outbound._rests.clear()
    with serving(found) as url:
        settings.TSA_URL, settings.TSA_ROOT_FILE = url, str(authority / "root.pem")
        settings.TSA_EVERY_S = 3_600
        yield found


@pytest.fixture
def then(monkeypatch):
    def move(**by):
        later = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: later)

    return move


def ask(owner):
    actor = system_actor(owner.pk)
    with acting(actor):
        return services.timestamps_ask(actor=actor)


def acts(owner, action):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return [ledger.data_of(one) for one in Entry.objects.filter(action=f"oversight.{action}")]


def test_a_checkpoint_is_stamped_once_an_interval_and_published(harbour, known, sealed, then):
    sealed()
    made = ask(harbour)
    assert ask(harbour) is None
    sealed()
    assert ask(harbour) is None
    then(hours=2)
    newer = ask(harbour)

    assert (made.size, newer.size > made.size, known.asked) == (3, True, 2)
    answer = Client().get(f"/p/harbour/record/timestamp?size={made.size}")
    assert answer["Content-Type"] == "application/timestamp-reply"
    note = Client().get(f"/p/harbour/record/checkpoint?size={made.size}").content
    assert require_stamp(answer.content, note).at == f"{made.at:%Y%m%d%H%M%S}"
    assert "可信时间戳" in Client().get("/p/harbour/checkpoint").content.decode()


def test_openssl_says_the_same_of_what_is_published(harbour, known, sealed, tmp_path):
    sealed()
    ask(harbour)
    for name, path in (("t.tsr", "timestamp"), ("c.txt", "checkpoint")):
        (tmp_path / name).write_bytes(Client().get(f"/p/harbour/record/{path}?size=3").content)

    said = subprocess.run(
        [OPENSSL, "ts", "-verify", "-in", "t.tsr", "-data", "c.txt", "-CAfile",
         str(known.folder / "root.pem")],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr


def test_without_an_authority_nothing_is_asked(harbour, sealed):
    sealed()
    assert ask(harbour) is None
    assert services.is_stamped() is False


@pytest.mark.parametrize("how", ["altered", "replay", "root"])
def test_a_timestamp_that_does_not_hold_is_not_kept_and_alarms_at_once(
    harbour, lin, keeper, known, sealed, then, settings, how
):
    sealed()
    ask(harbour)
    then(hours=2)
    sealed()
    known.how = how
    if how == "root":
        settings.TSA_ROOT_FILE = str(known.folder / "other.pem")

    assert ask(harbour) is None
    with acting(lin), transaction.atomic():
        assert Timestamp.objects.count() == 1
        letters = Letter.objects.filter(topic="timestamp_alarm")
        told = set(letters.values_list("recipient_id", flat=True))
    assert told == {lin.user_id, keeper.user_id}
    assert acts(harbour, "timestamp_alarmed") == [{"fault": "wrong"}]


def test_an_authority_that_is_silent_alarms_after_a_while_and_ends_by_itself(
    harbour, lin, known, sealed, then
):
    sealed()
    known.how = "down"
    assert ask(harbour) is None
    assert acts(harbour, "timestamp_alarmed") == []
    then(minutes=16)
    ask(harbour)
    assert acts(harbour, "timestamp_alarmed") == [{"fault": "silent"}]
    known.how = ""
    then(minutes=11)
    assert ask(harbour) is not None
    assert [one["fault"] for one in acts(harbour, "timestamp_recovered")] == ["silent"]


def test_nobody_but_the_product_has_anything_stamped_and_nobody_alters_it(
    harbour, lin, known, sealed
):
    sealed()
    ask(harbour)
    with acting(lin), pytest.raises(Forbidden):
        services.timestamps_ask(actor=lin)
    with acting(lin), pytest.raises(DatabaseError), transaction.atomic():
        Timestamp.objects.update(size=9)


def test_a_package_holds_the_timestamp_of_its_checkpoint(evening, known, tmp_path):  # noqa: F811
    body = packed(evening, tmp_path / "a.zip")

    assert require_stamp(member(body, "timestamp.tsr"), member(body, "checkpoint.txt"))
    assert member(body, "timestamp-root.pem") == (known.folder / "root.pem").read_bytes()
    said = StringIO()
    call_command("evidence_verify", str(tmp_path / "a.zip"), stdout=said)
    assert "its signature holds under the trusted root" in said.getvalue()


def test_the_program_inside_says_what_it_did_not_check(evening, known, tmp_path):  # noqa: F811
    body = packed(evening, tmp_path / "a.zip")
    (tmp_path / "verify.py").write_bytes(member(body, "verify.py"))

    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(tmp_path / "a.zip")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout
    assert "its signature was NOT checked here" in said.stdout


def test_a_package_is_made_without_one_while_the_authority_is_silent(
    evening,  # noqa: F811
    known,
    tmp_path,
):
    known.how = "down"
    body = packed(evening, tmp_path / "a.zip")

    assert verify.verify(io.BytesIO(body), selectors.keys_own()).stamp == ""


def test_the_timestamp_of_another_checkpoint_is_named(evening, known, tmp_path):  # noqa: F811
    forger = Forger(packed(evening, tmp_path / "a.zip"))
    other = Forger(packed(evening, tmp_path / "b.zip"))
    name = "data/record/timestamp.tsr"
    forger.members[name] = other.members[name]

    with pytest.raises(Fault) as fault:
        verify.verify(io.BytesIO(forger.built(sign=ours())), selectors.keys_own())
    assert fault.value.code == "timestamp"


def test_whatever_is_handed_in_as_a_timestamp_is_refused_in_words(known):
    run_query = known.folder / "plain"
    run_query.write_bytes(b"x")
    run("ts", "-query", "-data", "plain", "-sha256", "-cert", "-out", "q", folder=known.folder)
    good = known.answer((known.folder / "q").read_bytes())
    assert stamp_of(good).at.startswith("20")

    for at in range(60):
        with pytest.raises(Fault):
            stamp_of(good[:at])
    for at in range(len(good)):
        with contextlib.suppress(Fault):  # what cannot be read is named, and nothing else raised
            stamp_of(good[:at] + bytes([good[at] ^ 0x80]) + good[at + 1 :])
    with pytest.raises(Fault):
        stamp_of(b"\x30" * 70_000)
