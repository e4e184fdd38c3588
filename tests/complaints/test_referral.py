"""A consumer's request is passed on to whoever sells; he answers in time, or it is found."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from complaints import selectors, services
from complaints.models import Message, Referral
from complaints.services import Ask, Said
from ledger.models import Entry, Outbox
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Dismissal, Finding
from office import services as office
from office.models import Letter
from tests import builders
from tests.complaints.conftest import ASKED, again, answer, clocks, do, file

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def seller(harbour, chun):
    """Chun runs the room."""
    return builders.party(harbour, user_id=chun.user_id)


@pytest.fixture
def shop(seller, tea_room, tea_session):
    with acting(system_actor(tea_room.tenant_id)), transaction.atomic():
        tea_room.operator_id = seller.pk
        tea_room.save(update_fields=["operator"])
    return tea_room


@pytest.fixture
def row(passer, shop):
    made = file(passer, "goods", room_id=shop.pk, order_ref="TB20261130001", wish="退货退款")
    return made.complaint


@pytest.fixture
def one(lin, row) -> Referral:
    return do("referral_make", lin, complaint_id=row.pk, ask=Ask(ASKED))


def said(actor, one, outcome="agrees", text="同意退货，运费由我们承担。", **more) -> Referral:
    given = Said(outcome, text, **more)
    return do("referral_answer", actor, referral_id=one.pk, said=given)


def swept(row) -> None:
    actor = system_actor(row.tenant_id)
    with acting(actor):
        office.clocks_follow(actor=actor)


def found(row, code: str) -> list[Finding]:
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return list(Finding.objects.filter(code=code))


def dismissed(row) -> list[Dismissal]:
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return list(Dismissal.objects.filter(restored_at=None))


def passed(row, later) -> None:
    """Let the seller's term pass."""
    due = clocks(row)["operator"].due_at
    later(seconds=(due - clock.now() + timedelta(minutes=1)).total_seconds())


@pytest.mark.law("M-consumer-duties")
def test_the_seller_is_asked_under_a_clock_and_told_by_letter(lin, chun, row, one):
    running = clocks(row)["operator"]

    assert (running.state, running.clause) == ("running", "M-consumer-duties")
    assert (one.round, one.state, one.party_id) == (1, "waiting", row.respondent_id)
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        letter = Letter.objects.get(topic="complaint_referred")
    assert letter.recipient_id == chun.user_id


def test_asking_the_same_twice_asks_once(lin, row, one):
    assert do("referral_make", lin, complaint_id=row.pk, ask=Ask(ASKED)).pk == one.pk


def test_while_he_is_asked_nothing_else_is(lin, row, one):
    with pytest.raises(services.ReferralOpen):
        do("referral_make", lin, complaint_id=row.pk, ask=Ask("还有一件事要问。"))


def test_nothing_that_names_the_complainant_is_passed_on(lin, row):
    with pytest.raises(Invalid):
        do("referral_make", lin, complaint_id=row.pk, ask=Ask("请联系 13800001234 退款。"))


def test_where_nobody_sells_nobody_is_asked(lin, passer):
    nobodys = file(passer, "goods").complaint

    with pytest.raises(services.NobodyToAsk):
        do("referral_make", lin, complaint_id=nobodys.pk, ask=Ask(ASKED))


def test_who_is_no_officer_asks_nobody(chun, wu, row):
    for actor in (chun, wu):
        with pytest.raises(Forbidden):
            do("referral_make", actor, complaint_id=row.pk, ask=Ask(ASKED))


@pytest.mark.law("M-consumer-duties")
def test_his_answer_meets_his_term_and_waits_for_an_officer(chun, row, one):
    answered = said(chun, one)

    assert (answered.state, answered.outcome) == ("answered", "agrees")
    assert clocks(row)["operator"].state == "met"


def test_the_same_answer_twice_is_one_and_another_is_refused(chun, row, one):
    said(chun, one)

    assert said(chun, one).state == "answered"
    with pytest.raises(services.AnsweredAlready):
        said(chun, one, "refuses", "不同意，已经拆封了。")


@pytest.mark.law("M-consumer-duties")
def test_who_refuses_here_says_why(chun, one):
    with pytest.raises(Invalid):
        said(chun, one, "refuses", " ")


def test_another_streamer_neither_sees_nor_answers_it(harbour, one):
    other = builders.person(harbour, "other", "streamer")
    builders.party(harbour, user_id=other.user_id, public_name="阿秋")

    with pytest.raises(NotFound):
        said(other, one)


def test_another_platform_has_no_such_request(outsider, one):
    with pytest.raises(NotFound):
        said(outsider, one)


def near(row, later) -> list[Letter]:
    """Come to five minutes before the term ends, look at the clocks twice; return what was sent."""
    due = clocks(row)["operator"].due_at
    later(seconds=(due - clock.now() - timedelta(minutes=5)).total_seconds())
    swept(row)
    swept(row)
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return list(Letter.objects.filter(topic="complaint_referral_due"))


@pytest.mark.law("M-consumer-duties")
def test_he_is_reminded_once_while_he_can_still_answer_in_time(chun, row, one, later):
    assert [each.recipient_id for each in near(row, later)] == [chun.user_id]
    assert clocks(row)["operator"].breached_at is None
    assert found(row, "CONSUMER-DELAY") == []
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        told = Outbox.objects.get(topic="complaint.referral_due").payload
        assert Entry.objects.filter(action="complaints.operator_reminded").count() == 1
    assert told["referral"] == str(one.pk)
    assert datetime.fromisoformat(told["due_at"]) == clocks(row)["operator"].due_at


def test_who_has_answered_is_not_reminded_and_every_round_has_a_reminder(
    lin, chun, row, one, later
):
    said(chun, one, "refuses", "已经拆封，不能退。")
    assert near(row, later) == []
    do("referral_return", lin, referral_id=one.pk, text="没有回应顾客的要求。")

    assert len(near(row, later)) == 1


@pytest.mark.law("M-consumer-duties")
def test_a_delay_is_found_once_whoever_looks(row, one, later):
    passed(row, later)
    for _time in range(2):
        swept(row)

    (delay,) = found(row, "CONSUMER-DELAY")
    assert delay.clause == "M-consumer-duties"
    assert again(one).late_id == delay.pk


def test_an_answer_after_the_term_finds_the_delay_though_nobody_looked(chun, row, one, later):
    passed(row, later)
    answered = said(chun, one)

    assert answered.late_id == found(row, "CONSUMER-DELAY")[0].pk
    assert again(one).state == "answered"


def test_what_he_said_by_telephone_in_time_undoes_the_delay(lin, row, one, later):
    later(hours=2)
    told_at = clock.now()
    passed(row, later)
    swept(row)

    said(lin, one, "agrees", "电话里同意退货。", channel="phone", at=told_at)

    (excuse,) = dismissed(row)
    assert excuse.finding_id == again(one).late_id
    assert clocks(row)["operator"].breached_at is None


def test_an_officer_excuses_a_delay_and_its_finding_is_none(lin, row, one, later):
    passed(row, later)
    swept(row)
    given = {"referral_id": one.pk, "what": "late", "reason": "台风停电，无法登录。"}

    for _time in range(2):
        do("referral_excuse", lin, **given)

    assert [each.finding_id for each in dismissed(row)] == [again(one).late_id]


def test_who_was_in_time_has_nothing_to_be_excused(lin, one):
    with pytest.raises(services.NothingFound):
        do("referral_excuse", lin, referral_id=one.pk, what="late", reason="没有迟延。")


@pytest.mark.law("M-consumer-duties")
def test_a_refusal_for_no_good_reason_is_found_and_he_is_asked_again(lin, chun, row, one):
    said(chun, one, "refuses", "就是不想退。")
    given = {"referral_id": one.pk, "text": "七天无理由退货不得拒绝。", "is_unjustified": True}
    second = do("referral_return", lin, **given)

    assert [each.pk for each in found(row, "CONSUMER-REFUSAL")] == [again(one).refused_id]
    assert (again(one).state, second.round, second.state) == ("returned", 2, "waiting")
    assert clocks(row)["operator"].state == "running"


def test_who_agreed_did_not_refuse(lin, chun, one):
    said(chun, one)
    with pytest.raises(Invalid):
        do("referral_return", lin, referral_id=one.pk, text="请退款。", is_unjustified=True)


@pytest.mark.law("M-consumer-duties")
def test_a_platform_that_hands_in_a_refusal_without_reason_hands_in_a_finding(harbour, row, one):
    said(builders.program(harbour, "complaints.write"), one, "refuses", "", channel="api")

    assert again(one).refused_id == found(row, "CONSUMER-REFUSAL")[0].pk


def test_the_complainant_reads_an_answer_only_when_an_officer_says_so(lin, chun, row, one):
    said(chun, one)
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        assert not Message.objects.filter(complaint=row).exists()

    do("referral_accept", lin, referral_id=one.pk, tells=True)

    with acting(system_actor(row.tenant_id)), transaction.atomic():
        assert Message.objects.get(complaint=row).side == "operator"


def test_the_platforms_answer_ends_what_is_asked_of_the_seller(lin, row, one):
    answer(lin, row)

    assert again(one).state == "ended"
    assert clocks(row)["operator"].state == "closed"


def test_a_late_round_and_a_later_one_are_two_delays(lin, chun, row, one, later):
    passed(row, later)
    said(chun, one, "refuses", "就是不想退。")
    second = do("referral_return", lin, referral_id=one.pk, text="请重新考虑。")
    passed(row, later)
    swept(row)

    assert {again(one).late_id, again(second).late_id} == {
        each.pk for each in found(row, "CONSUMER-DELAY")
    }
    assert len(found(row, "CONSUMER-DELAY")) == 2


def test_nothing_that_was_said_stands_in_the_record(lin, chun, row, one):
    said(chun, one)

    with acting(system_actor(row.tenant_id)), transaction.atomic():
        kept = [str(vars(each)) for each in Entry.objects.filter(action__startswith="complaints.")]
    assert not any("退货" in each or "TB2026" in each for each in kept)


@pytest.mark.law("M-consumer-duties")
def test_a_consumer_has_his_request_passed_on_as_he_files_it(lin, passer, shop):
    given = {"wish": "请退款到 13800001234，周小禾。", "passes_on": True}
    row = file(passer, "goods", room_id=shop.pk, **given).complaint

    assert clocks(row)["operator"].state == "running"
    with acting(lin), transaction.atomic():
        (one,) = selectors.referrals_of(lin, row)
        asked = selectors.referral_words(lin, one).question
    assert asked.startswith("请退款到")
    assert "周小禾" not in asked
    assert "13800001234" not in asked
    assert again(row).state == "received"


def test_nothing_is_passed_on_of_what_is_no_consumers_or_nobodys(passer, shop):
    theirs = file(passer, "conduct", room_id=shop.pk, passes_on=True).complaint
    nobodys = file(passer, "goods", passes_on=True).complaint

    assert "operator" not in clocks(theirs)
    assert "operator" not in clocks(nobodys)
