"""Letters leave by mail: at once or in the morning, once or again under the same Message-ID."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.test import Client

from accounts import services as accounts
from accounts.models import User
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from office import services
from office.models import Letter, Mail
from office.selectors import letter as letters
from office.services import mail as mailing
from office.tasks import letter as tasks
from tests import builders

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
ADDRESS = "wu.invented@mail.example"


@pytest.fixture(autouse=True)
def _tick():
    """Noon in Shanghai on a working day: nothing waits by itself."""
    with time_machine.travel(datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI), tick=False):
        yield


@pytest.fixture
def reachable(wu):
    builders.mailbox(wu, ADDRESS)
    return wu


def write(actor, person, login="mei", **options):
    with acting(actor):
        return services.message_send(
            actor=actor, to=[person.user_id], topic="joined", context={"login": login}, **options
        )[0]


def run(tenant_id):
    tasks.mails_send(tenant_id=str(tenant_id))


def of(letter):
    with acting(system_actor(letter.tenant_id)):
        return Letter.objects.select_related("mail").get(pk=letter.pk)


def at(*when):
    return time_machine.travel(datetime(*when, tzinfo=SHANGHAI), tick=False)


def later(seconds):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def test_a_letter_leaves_by_mail_in_the_persons_language(lin, reachable):
    with acting(reachable):
        services.habit_set(actor=reachable, wishes=services.Wishes(language="en"))
    letter = write(lin, reachable)
    assert letter.state == "queued"

    run(lin.tenant_id)
    run(lin.tenant_id)

    (sent,) = outbox.outbox
    assert sent.to == [ADDRESS]
    assert sent.subject == "mei has accepted the invitation"
    assert of(letter).state == "sent"
    assert of(letter).mailed_at == clock.now()


def test_without_an_address_nothing_is_mailed(lin, wu):
    letter = write(lin, wu)

    run(lin.tenant_id)

    assert outbox.outbox == []
    assert letter.state == "sent"
    assert letter.mail_at is None


def test_the_sweep_finds_every_tenant_with_a_mail_to_send(lin, reachable, outsider, monkeypatch):
    write(lin, reachable)
    told = []
    monkeypatch.setattr(tasks.nudges, "nudge_once", lambda *_, **said: told.append(said))

    assert tasks.mails_sweep() == 1
    assert told == [{"queue": "bulk", "tenant_id": str(lin.tenant_id)}]


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ((2026, 11, 20, 23, 30), (2026, 11, 21, 8, 0)),
        ((2026, 11, 20, 3, 0), (2026, 11, 20, 8, 0)),
        ((2026, 12, 31, 23, 59), (2027, 1, 1, 8, 0)),
    ],
)
def test_what_may_wait_leaves_next_morning(lin, reachable, written, leaves):
    with at(*written):
        letter = write(lin, reachable)
        run(lin.tenant_id)
    assert outbox.outbox == []
    assert letter.mail_at == datetime(*leaves, tzinfo=SHANGHAI)

    with at(*leaves):
        run(lin.tenant_id)

    assert len(outbox.outbox) == 1


def test_a_persons_own_quiet_hours_count_beside_the_platforms(lin, reachable):
    with acting(reachable):
        services.habit_set(actor=reachable, wishes=services.Wishes(quiet=(6, 10)))

    with at(2026, 11, 20, 23, 0):
        assert write(lin, reachable).mail_at == datetime(2026, 11, 21, 10, tzinfo=SHANGHAI)


def test_the_platform_sets_its_own_quiet_hours(lin, reachable):
    admin = system_actor(lin.tenant_id)
    with acting(admin):
        hours = {"quiet_from_h": 12, "quiet_to_h": 14}
        accounts.tenant_policy_set(actor=admin, changes=hours)
        with pytest.raises(Invalid):
            accounts.tenant_policy_set(actor=admin, changes={"quiet_from_h": 24})

    assert write(lin, reachable).mail_at == datetime(2026, 11, 20, 14, tzinfo=SHANGHAI)


def test_a_legal_notice_waits_for_no_morning(lin, reachable):
    with at(2026, 11, 20, 23, 30):
        write(lin, reachable, is_legal=True)
        run(lin.tenant_id)

    assert len(outbox.outbox) == 1


def test_what_waited_comes_in_one_mail(lin, reachable):
    with at(2026, 11, 20, 23, 0):
        waiting = [write(lin, reachable, login) for login in ("mei", "bao")]
    with at(2026, 11, 21, 8, 0):
        fresh = write(lin, reachable, "xue")
        run(lin.tenant_id)

    assert sorted(one.subject for one in outbox.outbox) == [
        "xue 已接受邀请",
        "你有 2 条新消息",
    ]
    digest = next(one for one in outbox.outbox if "2" in one.subject)
    assert "mei 已接受邀请" in digest.body
    assert "bao 已接受邀请" in digest.body
    assert of(waiting[0]).mail == of(waiting[1]).mail != of(fresh).mail


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_dies_half_way_loses_no_mail(lin, reachable, monkeypatch, moment):
    letter = write(lin, reachable)
    send = EmailMessage.send

    def die(message):
        if moment == "after":
            send(message)
        raise SystemExit

    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(SystemExit):
        run(lin.tenant_id)
    monkeypatch.setattr(EmailMessage, "send", send)
    run(lin.tenant_id)
    assert len(outbox.outbox) == (moment == "after")  # leased: nobody else sends it meanwhile

    with later(mailing.LEASE.total_seconds()):
        run(lin.tenant_id)

    ids = {one.extra_headers["Message-ID"] for one in outbox.outbox}
    assert ids == {mailing.message_id(of(letter).mail_id)}
    assert len(outbox.outbox) == 1 + (moment == "after")
    assert of(letter).state == "sent"


def test_a_worker_that_dies_between_gathering_and_sending_loses_nothing(lin, reachable):
    letter = write(lin, reachable)
    system = system_actor(lin.tenant_id)
    with acting(system):
        assert services.mails_gather(actor=system) == 1
        assert services.mails_gather(actor=system) == 0

    run(lin.tenant_id)

    assert of(letter).state == "sent"


def test_a_server_that_refuses_is_asked_again_and_given_up_in_the_end(
    lin, reachable, monkeypatch, caplog
):
    letter = write(lin, reachable, is_legal=True)

    def refuse(message):
        raise SMTPServerDisconnected(f"no such mailbox: {ADDRESS}")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with caplog.at_level(logging.INFO):
        run(lin.tenant_id)
        assert of(letter).state == "queued"
        assert of(letter).mail.last_error == "SMTPServerDisconnected"
        for seconds in mailing.WAITS_S:
            with later(10 * seconds):
                run(lin.tenant_id)

    failed = of(letter)
    assert failed.state == "failed"
    assert failed.mail.state == Mail.State.DEAD
    assert failed.mail.attempts == len(mailing.WAITS_S) + 1
    assert ADDRESS not in caplog.text
    with acting(system_actor(lin.tenant_id)):
        assert Entry.objects.filter(action="office.letter_failed").count() == 1
    with acting(reachable):
        services.letter_show(actor=reachable, letter_id=letter.pk)
    assert of(letter).state == "delivered"  # the inbox does not need the mail


def test_an_address_taken_away_meanwhile_is_a_failure_the_sender_sees(lin, reachable):
    letter = write(lin, reachable)
    with acting(reachable):
        services.address_set(actor=reachable, address="")

    run(lin.tenant_id)

    assert of(letter).state == "failed"
    assert of(letter).mail.last_error == mailing.NO_ADDRESS


def test_addresses_are_sealed(reachable):
    with acting(reachable):
        habit = letters.habit_of(reachable, reachable.user_id)
        assert letters.address_of(habit) == ADDRESS
    assert b"invented" not in bytes(habit.address_sealed)
    assert not User.objects.filter(email__contains="invented").exists()


@pytest.mark.parametrize("bad", ["wu", "wu@", "wu@x\nBcc: all@mail.example", "a@b.example," * 9])
def test_what_is_no_address_is_refused(wu, bad):
    with acting(wu), pytest.raises(Invalid):
        services.address_set(actor=wu, address=bad)


def test_an_invitation_is_mailed_once_and_its_link_is_forgotten(harbour):
    admin = builders.person(harbour, "admin", "system_admin")
    browser = Client()
    browser.force_login(User.objects.get(pk=admin.user_id))
    form = {"login": "mei", "roles": ["officer"], "address": "mei.invented@mail.example"}
    assert browser.post("/settings/people/invite", form).status_code == 200
    with acting(admin):
        letter = Letter.objects.get()
        assert letter.mail_at == clock.now()

    run(harbour.pk)

    (sent,) = outbox.outbox
    assert sent.to == ["mei.invented@mail.example"]
    link = next(line for line in sent.body.splitlines() if "/join/" in line)
    with acting(admin):
        letter.refresh_from_db()
    assert letter.state == "sent"
    assert "link" not in letters.unseal(letter, letters.PARAMS, None)
    assert browser.get(link).status_code == 200


def test_who_invited_is_told_when_the_invitation_is_taken_up(harbour):
    admin = builders.person(harbour, "admin", "system_admin")
    with acting(admin):
        _, token = accounts.member_invite(actor=admin, login="mei", roles=["officer"])
    accounts.invitation_accept(token=token, password="correct horse battery", display_name="梅")

    with acting(admin):
        (letter,) = letters.letter_list(admin)
        assert letters.shown(letter, "zh").written.subject == "mei 已接受邀请"
