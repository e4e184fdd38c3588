"""What an operator publishes of itself: the fields of its kind, version by version, in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from parties import selectors, services
from parties.models import Card
from parties.rules import cards
from parties.services import Told
from tests import builders
from tests.parties import people

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # ten in the morning in Shanghai
HOME = "浙江省杭州市滨江区某路 1 号"
NEXT = "浙江省杭州市西湖区别路 2 号"


@pytest.fixture(autouse=True)
def monday(later):
    later(MONDAY)


@pytest.fixture
def company(harbour):
    return people.party(
        harbour, "operator", kind="company", document="uscc", name="海港茶业有限公司"
    )


@pytest.fixture
def seller(harbour, chun):
    return people.party(harbour, "operator", "marketer", user_id=chun.user_id)


def submit(actor, party, **said):
    with acting(actor):
        return services.card_submit(actor=actor, party_id=party.pk, told=Told(**said))


def decide(actor, card, *, ok=True, reason=""):
    with acting(actor):
        return services.card_decide(actor=actor, card_id=card.pk, is_approved=ok, reason=reason)


def published(actor, party, **said):
    return decide(actor, submit(actor, party, **said))


def states(actor, party):
    with acting(actor), transaction.atomic():
        return [one.state for one in selectors.card_list(actor, party.pk)]


def words(actor, card):
    with acting(actor), transaction.atomic():
        return services.card_opened(actor, Card.objects.get(pk=card.pk))


def clocks(actor, kind):
    with acting(actor), transaction.atomic():
        return {one.state: one for one in Clock.objects.filter(kind=kind)}


@pytest.mark.law("O117-publicity", "O117-publicity-natural")
def test_each_kind_publishes_what_the_article_names_for_it():
    assert cards.names_of("company") == ("name", "code", "address", "licences")
    assert cards.names_of("other") == cards.names_of("company")
    assert cards.names_of("individual") == ("name", "keeper", "code", "address", "composition")
    assert cards.names_of("natural") == ("address", "contact", "agencies")


@pytest.mark.law("O117-publicity")
def test_a_company_types_only_what_is_not_on_file(lin, company):
    people.credential(company, "licence", "食品", name="食品经营许可证", number="JY1330")

    card = published(lin, company, address=NEXT)

    assert words(lin, card) == {
        "name": "海港茶业有限公司",
        "code": people.USCC,
        "address": NEXT,
        "licences": [{"name": "食品经营许可证", "number": "JY1330", "issuer": ""}],
    }
    assert card.sources == {
        "name": "filed", "code": "filed", "address": "given", "licences": "filed",
    }  # fmt: skip


@pytest.mark.law("O117-publicity")
def test_a_card_that_lacks_something_is_not_published_and_says_what(lin, company):
    card = submit(lin, company)

    with pytest.raises(services.CardIncomplete) as refusal:
        decide(lin, card)

    assert refusal.value.extra["missing"] == ["address"]
    assert refusal.value.law == "O117-publicity"
    assert states(lin, company) == ["waiting"]


@pytest.mark.law("O117-publicity-natural")
def test_an_individual_business_names_its_keeper_and_how_it_is_composed(lin, harbour):
    shop = people.party(harbour, "operator", kind="individual", document="uscc", name="小满茶铺")
    card = submit(lin, shop, address=HOME)
    with pytest.raises(services.CardIncomplete) as refusal:
        decide(lin, card)
    assert refusal.value.extra["missing"] == ["keeper", "composition"]

    done = published(lin, shop, keeper="林小满", composition="family")

    assert words(lin, done)["address"] == HOME  # said before, not typed again
    assert (done.number, done.state, done.composition) == (2, "published", "family")


@pytest.mark.law("O117-publicity-natural", "O117-operator-verified")
def test_what_a_person_said_is_on_file_once_it_was_verified(lin, chun, seller):
    card = submit(chun, seller, address=HOME, contact="139 0000 4321")
    with acting(lin), transaction.atomic():
        assert services.masked(lin, [seller], ["address"])[seller.pk]["address"] in ("", "****")

    decide(lin, card)

    with acting(lin), transaction.atomic():
        party = selectors.party_get(lin, seller.pk)
        kept = services.masked(lin, [party], ["address", "mobile"])[party.pk]
    assert kept == {"address": "浙江省杭州市滨江区****", "mobile": "139****4321"}
    assert "name" not in words(lin, card)  # the article does not ask a person to publish it


def test_the_same_words_again_are_no_change(lin, company):
    published(lin, company, address=HOME)
    with pytest.raises(services.CardUnchanged):
        submit(lin, company, address=HOME)

    assert states(lin, company) == ["published"]


@pytest.mark.law("O117-published-changes", "O117-publicity-changes")
def test_a_change_is_told_in_three_working_days_and_republished_in_seven(lin, chun, seller):
    published(lin, seller, address=HOME)

    submit(chun, seller, address=NEXT, changed_on=clock.today() - timedelta(days=4))

    told, runs = clocks(lin, "card_report")["met"], clocks(lin, "card_republish")["running"]
    assert f"{clock.to_date(told.due_at)}" == "2026-11-24"  # from Thursday: Fri, Mon, Tue
    assert (told.clause, runs.clause) == ("O117-publicity-changes", "O117-published-changes")
    assert f"{clock.to_date(runs.due_at)}" == "2026-12-02"
    assert told.breached_at is None


@pytest.mark.law("O117-publicity-changes")
def test_a_change_told_too_late_is_marked_though_nobody_looked(lin, seller):
    published(lin, seller, address=HOME)

    submit(lin, seller, address=NEXT, changed_on=clock.today() - timedelta(days=14))

    assert clocks(lin, "card_report")["met"].breached_at is not None


@pytest.mark.law("O117-published-changes")
def test_telling_anew_does_not_give_the_platform_more_time(lin, seller, later):
    published(lin, seller, address=HOME)
    submit(lin, seller, address=NEXT)
    first = clocks(lin, "card_republish")["running"].due_at
    later(days=3)

    submit(lin, seller, contact="13900004321")

    assert clocks(lin, "card_republish")["running"].due_at == first
    assert states(lin, seller) == ["waiting", "replaced", "published"]
    with acting(lin), transaction.atomic():
        newest = Card.objects.get(state="waiting")
    assert words(lin, newest)["address"] == NEXT


@pytest.mark.long
@pytest.mark.law("O117-published-changes")
def test_the_decision_meets_the_term_and_the_old_version_is_kept(lin, seller):
    old = published(lin, seller, address=HOME)
    new = published(lin, seller, address=NEXT)

    assert states(lin, seller) == ["published", "past"]
    assert set(clocks(lin, "card_republish")) == {"met"}
    assert (words(lin, old)["address"], words(lin, new)["address"]) == (HOME, NEXT)
    assert decide(lin, new).pk == new.pk  # twice is once
    with acting(lin), transaction.atomic():
        assert Entry.objects.filter(action="parties.card_published").count() == 2


def test_an_older_version_is_not_published_after_a_newer_was_told(lin, seller):
    first, second = submit(lin, seller, address=HOME), submit(lin, seller, address=NEXT)

    with pytest.raises(services.CardDecided):
        decide(lin, first)

    decide(lin, second)
    with pytest.raises(services.CardDecided):
        decide(lin, first, ok=False, reason="不再需要")
    assert states(lin, seller) == ["published", "replaced"]


def test_a_version_sent_back_says_why_and_changes_nothing_that_is_shown(lin, chun, seller):
    old = published(lin, seller, address=HOME)
    new = submit(chun, seller, address=NEXT)
    with pytest.raises(Invalid):
        decide(lin, new, ok=False)

    refused = decide(lin, new, ok=False, reason="地址与场所证明不符")

    assert (refused.state, refused.reason) == ("refused", "地址与场所证明不符")
    assert states(lin, seller) == ["refused", "published"]
    assert words(lin, old)["address"] == HOME
    with acting(lin), transaction.atomic():
        assert Letter.objects.get(topic="card_refused").recipient_id == chun.user_id


@pytest.mark.law("O117-published-changes")
def test_what_changes_on_file_is_told_by_itself(lin, harbour, seller):
    published(lin, seller, address=HOME)
    agency = people.party(harbour, "agency", kind="company", document="", public_name="星途")

    with acting(lin):
        services.tie_make(
            actor=lin, kind="agency_marketer", first_id=agency.pk, second_id=seller.pk
        )

    with acting(lin), transaction.atomic():
        waiting = Card.objects.get(state="waiting")
    assert (waiting.agencies, waiting.number) == (["星途"], 2)
    assert set(clocks(lin, "card_republish")) == {"running"}
    assert words(lin, waiting)["address"] == HOME


def test_who_publishes_nothing_yet_is_told_nothing_by_itself(lin, seller):
    with acting(lin):
        services.party_change(
            actor=lin, party_id=seller.pk, particulars=services.Particulars(address=HOME)
        )

    assert states(lin, seller) == []


@pytest.mark.law("O117-publicity-changes")
def test_an_officer_who_learns_of_a_change_starts_the_operators_term(lin, chun, seller):
    published(lin, seller, address=HOME)
    with acting(lin):
        services.card_doubt(
            actor=lin, party_id=seller.pk, changed_on=clock.today(), reason="来函退回，查无此址"
        )

    running = clocks(lin, "card_report")["running"]
    assert f"{clock.to_date(running.due_at)}" == "2026-11-26"
    with acting(lin), transaction.atomic():
        assert Letter.objects.get(topic="card_doubted").recipient_id == chun.user_id
    submit(chun, seller, address=NEXT)
    assert set(clocks(lin, "card_report")) == {"met"}


def test_neither_strangers_nor_watchers_tell_or_decide(harbour, lin, chun, elsewhere, seller):
    viewer = builders.person(harbour, "vera", "viewer")
    other = builders.person(harbour, "nan", "streamer")
    eve = builders.person(elsewhere, "eve", "officer")
    card = submit(lin, seller, address=HOME)

    for who, refusal in ((viewer, Forbidden), (other, NotFound), (eve, NotFound)):
        with pytest.raises(refusal):
            submit(who, seller, address=NEXT)
    for who, refusal in ((chun, Forbidden), (viewer, Forbidden), (eve, NotFound)):
        with pytest.raises(refusal):
            decide(who, card)
    with acting(lin), pytest.raises(NotFound):
        services.card_decide(actor=lin, card_id=uuid7(), is_approved=True)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"address": "路" * 201}, "address"),
        ({"contact": "1" * 81}, "contact"),
        ({"changed_on": date(2026, 11, 24)}, "changed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(lin, seller, said, field):
    with pytest.raises(Invalid) as refusal:
        submit(lin, seller, **said)
    assert refusal.value.extra["field"] == field


def test_who_operates_no_room_has_no_card(lin, harbour):
    host = people.party(harbour, "marketer")

    with pytest.raises(Invalid):
        submit(lin, host, address=HOME)


def test_the_record_holds_nothing_that_a_person_publishes(lin, seller):
    published(lin, seller, address=HOME, contact="13900004321")

    with acting(lin), transaction.atomic():
        rows = Entry.objects.filter(subject_ref=str(seller.pk))
        entries = [bytes(one.body).decode() for one in rows]
    assert len(entries) >= 3
    assert not [one for one in entries if "滨江" in one or "13900004321" in one or "林小满" in one]


def test_a_version_holds_its_words_sealed(lin, seller):
    card = published(lin, seller, address=HOME)

    with acting(lin), transaction.atomic():
        kept = Card.objects.filter(pk=card.pk).values("address", "contact")[0]
    assert not [one for one in kept.values() if HOME in f"{one}" or "13800001234" in f"{one}"]


@pytest.mark.long
@pytest.mark.law("PIPL-erasure")
def test_what_an_erased_person_published_is_gone(harbour, lin, seller, later):
    published(lin, seller, address=HOME)
    admin = builders.person(harbour, "admin", "system_admin")
    with acting(lin):
        row = services.data_request_open(actor=lin, party_id=seller.pk, kind="erase")
    with acting(admin):
        done = services.data_request_carry_out(
            actor=admin, request_id=row.pk, reason="本人来函申请"
        )
    assert states(lin, seller) == ["past"]  # who left publishes nothing
    assert [one["clause"] for one in done.kept if one["until"]] == ["NTM-merchant-identity-3y"]
    later(days=4 * 366)
    with acting(admin):
        assert services.erasures_sweep(actor=admin) == 1

    with acting(lin), transaction.atomic():
        left = Card.objects.get()
        assert (left.address, left.contact, left.agencies) == (None, None, [])
        with pytest.raises(NotFound):
            services.card_for_everybody(lin, seller.pk)
