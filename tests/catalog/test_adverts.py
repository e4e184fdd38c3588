"""Paid promotion is reviewed first; broadcasts say who answers; endorsers used what they praise."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from catalog import selectors, services
from catalog.models import AdStatement, Advert, Endorsement
from catalog.rules import adverts as rules
from catalog.rules.adverts import (
    Facts,
    endorser_faults,
    kept_until,
    roles_missing,
)
from catalog.rules.claims import SECTORS
from conduct import selectors as conduct
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import File
from tests import builders
from tests.catalog import suppliers as made
from tests.catalog.conftest import stored

pytestmark = pytest.mark.django_db
FLAGS = st.builds(Facts, *(st.booleans() for _field in Facts._fields))


@pytest.mark.law("O117-advertisement")
@given(FLAGS)
def test_a_broadcast_is_an_advertisement_exactly_by_the_tests_of_the_order(facts):
    met = set(rules.tests_met(facts))

    recommends = facts.is_natural and facts.has_influence and facts.in_own_name
    assert ("influence" in met) == (recommends and not facts.is_seller)
    assert ("clips" in met) == facts.is_clip
    assert ("paid" in met) == facts.is_paid


@pytest.mark.long
@pytest.mark.law("M-advertisement")
@given(FLAGS)
def test_an_advertisement_says_who_advertises_publishes_and_endorses(facts):
    met = rules.tests_met(facts)
    missing = roles_missing(met, ())

    assert bool(missing) == bool(met)
    assert ("endorser" in missing) == ("influence" in met)
    assert roles_missing(met, missing) == ()


@pytest.mark.law("ADL-endorser")
@given(st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.integers(0, 17 * 366))
def test_nobody_endorses_before_his_tenth_birthday(born, days):
    grown = date(born.year + 18, born.month, min(born.day, 28))
    tenth = date(born.year + 10, born.month, min(born.day, 28))
    on = born + timedelta(days=days)

    faults = list(endorser_faults(grown, (), on, on, 10, has_proof=True))
    assert ("too_young" in faults) == (on < tenth)


@pytest.mark.law("ADL-no-endorsement")
@pytest.mark.parametrize("sector", SECTORS)
def test_medical_services_drugs_devices_and_health_food_are_endorsed_by_nobody(sector):
    today = date(2026, 12, 1)

    faults = list(endorser_faults(None, (sector,), today, today, 10, has_proof=True))
    never = {"medical", "drug", "device", "health_food"}  # Articles 16 and 18 name these four
    assert (faults == ["never_endorsed"]) == (sector in never)


@pytest.mark.law("IAD-archive-3y")
def test_the_file_stays_three_years_from_the_end_of_publication():
    assert kept_until(3, date(2028, 2, 29)) == date(2031, 2, 28)


def booking(room, row, **fields):
    now = clock.now()
    given = {
        "room_id": room.pk,
        "kind": "paid",
        "reference": "boost-1",
        "content": "今晚八点，山野茶专场",
        "starts_at": now - timedelta(hours=1),
        "ends_at": now + timedelta(hours=3),
        "supplier_id": row.pk,
        "is_marked": True,
        "fen": 50_000,
    }
    return services.Booking(**given | fields)


def book(actor, room, row, **fields):
    with acting(actor):
        return services.advert_book(actor=actor, booking=booking(room, row, **fields))


def decide(actor, advert, ok=True, reason=""):
    with acting(actor):
        return services.advert_decide(
            actor=actor, advert_id=advert.pk, is_approved=ok, reason=reason
        )


def bars(actor, room, kind="paid"):
    with acting(actor), transaction.atomic():
        found = conduct.promotion_reasons(actor, room.pk, kind)
        return [(one.code, one.clause) for one, _words in found]


@pytest.mark.long
@pytest.mark.law("M-paid-promotion")
def test_a_room_is_boosted_once_what_it_shows_was_reviewed_and_only_so_long(lin, tea_room):
    row = made.verified(lin)
    assert bars(lin, tea_room) == [("advert_missing", "M-paid-promotion")]

    advert = book(lin, tea_room, row)
    assert bars(lin, tea_room) == [("advert_waiting", "M-paid-promotion")]
    decide(lin, advert)
    assert bars(lin, tea_room) == []
    assert bars(lin, tea_room, "hot_list") == [("advert_missing", "M-paid-promotion")]

    with made.later(1):
        assert bars(lin, tea_room) == [("advert_over", "M-paid-promotion")]


@pytest.mark.law("M-no-false-help")
def test_false_publicity_bars_what_was_approved(lin, tea_room, tea_session):
    decide(lin, book(lin, tea_room, made.verified(lin)))
    builders.finding(tea_session, code="F-FIN", clause="M-18-2", severity="high")

    assert bars(lin, tea_room) == [("false_publicity", "M-no-false-help")]


@pytest.mark.law("IAD-user-identity-3y")
def test_whoever_advertises_is_known(lin, tea_room):
    row = made.supplier(lin)
    advert = book(lin, tea_room, row)
    with pytest.raises(services.AdvertBarred) as refused:
        decide(lin, advert)
    assert refused.value.extra["why"] == "unidentified"

    made.look(lin, row)
    decide(lin, advert)
    with acting(lin):
        services.supplier_close(actor=lin, supplier_id=row.pk, reason="合作到期")
    assert bars(lin, tea_room) == [("advertiser_unverified", "IAD-user-identity-3y")]


@pytest.mark.law("M-paid-promotion")
@pytest.mark.parametrize(
    ("fields", "why"),
    [({"is_marked": False}, "unmarked"), ({"content": "本品包治百病，根治失眠"}, "forbidden")],
)
def test_without_its_mark_or_with_forbidden_words_nothing_is_shown(lin, tea_room, fields, why):
    advert = book(lin, tea_room, made.verified(lin), **fields)

    with pytest.raises(services.AdvertBarred) as refused:
        decide(lin, advert)
    assert refused.value.extra["why"] == why
    assert decide(lin, advert, ok=False, reason="请修改").state == "refused"


def test_the_table_itself_approves_nothing_unmarked(lin, tea_room):
    advert = book(lin, tea_room, made.verified(lin), is_marked=False)

    with acting(lin), pytest.raises(IntegrityError), transaction.atomic():
        Advert.objects.filter(pk=advert.pk).update(state="approved")


def test_the_same_booking_twice_is_one_and_another_under_its_number_is_refused(lin, tea_room):
    row = made.verified(lin)
    wish = booking(tea_room, row)
    with acting(lin):
        first = services.advert_book(actor=lin, booking=wish)
        again = services.advert_book(actor=lin, booking=wish)

    assert first.pk == again.pk
    with pytest.raises(services.AdvertKnown):
        book(lin, tea_room, row, content="别的内容")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "banner"}, "kind"),
        ({"supplier_id": None}, "party_id"),
        ({"ends_at": clock.now() - timedelta(days=2)}, "ends_at"),
        ({"ends_at": clock.now() + timedelta(days=500)}, "ends_at"),
        ({"starts_at": clock.now().replace(tzinfo=None)}, "starts_at"),
        ({"content": " "}, "content"),
        ({"reference": ""}, "reference"),
        ({"fen": -1}, "fen"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_by_its_field(lin, tea_room, fields, field):
    with pytest.raises(Invalid) as refused:
        book(lin, tea_room, made.verified(lin), **fields)

    assert refused.value.extra["field"] == field


@pytest.mark.law("IAD-archive-3y")
def test_ending_twice_is_once_and_the_file_has_its_term(lin, tea_room):
    advert = book(lin, tea_room, made.verified(lin))

    with acting(lin):
        first = services.advert_end(actor=lin, advert_id=advert.pk)
        again = services.advert_end(actor=lin, advert_id=advert.pk)
    assert (first.ended_at, first.keep_until) == (again.ended_at, again.keep_until)
    assert first.keep_until.year == clock.today().year + 3
    with pytest.raises(services.AdvertDecided):
        decide(lin, advert)


@pytest.mark.law("IAD-archive-3y")
def test_what_is_over_ends_by_itself_and_its_file_goes_after_three_years(harbour, lin, tea_room):
    file = made.on_shelf(lin)
    advert = book(lin, tea_room, made.verified(lin), file_id=file.pk)
    system = system_actor(harbour.pk)

    def follow(days):
        with made.later(days), acting(system):
            done = services.adverts_follow(actor=system)
        with acting(system), transaction.atomic():
            row = Advert.objects.get(pk=advert.pk)
            return done, row.state, bool(row.content), File.objects.get(pk=file.pk).state

    assert follow(0) == (0, "waiting", True, "ready")
    assert follow(1) == (1, "ended", True, "ready")
    assert follow(3 * 365 - 2) == (0, "ended", True, "ready")
    assert follow(3 * 366 + 3) == (1, "ended", False, "gone")
    assert follow(3 * 366 + 3)[0] == 0


def test_keys_book_and_only_persons_of_the_tenant_decide(harbour, lin, wu, outsider, tea_room):
    program = builders.program(harbour, "catalog.write")
    advert = book(program, tea_room, made.verified(lin))

    for actor in (program, wu):
        with pytest.raises(Forbidden):
            decide(actor, advert)
    with pytest.raises(NotFound):
        decide(outsider, advert)
    with pytest.raises(NotFound):
        book(outsider, tea_room, made.verified(outsider))


def endorse(actor, party, ok=True, **fields):
    used = services.Used(
        **{"product": "sku-1", "used_on": made.in_days(-3), "file_id": made.on_shelf(actor).pk}
        | fields
    )
    with acting(actor):
        row = services.endorsement_give(actor=actor, party_id=party.pk, used=used)
        return services.endorsement_decide(
            actor=actor, endorsement_id=row.pk, is_approved=ok, reason="" if ok else "看不清"
        )


@pytest.mark.law("ADL-endorser")
@pytest.mark.parametrize(
    ("fields", "clause", "fault"),
    [
        ({"used_on": made.in_days(1)}, "ADL-endorser", "not_used"),
        ({"file_id": None}, "ADL-endorser", "unproved"),
        ({"sectors": ("health_food",)}, "ADL-no-endorsement", "never_endorsed"),
        ({"sectors": ("drug", "other")}, "ADL-no-endorsement", "never_endorsed"),
    ],
)
def test_who_did_not_use_it_or_may_not_endorses_nothing(harbour, lin, fields, clause, fault):
    party = builders.party(harbour, "marketer")

    with pytest.raises(services.EndorserRefused) as refused:
        endorse(lin, party, **fields)
    assert (refused.value.law, refused.value.extra["faults"]) == (clause, [fault])


@pytest.mark.long
@pytest.mark.law("ADL-no-endorsement")
@pytest.mark.parametrize("title", ["热玛吉 五代 面部全脸", "蓝帽子保健食品 辅助降血脂胶囊"])
def test_what_the_catalogue_says_of_goods_counts_whatever_kind_was_said(harbour, lin, title):
    stored(lin, {"external_id": "sku-7", "title": title})
    with pytest.raises(services.EndorserRefused) as refused:
        endorse(lin, builders.party(harbour, "marketer"), product="sku-7", sectors=("other",))
    assert refused.value.extra["faults"] == ["never_endorsed"]


@pytest.mark.law("ADL-endorser")
def test_a_child_below_ten_endorses_nothing(harbour, lin):
    child = builders.party(harbour, "marketer", minor_until=made.in_days(9 * 365))

    with pytest.raises(services.EndorserRefused) as refused:
        endorse(lin, child)
    assert refused.value.extra["faults"] == ["too_young"]


PAID = Facts(is_natural=True, has_influence=True, in_own_name=True)


def state(actor, session, *answers, facts=PAID):
    with acting(actor):
        return services.statement_make(
            actor=actor, session_id=session.pk, facts=facts, answers=answers
        )


@pytest.mark.law("O117-advertisement")
def test_a_broadcast_states_advertiser_publisher_and_an_endorser_with_proof(
    harbour, lin, tea_session
):
    row, party = made.verified(lin), builders.party(harbour, "marketer")
    sells = services.Answering("advertiser", supplier_id=row.pk)
    shows = services.Answering("publisher", party_id=party.pk)
    says = services.Answering("endorser", party_id=party.pk, product="sku-1")

    with pytest.raises(Invalid) as refused:
        state(lin, tea_session, sells, shows)
    assert "广告代言人" in refused.value.message
    with pytest.raises(services.EndorserRefused):
        state(lin, tea_session, sells, shows, says)
    endorse(lin, party)
    made_of = state(lin, tea_session, sells, shows, says)

    assert made_of.tests == ["influence"]
    assert [one["role"] for one in made_of.roles] == ["advertiser", "publisher", "endorser"]
    with acting(lin), transaction.atomic():
        assert selectors.statement_of(lin, tea_session.pk).pk == made_of.pk


def test_a_newer_statement_takes_the_place_of_an_older_one_which_stays(lin, tea_session):
    state(lin, tea_session, facts=Facts())
    newer = state(lin, tea_session, facts=Facts(is_seller=True))

    with acting(lin), transaction.atomic():
        assert selectors.statement_of(lin, tea_session.pk).pk == newer.pk
        assert AdStatement.objects.count() == 2


def test_a_role_that_is_nobodys_is_refused(lin, outsider, tea_session):
    for answer in (
        services.Answering("advertiser"),
        services.Answering("king", supplier_id=made.verified(lin).pk),
    ):
        with pytest.raises(Invalid):
            state(lin, tea_session, answer, facts=Facts())
    theirs = services.Answering("advertiser", supplier_id=made.verified(outsider).pk)
    with pytest.raises(NotFound):
        state(lin, tea_session, theirs, facts=Facts())
    with acting(lin), transaction.atomic():
        assert not Endorsement.objects.exists()
