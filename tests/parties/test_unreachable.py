"""A regulator cannot reach somebody: he is reminded in time, kept off air, and let back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from parties import selectors, services
from parties.models import Unreachable
from tests import builders
from tests.parties import people

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
WHY = "提醒期满仍未更新"
PLAN = "已付款的订单照常发货；退换货和纠纷由平台客服受理。"
HOME = "浙江省杭州市滨江区某路 1 号"


@pytest.fixture(autouse=True)
def monday(later):
    later(MONDAY)


@pytest.fixture
def seller(harbour, chun, shop):
    made = people.party(harbour, "operator", "marketer", user_id=chun.user_id)
    people.verify(made)
    return made


def note(actor, party, number="杭市监〔2026〕118 号", **fields):
    given = {"authority": "杭州市市场监督管理局", "received_on": clock.today()} | fields
    with acting(actor):
        return services.unreachable_note(
            actor=actor,
            party_id=party.pk,
            notice=services.Notice(document_number=number, **given),
        )


def remind(actor, case, channel="letter"):
    with acting(actor):
        return services.unreachable_remind(actor=actor, case_id=case.pk, channel=channel)


def measure(actor, case, reason=WHY, arrangement=PLAN):
    with acting(actor):
        return services.unreachable_measure(
            actor=actor, case_id=case.pk, reason=reason, arrangement=arrangement
        )


def end(actor, case, outcome="updated", reason="现场核验地址属实"):
    with acting(actor):
        return services.unreachable_end(
            actor=actor, case_id=case.pk, outcome=outcome, reason=reason
        )


def measured(actor, party, later):
    case = remind(actor, note(actor, party))
    later(days=10)
    return measure(actor, case)


def update(actor, party):
    with acting(actor):
        return services.party_change(
            actor=actor, party_id=party.pk, particulars=services.Particulars(address=HOME)
        )


def clocks(actor, kind):
    with acting(actor), transaction.atomic():
        return [(one.state, f"{clock.to_date(one.due_at)}") for one in
                Clock.objects.filter(kind=kind)]  # fmt: skip


@pytest.mark.long
@pytest.mark.law("O117-unreachable")
def test_the_reminder_is_due_five_working_days_after_the_notice(lin, chun, seller):
    case = note(lin, seller, received_on=clock.today() - timedelta(days=3))  # on Friday
    assert clocks(lin, "unreachable_remind") == [("running", "2026-11-27")]

    done = remind(lin, case)

    assert (done.state, done.channel) == ("reminded", "letter")
    assert clocks(lin, "unreachable_remind") == [("met", "2026-11-27")]
    with acting(lin), transaction.atomic():
        letter = Letter.objects.get(topic="unreachable_reminder")
        assert (letter.recipient_id, letter.is_legal) == (chun.user_id, True)
        assert Entry.objects.get(action="parties.unreachable_reminded").clause == "O117-unreachable"


@pytest.mark.long
@pytest.mark.law("O117-unreachable")
def test_a_reminder_that_comes_too_late_is_marked(lin, seller, later):
    case = note(lin, seller)
    later(days=14)

    remind(lin, case)

    with acting(lin), transaction.atomic():
        assert Clock.objects.get(kind="unreachable_remind").breached_at is not None


@pytest.mark.long
def test_the_same_notice_twice_is_one_and_a_second_waits_for_the_first(lin, seller):
    case = note(lin, seller)

    assert note(lin, seller).pk == case.pk
    with pytest.raises(services.UnreachableOpen):
        note(lin, seller, number="杭市监〔2026〕200 号")
    assert remind(lin, case).reminded_at == remind(lin, case).reminded_at
    with acting(lin), transaction.atomic():
        assert Letter.objects.filter(topic="unreachable_reminder").count() == 1


def test_whom_no_letter_reaches_is_reminded_on_another_way(lin, shop):
    case = note(lin, shop)
    with pytest.raises(Invalid):
        remind(lin, case)
    with pytest.raises(Invalid):
        remind(lin, case, channel="pigeon")

    assert remind(lin, case, channel="phone").channel == "phone"


@pytest.mark.long
@pytest.mark.law("O117-unreachable-sanction")
def test_nobody_is_kept_off_air_before_he_was_reminded_and_had_his_time(lin, seller, later):
    case = note(lin, seller)
    with pytest.raises(services.UnreachableState):
        measure(lin, case)
    remind(lin, case)
    assert clocks(lin, "unreachable_update") == [("running", "2026-11-30")]
    with pytest.raises(services.UnreachableState):
        measure(lin, case)
    later(days=10)
    with pytest.raises(Invalid):
        measure(lin, case, reason="")

    assert measure(lin, case).state == measure(lin, case).state == "measured"


@pytest.mark.long
@pytest.mark.law("O117-order-arrangement")
def test_nobody_is_kept_off_air_without_saying_what_becomes_of_consumers(lin, seller, later):
    case = remind(lin, note(lin, seller))
    later(days=10)
    with pytest.raises(Invalid) as refusal:
        measure(lin, case, arrangement=" ")

    assert refusal.value.extra["field"] == "arrangement"
    assert measure(lin, case).arrangement == PLAN


@pytest.mark.long
def test_the_platforms_own_term_for_the_update_holds(harbour, lin, seller):
    people.policy(harbour, unreachable_update_d=2)

    remind(lin, note(lin, seller))

    assert clocks(lin, "unreachable_update") == [("running", "2026-11-25")]


@pytest.mark.long
@pytest.mark.law("O117-unreachable-sanction")
def test_the_gate_lets_nobody_on_air_who_is_under_the_measure(lin, chun, seller, against, later):
    case = remind(lin, note(lin, seller))
    people.verify(seller)
    assert "unreachable" not in against(seller, seller)
    later(days=10)
    measure(lin, case)

    found = against.reasons(people.asked(seller, seller))

    assert [(one.clause, one.party) for one in found if one.code == "unreachable"] == [
        ("O117-unreachable-sanction", seller.pk)
    ]
    with acting(lin), transaction.atomic():
        assert Letter.objects.get(topic="unreachable_measured").recipient_id == chun.user_id


@pytest.mark.long
@pytest.mark.law("O117-unreachable-lift")
def test_a_card_that_was_told_since_and_published_lifts_the_measure(
    lin, chun, seller, against, later
):
    case = measured(lin, seller, later)
    with acting(chun):
        card = services.card_submit(
            actor=chun, party_id=seller.pk, told=services.Told(address=HOME)
        )
    assert "unreachable" in against(seller, seller)

    with acting(lin):
        services.card_decide(actor=lin, card_id=card.pk, is_approved=True)

    assert "unreachable" not in against(seller, seller)
    with acting(lin), transaction.atomic():
        ended = Unreachable.objects.get(pk=case.pk)
        assert (ended.state, ended.outcome, ended.card_id) == ("ended", "updated", card.pk)
        assert Entry.objects.get(action="parties.unreachable_ended").clause == (
            "O117-unreachable-lift"
        )
        assert Letter.objects.get(topic="unreachable_lifted").recipient_id == chun.user_id


@pytest.mark.long
@pytest.mark.law("O117-unreachable-lift")
def test_a_card_told_before_the_notice_lifts_nothing(lin, chun, seller, later):
    with acting(chun):
        card = services.card_submit(
            actor=chun, party_id=seller.pk, told=services.Told(address=HOME)
        )
    later(hours=1)
    case = note(lin, seller)

    with acting(lin):
        services.card_decide(actor=lin, card_id=card.pk, is_approved=True)

    with acting(lin), transaction.atomic():
        assert Unreachable.objects.get(pk=case.pk).ended_at is None


@pytest.mark.long
@pytest.mark.law("O117-unreachable-lift")
def test_an_officer_lifts_only_what_was_updated_since(lin, chun, seller, against, later):
    case = measured(lin, seller, later)
    with pytest.raises(services.NotUpdated):
        end(lin, case)

    update(chun, seller)
    done = end(lin, case)

    assert (done.outcome, end(lin, case).pk) == ("updated", case.pk)
    assert "unreachable" not in against(seller, seller)
    with pytest.raises(services.UnreachableState):
        end(lin, case, outcome="withdrawn")
    with pytest.raises(services.UnreachableState):
        remind(lin, case)


@pytest.mark.long
@pytest.mark.law("O117-unreachable-lift")
def test_whoever_updated_is_looked_at_within_a_term_that_ends_with_the_measure(
    lin, chun, seller, later
):
    case = measured(lin, seller, later)
    update(chun, seller)
    assert [state for state, _due in clocks(lin, "unreachable_lift")] == ["running"]

    end(lin, case)

    assert [state for state, _due in clocks(lin, "unreachable_lift")] == ["met"]


@pytest.mark.long
def test_a_notice_that_was_withdrawn_ends_whatever_was_done(lin, seller, against, later):
    case = measured(lin, seller, later)

    end(lin, case, outcome="withdrawn", reason="监管部门来函撤回")

    assert "unreachable" not in against(seller, seller)
    assert note(lin, seller, number="杭市监〔2026〕300 号").state == "noted"


@pytest.mark.long
def test_only_officers_write_remind_measure_and_end(harbour, lin, chun, elsewhere, seller):
    case = note(lin, seller)
    viewer, eve = (
        builders.person(harbour, "v", "viewer"),
        builders.person(elsewhere, "eve", "officer"),
    )

    for who, refusal in ((chun, Forbidden), (viewer, Forbidden), (eve, NotFound)):
        for act in (remind, measure, end):
            with pytest.raises(refusal):
                act(who, case)
        with pytest.raises(refusal):
            note(who, seller, number="X 1")
    with acting(lin), transaction.atomic():
        assert Unreachable.objects.get().state == "noted"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"authority": " "}, "authority"),
        ({"number": "1"}, "document_number"),
        ({"authority": "请致电 13800001234"}, "authority"),
        ({"note": "字" * 201}, "note"),
        ({"received_on": date(2026, 11, 24)}, "received_on"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_at_its_field(lin, seller, fields, field):
    with pytest.raises(Invalid) as refusal:
        note(lin, seller, **fields)
    assert refusal.value.extra["field"] == field


@pytest.mark.long
def test_open_notices_are_listed_the_oldest_first(lin, seller, shop):
    second = note(lin, shop)
    first = note(lin, seller, received_on=clock.today() - timedelta(days=2))

    with acting(lin), transaction.atomic():
        assert [one.pk for one in selectors.unreachable_list(lin)] == [first.pk, second.pk]
