"""Every new checkpoint goes to the witnesses; what comes back is checked and published."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from ledger import notes
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from oversight import selectors, services
from oversight.models import Cosignature
from oversight.models import Witness as Row
from oversight.rules import witness as rules
from tests import builders
from tests.attack.conftest import signed_in
from tests.oversight.witnessing import LATER, NAME, alarms, ask, reading, running, standing
from tools.witness import Witness

pytestmark = [pytest.mark.long, pytest.mark.django_db]


def test_a_witness_signs_the_newest_checkpoint_and_that_is_published(harbour, sealed, witness):
    signed = sealed()

    assert ask(harbour) == 1

    assert standing(harbour).size == signed.size
    published = Client().get("/p/harbour/record/checkpoint?witnessed").content.decode()
    assert published.startswith(signed.note)
    found = rules.line_read(published.removeprefix(signed.note).rstrip("\n"))
    [word] = Client().get("/p/harbour/record/witnesses").content.decode().splitlines()
    name, public = rules.public_of(word)
    text = rules.signed_text(found.at_s, notes.note_parse(signed.note).text)
    assert (found.name, notes.is_signed(public, text, found.signature)) == (name, True)
    assert NAME in Client().get("/p/harbour/checkpoint").content.decode()
    assert reading(harbour)[0] == duties.State.MET


def test_the_next_one_is_shown_with_a_proof_from_the_last_and_only_when_it_is_new(
    harbour, sealed, witness, who
):
    sealed()
    ask(harbour)
    with time_machine.travel(clock.now() + LATER):
        assert ask(harbour) == 0
    newest = sealed(300)
    with time_machine.travel(clock.now() + 2 * LATER):
        assert ask(harbour) == 1

    assert standing(harbour).size == newest.size
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert Cosignature.objects.count() == 2
    assert str(newest.size) in who.kept(ledger.origin_of(harbour.pk)).splitlines()


def test_asking_twice_at_once_asks_once_and_leaves_no_entry(harbour, sealed, witness):
    signed = sealed()

    assert services.tenants_with_witnesses(clock.now()) == [harbour.pk]
    assert (ask(harbour), ask(harbour)) == (1, 0)
    assert services.tenants_with_witnesses(clock.now()) == []
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not Entry.objects.filter(action__contains="witness").exclude(
            action="oversight.witness_added"
        )
        assert ledger.checkpoint_latest(system_actor(harbour.pk)).size == signed.size


def test_a_witness_that_says_nothing_raises_one_alarm_when_its_time_is_over(
    harbour, lin, sealed, keeper, who
):
    with running(who) as url, acting(keeper):
        services.witness_add(actor=keeper, url=url, key=who.word)
    sealed()

    ask(harbour)
    assert (standing(harbour).fault, alarms(harbour)) == ("silent", [])
    for minutes in (16, 27, 38):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            ask(harbour)

    assert alarms(harbour) == ["silent"]
    assert reading(harbour)[0] == duties.State.AT_RISK
    with acting(system_actor(harbour.pk)), transaction.atomic():
        told = Letter.objects.filter(topic="witness_alarm").values_list("recipient_id", flat=True)
        assert set(told) == {lin.user_id, keeper.user_id}


def test_a_silent_witness_that_comes_back_ends_its_alarm(harbour, sealed, keeper, who):
    with running(who) as url, acting(keeper):
        row = services.witness_add(actor=keeper, url=url, key=who.word)
    sealed()
    ask(harbour)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        ask(harbour)
    with running(who) as url, time_machine.travel(clock.now() + timedelta(minutes=40)):
        with acting(system_actor(harbour.pk)), transaction.atomic():
            Row.objects.filter(pk=row.pk).update(url=url)
        ask(harbour)

    assert standing(harbour).fault == standing(harbour).alarmed == ""
    assert reading(harbour)[0] == duties.State.MET


def test_a_signature_by_another_key_is_named_unsigned(harbour, sealed, keeper, who, tmp_path):
    other = Witness(NAME, tmp_path / "other", [])
    with running(who) as url, acting(keeper):
        services.witness_add(actor=keeper, url=url, key=other.word)
        sealed()
        ask(harbour)

    assert alarms(harbour) == ["unsigned"]
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not Cosignature.objects.exists()


def test_a_witness_that_does_not_know_us_is_named_refused(harbour, sealed, keeper, tmp_path):
    stranger = Witness(NAME, tmp_path / "stranger", [])
    with running(stranger) as url, acting(keeper):
        services.witness_add(actor=keeper, url=url, key=stranger.word)
        sealed()
        ask(harbour)

    assert alarms(harbour) == ["refused"]


def test_who_was_removed_is_asked_no_more_and_what_he_signed_stays(
    harbour, sealed, keeper, witness
):
    signed = sealed()
    ask(harbour)
    with acting(keeper):
        for _ in range(2):
            services.witness_remove(actor=keeper, witness_id=witness.pk, reason="合同到期")
    sealed()
    with time_machine.travel(clock.now() + LATER):
        assert ask(harbour) == 0

    page = Client().get(f"/p/harbour/record/checkpoint?size={signed.size}").content.decode()
    assert NAME in page


def test_only_the_security_administrator_registers(lin, keeper, who, elsewhere, witness):
    with acting(lin), pytest.raises(Forbidden):
        services.witness_add(actor=lin, url="https://w.example/add-checkpoint", key=who.word)
    stranger = builders.person(elsewhere, "zoe", "security_admin")
    with acting(stranger), pytest.raises(NotFound):
        services.witness_remove(actor=stranger, witness_id=witness.pk, reason="不再合作")
    with acting(keeper), pytest.raises(services.WitnessKnown):
        services.witness_add(actor=keeper, url=witness.url, key=who.word)
    with acting(keeper), pytest.raises(Invalid):
        services.witness_remove(actor=keeper, witness_id=witness.pk, reason=" ")
    with acting(stranger), transaction.atomic():
        assert selectors.witnesses(stranger) == []


@pytest.mark.parametrize(
    "url", ["", "ftp://w.example/", "https://a:b@w.example/", "javascript:alert(1)", "https://w w/"]
)
def test_what_is_no_address_is_refused(keeper, who, url):
    with acting(keeper), pytest.raises(Invalid):
        services.witness_add(actor=keeper, url=url, key=who.word)


def test_a_witness_inside_our_network_is_not_asked(harbour, sealed, keeper, who, settings):
    with running(who) as url, acting(keeper):
        services.witness_add(actor=keeper, url=url, key=who.word)
        settings.ALLOW_PRIVATE_WEBHOOKS = False
        sealed()
        ask(harbour)

    assert standing(harbour).fault == "silent"
    assert who.kept(ledger.origin_of(harbour.pk)) == ""


def test_the_page_shows_who_signs_and_how_far(harbour, sealed, witness, lin):
    signed = sealed()
    ask(harbour)

    page = signed_in(lin).get("/settings/witnesses").content.decode()

    assert NAME in page
    assert f">{signed.size}<" in page
    assert "/settings/witnesses/add" not in page
