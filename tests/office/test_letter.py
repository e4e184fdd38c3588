"""Letters: written in the transaction of the act, shown, read, acknowledged, and proved."""

import json

import pytest
from django.db import transaction

from accounts import services as accounts
from ledger.models import Entry
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation import services as moderation
from moderation.models import Measure
from office import selectors, services
from office.models import Letter
from office.selectors import letter as letters
from tests import builders
from tests.moderation.services.test_measures import order

pytestmark = pytest.mark.django_db


def joined(actor, *to, **options):
    with acting(actor):
        return services.message_send(
            actor=actor, to=to, topic="joined", context={"login": "mei"}, **options
        )


@pytest.fixture
def warned(lin, chun, tea_session) -> Letter:
    """Chun was warned by Lin; his letter."""
    with acting(lin):
        measure = moderation.measure_issue(
            actor=lin, session_id=tea_session.pk, order=order("warning")
        )
        moderation.measure_release(actor=lin, measure_id=measure.pk)
        return Letter.objects.get(recipient_id=chun.user_id)


def entries(letter):
    with acting(system_actor(letter.tenant_id)):
        rows = Entry.objects.filter(subject_kind="letter", subject_ref=str(letter.pk))
        return list(rows.order_by("at", "id"))


def test_a_letter_stands_in_the_inbox_of_one_person(lin, wu, chun):
    (letter,) = joined(lin, wu.user_id)

    with acting(wu):
        assert list(selectors.letter_list(wu)) == [letter]
        assert selectors.unread_count(wu) == 1
        assert letters.shown(letter, "en").written.subject == "mei has accepted the invitation"
    with acting(chun):
        assert selectors.unread_count(chun) == 0
        with pytest.raises(NotFound):
            selectors.letter_get(chun, letter.pk)


def test_a_letter_dies_with_the_act_that_failed(lin, wu):
    def act():
        with transaction.atomic():
            joined(lin, wu.user_id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()

    with acting(wu):
        assert selectors.unread_count(wu) == 0


def test_what_a_letter_says_is_sealed_and_bound_to_its_row(lin, wu):
    first, second = joined(lin, wu.user_id)[0], joined(lin, wu.user_id)[0]

    assert b"mei" not in bytes(first.params_sealed)
    second.params_sealed = first.params_sealed
    with acting(wu):
        assert "mei" not in letters.shown(second, "zh").written.subject


def test_another_tenants_person_is_nobody(lin, outsider):
    with pytest.raises(NotFound):
        joined(lin, outsider.user_id)
    with pytest.raises(NotFound):
        joined(lin, uuid7())


def test_somebody_who_was_shut_out_is_nobody(lin, wu):
    admin = system_actor(lin.tenant_id)
    with acting(admin):
        accounts.member_deactivate(actor=admin, user_id=wu.user_id)

    with pytest.raises(NotFound):
        joined(lin, wu.user_id)


def test_streamers_and_programs_write_to_nobody(chun, wu):
    key = Actor(tenant_ids=chun.tenant_ids, roles=frozenset({"integrator"}), key_id=uuid7())

    for actor in (chun, key):
        with pytest.raises(Forbidden):
            joined(actor, wu.user_id)


@pytest.mark.parametrize(
    ("topic", "context"),
    [("gossip", {}), ("joined", {}), ("joined", {"login": 7}), ("joined", {"login": "a", "b": ""})],
)
def test_a_letter_that_does_not_fit_its_template_is_refused(lin, wu, topic, context):
    with acting(lin), pytest.raises(Invalid):
        services.message_send(actor=lin, to=[wu.user_id], topic=topic, context=context)


def test_a_person_is_told_once_of_one_thing(lin, wu):
    about = services.About("invitation", "7")

    assert len(joined(lin, wu.user_id, wu.user_id, about=about)) == 1
    assert joined(lin, wu.user_id, about=about) == []
    assert len(joined(lin, wu.user_id, about=services.About("invitation", "8"))) == 1


def test_every_warning_and_above_reaches_the_streamer_in_writing(lin, chun, tea_session):
    for kind in ("prompt", "warning", "limit_traffic", "suspend", "viewer_notice"):
        with acting(lin):
            measure = moderation.measure_issue(
                actor=lin, session_id=tea_session.pk, order=order(kind)
            )
            moderation.measure_release(actor=lin, measure_id=measure.pk)

    with acting(lin):
        kinds = [
            Measure.objects.get(pk=one.subject_ref).kind
            for one in Letter.objects.filter(recipient_id=chun.user_id).order_by("id")
        ]
    assert kinds == ["warning", "limit_traffic", "suspend"]


def test_a_measure_that_is_taken_back_in_time_is_written_to_nobody(lin, chun, tea_session):
    with acting(lin):
        measure = moderation.measure_issue(
            actor=lin, session_id=tea_session.pk, order=order("warning")
        )
        moderation.measure_undo(actor=lin, measure_id=measure.pk)
        assert not Letter.objects.filter(recipient_id=chun.user_id).exists()


def test_a_room_without_an_account_is_warned_without_a_letter(lin, tea_room, harbour):
    session = builders.session(lin, builders.room(lin, "无主"))
    with acting(lin):
        measure = moderation.measure_issue(actor=lin, session_id=session.pk, order=order("warning"))
        assert moderation.measure_release(actor=lin, measure_id=measure.pk).released_at
        assert not Letter.objects.exists()


def test_the_letter_of_a_measure_names_room_reason_and_clause_in_both_languages(warned):
    with acting(system_actor(warned.tenant_id)):
        zh, en = letters.shown(warned, "zh").written, letters.shown(warned, "en").written

    assert zh.subject == "【违规警示】阿春家的养生茶专场"
    assert "把普通茶说成药。" in zh.body
    assert "第十八条" in zh.body
    assert "Tea sold as medicine." in en.body
    assert "Art. 18" in en.body


def test_the_record_proves_step_by_step_that_a_notice_arrived(warned, chun, lin):
    with acting(chun):
        services.letters_deliver(actor=chun, found=[warned])
        services.letter_show(actor=chun, letter_id=warned.pk)
        services.letter_show(actor=chun, letter_id=warned.pk)
        services.letter_read(actor=chun, letter_id=warned.pk)
        services.letter_acknowledge(actor=chun, letter_id=warned.pk)
        services.letter_acknowledge(actor=chun, letter_id=warned.pk)

    told = entries(warned)
    assert [one.action.removeprefix("office.letter_") for one in told] == [
        "sent",
        "shown",
        "read",
        "acknowledged",
    ]
    assert {one.clause for one in told} == {"M-risk-measures"}
    with acting(lin):
        letter = selectors.sent_get(lin, warned.pk)
        digest = letters.digest_of(letter, letters.shown(letter, letter.shown_language).written)
    said = json.loads(bytes(told[1].body))["data"]
    assert said["digest"] == letter.shown_digest == digest
    assert letter.acknowledged_at >= letter.read_at >= letter.shown_at >= letter.delivered_at
    assert "茶" not in bytes(told[1].body).decode()


def test_the_digest_proves_the_words_of_this_letter_and_no_other(warned, lin, chun, tea_session):
    with acting(chun):
        found = services.letter_show(actor=chun, letter_id=warned.pk)
    other = Letter(pk=uuid7(), tenant_id=warned.tenant_id)

    assert letters.digest_of(other, found.written) != found.letter.shown_digest
    changed = found.written._replace(body=found.written.body + "。")
    assert letters.digest_of(warned, changed) != found.letter.shown_digest


def test_a_legal_notice_is_not_read_before_it_was_shown(warned, chun):
    with acting(chun):
        for act in (services.letter_read, services.letter_acknowledge):
            with pytest.raises(Conflict):
                act(actor=chun, letter_id=warned.pk)
        assert services.letters_read(actor=chun) == 0
        assert selectors.unread_count(chun) == 1


def test_nobody_reads_or_acknowledges_for_another(warned, lin, outsider):
    for stranger in (lin, outsider):
        for act in (services.letter_show, services.letter_read, services.letter_acknowledge):
            with acting(stranger), pytest.raises(NotFound):
                act(actor=stranger, letter_id=warned.pk)
    assert [one.action for one in entries(warned)] == ["office.letter_sent"]


def test_the_officer_who_warned_sees_the_proof_and_strangers_do_not(
    warned, lin, wu, outsider, chun
):
    with acting(lin):
        assert selectors.sent_get(lin, warned.pk).sender_id == lin.user_id
    with acting(outsider), pytest.raises(NotFound):
        selectors.sent_get(outsider, warned.pk)
    for stranger in (wu, chun):
        with acting(stranger), pytest.raises(Forbidden):
            selectors.sent_get(stranger, warned.pk)


def test_all_ordinary_letters_are_read_at_once(lin, wu):
    joined(lin, wu.user_id)
    joined(lin, wu.user_id)

    with acting(wu):
        assert services.letters_read(actor=wu) == 2
        assert selectors.unread_count(wu) == 0


def test_a_topic_can_be_turned_off_but_no_legal_notice(lin, wu):
    with acting(wu):
        wishes = services.Wishes(off_inbox=["joined"], off_mail=["joined"])
        services.habit_set(actor=wu, wishes=wishes)
        with pytest.raises(Invalid):
            services.habit_set(actor=wu, wishes=services.Wishes(off_mail=["measure"]))

    assert joined(lin, wu.user_id) == []
    assert len(joined(lin, wu.user_id, is_legal=True)) == 1


@pytest.mark.parametrize(
    "wishes",
    [
        services.Wishes(language="fr"),
        services.Wishes(quiet=(22, 24)),
        services.Wishes(quiet=(-1, 8)),
        services.Wishes(off_mail=["gossip"]),
    ],
)
def test_wishes_that_make_no_sense_are_refused(wu, wishes):
    with acting(wu), pytest.raises(Invalid):
        services.habit_set(actor=wu, wishes=wishes)
