"""Mail over a real SMTP server: taken once, refused, away, and the worker killed as it is taken."""

import email
import email.policy
import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.test import Client

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import services
from office.models import Letter, Mail
from office.services import mail as mailing
from office.tasks import letter as tasks
from tests import builders
from tests.office.test_record_job import ROOT, SETTINGS
from tests.proof import browser
from tools.process import free_port

SENDER = Path(__file__).parent / "sender.py"
ADDRESS = "wu.invented@mail.example"


class Post:
    """What a server does with mails: keeps them, or refuses as it is told to."""

    def __init__(self):
        self.taken, self.refusal, self.calls, self.killed = [], "", 0, []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.calls += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        said = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.taken.append((envelope.rcpt_tos, said))
        for process in self.killed:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
        return "250 taken"


@pytest.fixture
def post(settings, monkeypatch):
    """A mail server on this machine, which the product sends to."""
    found = Post()
    monkeypatch.setattr(logging.getLogger("mail.log"), "disabled", True)  # the server's own
    server = Controller(found, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = False
    found.server = server
    yield found
    if server.loop.is_running():
        server.stop()


@pytest.fixture
def reachable(wu):
    builders.mailbox(wu, ADDRESS)
    return wu


def write(lin, person, ref=""):
    with acting(lin), transaction.atomic():
        return services.message_send(
            actor=lin, to=[person.user_id], topic="joined", context={"login": "mei"},
            is_legal=True, about=services.About("member", ref),
        )[0]  # fmt: skip


def run(actor):
    tasks.mails_send(tenant_id=str(actor.tenant_id))


def of(letter):
    with acting(system_actor(letter.tenant_id)), transaction.atomic():
        return Letter.objects.select_related("mail").get(pk=letter.pk)


def steps(letter):
    with acting(system_actor(letter.tenant_id)), transaction.atomic():
        found = Entry.objects.filter(subject_ref=str(letter.pk)).order_by("id")
        return [one.action.removeprefix("office.letter_") for one in found]


def later(monkeypatch, seconds):
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(seconds))


@pytest.mark.django_db
def test_a_notice_is_delivered_once_over_one_connection_for_all(lin, reachable, post):
    kept = [write(lin, reachable, str(number)) for number in range(3)]

    run(lin)
    run(lin)

    assert [to for to, _ in post.taken] == [[ADDRESS]] * 3
    assert post.calls == 1
    said = {one["Message-ID"]: one for _, one in post.taken}
    assert set(said) == {mailing.message_id(of(one).mail_id) for one in kept}
    (first, *_) = said.values()
    assert first["Subject"] == "mei 已接受邀请"
    assert first["Auto-Submitted"] == "auto-generated"
    assert "登录平台" in first.get_content()
    assert of(kept[0]).state == "sent"
    assert steps(kept[0]) == ["sent", "mailed"]


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_is_not_asked_again(lin, reachable, post, caplog):
    letter = write(lin, reachable)
    post.refusal = "550 5.1.1 no such mailbox: wu.invented@mail.example"

    run(lin)

    assert post.taken == []
    failed = of(letter)
    assert (failed.state, failed.mail.state) == ("failed", Mail.State.DEAD)
    assert failed.mail.last_error == "SMTPRecipientsRefused"
    assert steps(letter) == ["sent", "failed"]
    assert ADDRESS not in caplog.text


@pytest.mark.django_db
def test_a_mailbox_that_is_full_now_is_asked_again(lin, reachable, post, monkeypatch):
    letter, other = write(lin, reachable), write(lin, reachable, "other")
    post.refusal = "452 4.2.2 mailbox full"
    run(lin)
    assert {of(letter).state, of(other).state} == {"queued"}

    post.refusal = ""
    later(monkeypatch, mailing.WAITS_S[0] + 1)
    run(lin)

    assert len(post.taken) == 2
    assert of(letter).state == of(other).state == "sent"


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_once_and_gets_everything_when_it_is_back(
    lin, reachable, post, monkeypatch
):
    kept = [write(lin, reachable, str(number)) for number in range(3)]
    port = post.server.port
    post.server.stop()
    asked = []
    line = mailing.Line._connect
    monkeypatch.setattr(mailing.Line, "_connect", lambda one: asked.append(1) or line(one))

    run(lin)

    assert len(asked) == 1
    assert {of(one).mail.last_error for one in kept} == {"ConnectionRefusedError"}
    back = Controller(post, hostname="127.0.0.1", port=port)
    back.start()
    try:
        later(monkeypatch, mailing.WAITS_S[0] + 1)
        run(lin)
    finally:
        back.stop()
    assert len(post.taken) == 3
    assert {of(one).state for one in kept} == {"sent"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_worker_killed_as_the_server_takes_a_mail_sends_it_again_under_the_same_id(
    lin, reachable, post, settings, monkeypatch
):
    letter = write(lin, reachable)
    there = {
        "LC_MAIL_HOST": "127.0.0.1",
        "LC_MAIL_PORT": str(settings.EMAIL_PORT),
        "LC_MAIL_TLS": "false",
    }
    start = [sys.executable, str(SENDER), str(lin.tenant_id)]
    worker = subprocess.Popen(start, env=os.environ | SETTINGS | there, cwd=ROOT)
    post.killed.append(worker)
    assert worker.wait(30) == -signal.SIGKILL
    post.killed.clear()
    assert len(post.taken) == 1
    assert of(letter).state == "queued"
    run(lin)
    assert len(post.taken) == 1  # leased: nobody else sends it meanwhile

    later(monkeypatch, mailing.LEASE.total_seconds() + 1)
    run(lin)

    assert {one["Message-ID"] for _, one in post.taken} == {mailing.message_id(of(letter).mail_id)}
    assert len(post.taken) == 2
    assert of(letter).state == "sent"
    assert steps(letter) == ["sent", "mailed"]


@pytest.mark.long
@pytest.mark.django_db
def test_an_address_is_confirmed_by_the_link_in_the_mail_that_was_delivered(lin, wu, post):
    phone = browser(wu)
    assert phone.post("/inbox/address", {"address": ADDRESS}).status_code == 302
    run(wu)
    ((to, said),) = post.taken
    assert to == [ADDRESS]
    (link,) = re.findall(r"http://testserver(/inbox/address/\S+)", said.get_content())
    assert Client().get(link).status_code == 302  # signed in, or nothing
    assert "这是我的邮箱" in phone.get(link).content.decode()

    page = phone.post(link, follow=True).content.decode()

    assert "使用中" in page
    letter = write(lin, wu)
    run(wu)
    assert post.taken[-1][0] == [ADDRESS]
    assert post.taken[-1][1]["Message-ID"] == mailing.message_id(of(letter).mail_id)
