"""Agreements are accepted by named people, concluded, renewed, ended, and looked after."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from accounts.services import persons
from charter import selectors, services
from charter.models import Acceptance, Agreement, Check
from ledger import selectors as ledger
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import Clock
from parties.models import Tie
from tests import builders
from tests.charter import world

pytestmark = pytest.mark.django_db


def accept(actor, version, party, **fields):
    with acting(actor):
        return services.agreement_accept(
            actor=actor,
            party_id=party.pk,
            version_id=version.pk,
            signature=world.signature(version, **fields),
        )


@pytest.mark.law("M-agency-agreement")
def test_who_agreed_to_work_together_is_filed_as_doing_so_once_both_signed(harbour, lin):
    shop, stars = world.party(harbour, "operator"), world.party(harbour, "agency")
    text = world.published(harbour, "operator_agency")
    world.accepted(text, shop, stars)
    with acting(lin), transaction.atomic():
        assert not Tie.objects.exists()  # one side alone joins nobody

    world.accepted(text, stars, shop)
    world.both(text, shop, stars)

    with acting(lin), transaction.atomic():
        (tie,) = Tie.objects.all()
        assert (tie.kind, tie.first_id, tie.second_id) == ("agency_operator", stars.pk, shop.pk)


@pytest.mark.law("M-agreements")
def test_an_acceptance_keeps_the_digest_the_time_and_sealed_who_and_from_where(
    harbour, lin, shop, with_operators
):
    agreement = world.accepted(with_operators, shop, capacity="法定代表人")

    with acting(lin), transaction.atomic():
        kept = Acceptance.objects.get()
        signed = selectors.signed_list(lin, agreement)
        with connection.cursor() as cursor:
            cursor.execute("SELECT signer_name, ip FROM charter_acceptance")
            raw = b"".join(bytes(one) for one in cursor.fetchone())
    assert (kept.text_sha256, kept.channel) == (with_operators.sha256, "api")
    assert agreement.text_sha256 == with_operators.sha256
    assert (signed[0].name, signed[0].ip) == ("秦小舟", "203.0.113.9")
    assert "秦小舟".encode() not in raw
    assert b"203.0.113.9" not in raw


def test_what_names_the_signer_goes_with_the_partys_key_and_the_proof_stays(
    harbour, lin, shop, with_operators
):
    agreement = world.accepted(with_operators, shop)
    with acting(world.system(harbour)), transaction.atomic():
        persons.PersonKey.objects.filter(person_id=shop.pk).update(
            wrapped=None, destroyed_at=clock.now()
        )
    with acting(lin), transaction.atomic():
        signed = selectors.signed_list(lin, agreement)

    assert (signed[0].name, signed[0].ip) == ("", "")
    assert signed[0].acceptance.text_sha256 == with_operators.sha256


def test_nothing_personal_stands_in_the_record(harbour, lin, shop, with_operators):
    world.accepted(with_operators, shop)
    with acting(lin), transaction.atomic():
        kept = list(Entry.objects.filter(action__startswith="charter.agreement"))
        said = "".join(str(ledger.data_of(one)) for one in kept)

    assert with_operators.sha256 in said
    assert "秦小舟" not in said
    assert "203.0.113" not in said


def test_an_acceptance_cannot_be_changed(harbour, shop, with_operators):
    world.accepted(with_operators, shop)
    with acting(world.system(harbour)), transaction.atomic():  # noqa: SIM117
        with pytest.raises(ProgrammingError), transaction.atomic():
            Acceptance.objects.update(capacity="别人")


def test_accepting_twice_is_accepting_once(harbour, lin, shop, with_operators):
    first, again = (world.accepted(with_operators, shop) for _ in range(2))

    assert first == again
    with acting(lin), transaction.atomic():
        assert Acceptance.objects.count() == 1
        assert Entry.objects.filter(action="charter.agreement_concluded").count() == 1


def test_who_was_shown_another_text_has_not_agreed(harbour, shop, with_operators):
    with pytest.raises(services.DigestDiffers):
        world.accepted(with_operators, shop, sha256="0" * 64)


def test_a_text_that_was_replaced_is_not_signed_any_more(harbour, shop, with_operators):
    later = world.published(harbour, "platform_operator", in_days=7)
    with world.on(world.days(7)):
        with pytest.raises(services.VersionOver):
            world.accepted(with_operators, shop)
        assert world.accepted(later, shop).starts_on == clock.today()


def test_signing_ahead_holds_from_its_day_and_then_replaces(harbour, lin, shop, with_operators):
    now = world.accepted(with_operators, shop)
    later = world.accepted(world.published(harbour, "platform_operator", in_days=8), shop)

    assert later.starts_on == clock.today() + timedelta(days=8)
    assert selectors.state_of(later) == "future"
    with acting(lin), transaction.atomic():
        now.refresh_from_db()
    assert selectors.state_of(now) == "in_force"


@pytest.mark.parametrize(
    "fields",
    [{"name": " "}, {"name": "长" * 61}, {"ip": "999.1.1.1"}, {"ip": "家里"}, {"at": "tomorrow"}],
)
def test_a_signature_that_makes_no_sense_is_refused(harbour, shop, with_operators, fields):
    given = {key: world.days(1) if value == "tomorrow" else value for key, value in fields.items()}
    with pytest.raises(Invalid):
        world.accepted(with_operators, shop, **given)


def test_nobody_signs_before_the_text_was_public(harbour, shop, with_operators):
    with pytest.raises(Invalid):
        world.accepted(with_operators, shop, at=world.days(-2))


def test_only_the_party_itself_or_its_platform_signs(harbour, lin, chun, with_operators):
    mine = world.party(harbour, "operator", user_id=chun.user_id)
    others = world.party(harbour, "operator")
    assert accept(chun, with_operators, mine).concluded_at
    for eve in (lin, builders.person(harbour, "e", "viewer")):
        with pytest.raises(Forbidden):
            accept(eve, with_operators, mine)
    with pytest.raises(NotFound):
        accept(chun, with_operators, others)


def test_another_platforms_party_does_not_exist(harbour, elsewhere, shop):
    text = world.published(elsewhere, "platform_operator")
    actor = world.system(elsewhere)
    with pytest.raises(NotFound):
        accept(actor, text, shop)


def test_a_text_is_signed_by_those_whom_it_is_for(harbour, ayun, stars, shop, with_operators):
    with pytest.raises(Invalid):
        world.accepted(with_operators, ayun)
    with pytest.raises(Invalid):
        world.accepted(world.published(harbour, "marketer_agency"), shop, stars)
    with pytest.raises(Invalid):
        world.accepted(with_operators, shop, stars)
    with pytest.raises(Invalid):
        world.accepted(world.published(harbour, "platform_rules"), shop)


def test_a_person_signs_with_whom_he_works_and_names_nobody_else(harbour, chun, stars):
    mine = world.party(harbour, "marketer", user_id=chun.user_id)
    text = world.published(harbour, "marketer_agency")
    for _ in range(2):
        with acting(chun), pytest.raises(NotFound):
            services.agreement_accept(
                actor=chun, party_id=mine.pk, version_id=text.pk,
                signature=world.signature(text), counterpart_id=stars.pk,
            )  # fmt: skip
    world.tie(stars, mine, "agency_marketer")
    with acting(chun):
        made = services.agreement_accept(
            actor=chun, party_id=mine.pk, version_id=text.pk,
            signature=world.signature(text), counterpart_id=stars.pk,
        )  # fmt: skip
    assert (made.party_id, made.counterpart_id) == (mine.pk, stars.pk)


@pytest.mark.law("M-agency-agreement", "O117-agency-operator-agreement")
def test_an_agreement_of_two_parties_is_concluded_when_both_have_signed(harbour, lin, shop, stars):
    text = world.published(harbour, "operator_agency")
    first = world.accepted(text, stars, shop)
    assert (first.party_id, first.counterpart_id) == (shop.pk, stars.pk)
    assert first.concluded_at is None
    assert selectors.state_of(first) == "waiting"

    second = world.accepted(text, shop, stars)

    assert second == first
    assert second.concluded_at is not None


def test_a_term_that_ends_soon_is_renewed_and_not_before(harbour, lin, shop, with_operators):
    first = world.accepted(with_operators, shop)
    assert world.accepted(with_operators, shop) == first
    with world.on(world.days(350)):
        renewed = world.accepted(with_operators, shop)
    assert renewed != first
    with acting(lin), transaction.atomic():
        first.refresh_from_db()
    assert (first.end_kind, renewed.ended_at) == ("replaced", None)


@pytest.mark.law("ECL-objectors-leave")
def test_whoever_objects_may_leave_at_any_time(harbour, lin, chun, with_operators):
    mine = world.party(harbour, "operator", user_id=chun.user_id)
    agreement = accept(chun, with_operators, mine)
    with acting(chun):
        left = services.agreement_end(actor=chun, agreement_id=agreement.pk, reason="不接受修改")
        again = services.agreement_end(actor=chun, agreement_id=agreement.pk, reason="不接受修改")

    assert left.end_kind == again.end_kind == "left"
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="charter.agreement_ended").count() == 1


def test_nobody_else_ends_an_agreement(harbour, wu, outsider, shop, with_operators):
    agreement = world.accepted(with_operators, shop)
    for eve, refusal in ((wu, Forbidden), (outsider, NotFound)):
        with acting(eve), pytest.raises(refusal):
            services.agreement_end(actor=eve, agreement_id=agreement.pk, reason="没有理由")


@pytest.mark.law("M-agency-agreement")
def test_whether_an_agreement_with_an_agency_is_kept_is_looked_at_in_time(
    harbour, lin, shop, stars
):
    agreement = world.both(world.published(harbour, "operator_agency"), shop, stars)
    with acting(lin), transaction.atomic():
        assert Clock.objects.get().due_at.date() == clock.today() + timedelta(days=90)
    with world.on(world.days(91)):
        with acting(lin):
            office.clocks_follow(actor=world.system(harbour))
            assert Clock.objects.get().breached_at is not None
            services.check_record(
                actor=lin,
                agreement_id=agreement.pk,
                seen=services.Seen("quality_review", clock.today(), "kept"),
            )
        with acting(lin), transaction.atomic():
            running = Clock.objects.get()
            assert (running.round, running.state) == (2, "running")
            assert running.due_at.date() == clock.today() + timedelta(days=90)


@pytest.mark.parametrize(
    "seen",
    [
        {"item": "weather"},
        {"result": "fine"},
        {"result": "lacking"},
        {"done_on": 1},
        {"done_on": -1},
        {"next_due_on": 0},
        {"next_due_on": 400},
    ],
)
def test_a_check_that_makes_no_sense_is_refused(harbour, lin, shop, stars, seen):
    agreement = world.both(world.published(harbour, "operator_agency"), shop, stars)
    given = {"item": "all", "done_on": 0, "result": "kept"} | seen
    for name in ("done_on", "next_due_on"):
        if name in given:
            given[name] = clock.today() + timedelta(days=given[name])
    with acting(lin), pytest.raises(Invalid):
        services.check_record(actor=lin, agreement_id=agreement.pk, seen=services.Seen(**given))
    with acting(lin), transaction.atomic():
        assert not Check.objects.exists()


def test_what_was_ended_is_not_looked_after_any_more(harbour, lin, shop, stars):
    agreement = world.both(world.published(harbour, "operator_agency"), shop, stars)
    with acting(lin):
        services.agreement_end(actor=lin, agreement_id=agreement.pk, reason="合作结束")
        assert not Clock.objects.filter(state="running").exists()
        with pytest.raises(services.NotConcluded):
            services.check_record(
                actor=lin, agreement_id=agreement.pk,
                seen=services.Seen("all", clock.today(), "kept"),
            )  # fmt: skip


def test_a_party_is_told_what_to_sign_the_urgent_first(harbour, lin, shop, stars, with_operators):
    world.tie(stars, shop, "agency_operator")
    text = world.published(harbour, "operator_agency")
    with acting(lin), transaction.atomic():
        found = selectors.texts_to_accept(lin, shop)
    assert {(one.kind, one.why) for one in found} == {
        ("platform_operator", "missing"),
        ("operator_agency", "missing"),
    }
    assert {one.other.pk if one.other else None for one in found} == {None, stars.pk}

    world.accepted(with_operators, shop)
    world.accepted(text, shop, stars)
    coming = world.published(harbour, "platform_operator", in_days=7)
    with acting(lin), transaction.atomic():
        of_shop = selectors.texts_to_accept(lin, shop)
        of_stars = selectors.texts_to_accept(lin, stars)
    assert ("platform_operator", "coming", coming) in {
        (one.kind, one.why, one.version) for one in of_shop
    }
    assert ("operator_agency", "waiting", text) in {
        (one.kind, one.why, one.version) for one in of_stars
    }


def test_the_lists_count_every_state_as_it_is_said_of_one(
    harbour, lin, shop, stars, with_operators
):
    world.accepted(with_operators, shop)
    world.accepted(with_operators, world.party(harbour, "operator"))
    world.accepted(world.published(harbour, "operator_agency"), shop, stars)
    world.accepted(world.published(harbour, "platform_operator", in_days=9), shop)
    for later in (0, 340, 400):
        with world.on(world.days(later)), acting(lin), transaction.atomic():
            counts = selectors.agreement_counts(lin)
            said = [selectors.state_of(one) for one in Agreement.objects.of(lin)]
            assert counts == {state: said.count(state) for state in counts}
            assert sum(counts.values()) == 4
