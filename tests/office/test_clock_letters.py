"""What clocks write: to whom, once of each line of the log, whatever happens half-way."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import translation

from accounts.models import Membership
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors, services, tasks
from office.models import Clock, Letter
from office.selectors import letter as letters
from office.services import clock_letters, clock_start
from tests import builders
from tests.office.conftest import CASE, REMIND, again, kinds_of, policy, start
from tests.office.test_clock_page import browser_of

pytestmark = pytest.mark.django_db


def written(actor) -> list[tuple[str, object]]:
    """Return topic and recipient of every letter about a clock, in the order they were written."""
    with acting(actor), transaction.atomic():
        found = Letter.objects.of(actor).filter(subject_kind="clock").order_by("id")
        return [(one.topic, one.recipient_id) for one in found]


@pytest.fixture
def mei(harbour):
    return builders.person(harbour, "mei", "officer")


def test_the_owner_is_written_to_and_nobody_else(lin, mei, bound, at):
    clock_start(
        actor=lin, subject=CASE, kind="answer", policy=policy(8, "hour"), owner_id=mei.user_id
    )
    at(23, 16)
    services.clocks_follow(actor=lin)
    at(23, 19)
    services.clocks_follow(actor=lin)

    assert written(lin) == [("clock_warned", mei.user_id), ("clock_breached", mei.user_id)]


def test_every_officer_is_written_to_where_nobody_is_in_charge_or_he_has_gone(
    lin, mei, wu, harbour, at
):
    with acting(lin):
        start(lin, "nobody", amount=8, unit="hour")
        owner = builders.person(harbour, "gone", "officer")
        clock_start(
            actor=lin, subject=CASE, kind="gone", policy=policy(8, "hour"), owner_id=owner.user_id
        )
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Membership.objects.filter(user_id=owner.user_id).update(is_active=False)
    at(23, 16)
    with acting(lin):
        services.clocks_follow(actor=lin)

    told = written(lin)
    assert len(told) == 4
    assert {who for _topic, who in told} == {lin.user_id, mei.user_id}


def test_an_escalation_goes_to_the_role_or_to_the_officers_where_nobody_has_it(
    lin, harbour, bound, at
):
    an = builders.person(harbour, "an", "security_admin")
    late = start(lin, "late", amount=8, unit="hour", escalate_to="security_admin")
    asked = start(lin, "asked", amount=90, unit="hour")
    services.clock_escalate(actor=lin, clock_id=asked.pk, to="audit_admin", reason="needs_decision")
    at(23, 19)
    services.clocks_follow(actor=lin)

    assert written(lin) == [
        ("clock_escalated", lin.user_id),
        ("clock_breached", lin.user_id),
        ("clock_escalated", an.user_id),
    ]
    assert browser_of(an).get(f"/clocks/{late.pk}").status_code == 200


def test_the_letter_says_which_clock_in_both_languages_and_leads_to_it(lin, bound, at):
    running = start(lin, amount=5, **REMIND)
    at(27)
    services.clocks_follow(actor=lin)
    with transaction.atomic():
        letter = Letter.objects.get(topic="clock_warned")
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language), transaction.atomic():
            said[language] = letters.shown(letter).written

    assert "2026-11-30 23:59（北京时间）" in said["zh-hans"].subject
    assert "第二十二条第二款" in said["zh-hans"].body
    assert "Order 117 Art. 22(2)" in said["en"].body
    assert "c-1" in said["en"].body
    page = browser_of(lin).get(f"/inbox/{letter.pk}").content.decode()
    assert f'href="/clocks/{running.pk}"' in page


def test_the_beat_that_runs_twice_writes_once_and_a_new_end_is_told_anew(lin, bound, at):
    held = start(lin, "answer", amount=8, unit="hour", pauses=("needs_help",))
    at(23, 16)
    for _ in range(3):
        tasks.clock.clocks_follow(tenant_id=str(lin.tenant_id))
    services.clock_pause(actor=lin, clock_id=held.pk, reason="needs_help")
    at(24, 16)
    services.clock_resume(actor=lin, clock_id=held.pk)
    at(24, 17)
    for _ in range(2):
        tasks.clock.clocks_follow(tenant_id=str(lin.tenant_id))

    assert [topic for topic, _who in written(lin)] == ["clock_warned", "clock_warned"]


def test_a_beat_that_is_killed_half_way_leaves_neither_line_nor_letter(lin, bound, at, monkeypatch):
    running = start(lin, "answer", amount=8, unit="hour")
    at(23, 19)
    really = clock_letters.message_send

    def killed(**given):
        really(**given)
        raise SystemExit  # the letter is written, the transaction is not done

    monkeypatch.setattr(clock_letters, "message_send", killed)
    with pytest.raises(SystemExit):
        services.clocks_follow(actor=lin)
    assert (kinds_of(lin, running), written(lin)) == (["start"], [])

    monkeypatch.setattr(clock_letters, "message_send", really)
    services.clocks_follow(actor=lin)
    assert kinds_of(lin, running) == ["start", "breach"]
    assert written(lin) == [("clock_breached", lin.user_id)]


def test_one_clock_that_cannot_be_followed_holds_nobody_up(lin, bound, at, monkeypatch):
    bad, good = start(lin, "bad", amount=1, unit="hour"), start(lin, "good", amount=8, unit="hour")
    late = at(23, 19)
    really = clock_letters.clock_tell
    monkeypatch.setattr(
        services,
        "clock_tell",
        lambda **given: 1 / 0 if given["clock_id"] == bad.pk else really(**given),
    )
    services.clocks_follow(actor=lin)

    assert kinds_of(lin, bad) == ["start"]
    assert again(bad).next_at == late + timedelta(minutes=5)
    assert kinds_of(lin, good) == ["start", "breach"]
    assert len(written(lin)) == 1
    monkeypatch.setattr(services, "clock_tell", really)
    at(23, 19, 6)
    services.clocks_follow(actor=lin)
    assert kinds_of(lin, bad) == ["start", "breach"]


def test_whoever_is_late_and_may_send_nothing_still_leaves_a_letter(lin, chun, at):
    with acting(lin):
        start(lin, "answer", amount=8, unit="hour", met_by=("streamer.fix",))
    at(24)
    with acting(chun):
        heard = services.clocks_hear(actor=chun, subject=CASE, act="streamer.fix")

    assert [one.state for one in heard] == ["met"]
    assert written(lin) == [("clock_breached", lin.user_id)]


def test_a_tenant_without_anybody_left_is_marked_all_the_same(lin, at):
    with acting(lin):
        running = start(lin, "answer", amount=8, unit="hour")
    with acting(system_actor(lin.tenant_id)), transaction.atomic():
        Membership.objects.update(is_active=False)
    at(23, 19)
    tasks.clock.clocks_follow(tenant_id=str(lin.tenant_id))

    with acting(lin), transaction.atomic():
        assert kinds_of(lin, running) == ["start", "breach"]
    assert written(lin) == []


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_write_once(lin, at):
    with acting(lin):
        for kind in ("a", "b", "c", "d"):
            start(lin, kind, amount=8, unit="hour")
    at(23, 19)
    gate = Barrier(2)

    def beat() -> None:
        gate.wait()
        for _ in range(3):
            tasks.clock.clocks_follow(tenant_id=str(lin.tenant_id))
        connection.close()

    threads = [Thread(target=beat) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert written(lin) == [("clock_breached", lin.user_id)] * 4
    with acting(lin), transaction.atomic():
        listed = list(Clock.objects.of(lin))
        assert all(kinds_of(lin, one) == ["start", "breach"] for one in listed)
        assert selectors.tenants_with_clocks_due(at(23, 20)) == []
