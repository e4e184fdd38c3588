"""Two officers who answer differently, settled by who audits; items passed on by role."""

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from moderation.models import Dismissal
from office.models import Letter
from parties.models import Party
from review import services
from review.models import Settlement
from review.selectors.quality import settlements
from review.selectors.subject import subject_of
from review.services.apart import Settled
from rooms.models import OnAir, Room
from tests import builders
from tests.attack.conftest import signed_in
from tests.parties import people
from tests.review.conftest import acts, again, claim, decide, policy, rows, take, waiting
from tests.sanctions.conftest import sanctioned
from tests.tiers.test_watch import assign

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return answer.content.decode()


def of(tenant, model, **wanted):
    with acting(system_actor(tenant.pk)), transaction.atomic():
        return list(model.objects.filter(**wanted))


@pytest.fixture
def apart(harbour, lin, mei, auditor, tea_session):
    """Lin dismissed a finding, Mei lets it stand."""
    policy(harbour, review_second_percent=100, review_golden_percent=0)
    waiting(tea_session)
    decide(lin, claim(lin), "dismiss", cause="harmless")
    return decide(mei, claim(mei), "stand", reason="是医疗宣称")


def settle(actor, item, right="second", note="确属医疗宣称"):
    with acting(actor):
        return services.difference_settle(actor=actor, item_id=item.pk, right=right, note=note)


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_a_difference_is_told_to_who_audits_and_settled_with_both_hearing_why(
    harbour, lin, mei, auditor, apart
):
    (asked,) = of(harbour, Letter, topic="review_apart")
    assert asked.recipient_id == auditor.user_id

    row = settle(auditor, apart)
    assert settle(auditor, apart).pk == row.pk  # twice is once

    told = of(harbour, Letter, topic="review_settled")
    assert {one.recipient_id for one in told} == {lin.user_id, mei.user_id}
    assert acts(harbour.pk, "review.difference_settled") == [
        {"right": "second", "first": "dismiss", "second": "stand"}
    ]


@pytest.mark.long
def test_a_finding_that_was_wrongly_dismissed_waits_again(harbour, auditor, apart):
    settle(auditor, apart)

    assert of(harbour, Dismissal, restored_at=None) == []
    (waits,) = rows(harbour.pk, state="open")
    assert waits.subject_id == apart.subject_id


@pytest.mark.long
def test_a_finding_that_wrongly_stood_is_dismissed(harbour, lin, mei, auditor, tea_session):
    policy(harbour, review_second_percent=100, review_golden_percent=0)
    waiting(tea_session)
    decide(lin, claim(lin), "stand", reason="像是医疗宣称")
    second = decide(mei, claim(mei), "dismiss", cause="harmless")

    settle(auditor, second, note="说的是茶的名字")

    (found,) = of(harbour, Dismissal)
    assert found.note == "说的是茶的名字"


@pytest.mark.long
@pytest.mark.parametrize("right", ["first", "neither"])
def test_where_the_first_was_right_or_nobody_nothing_is_undone(harbour, auditor, apart, right):
    settle(auditor, apart, right)

    assert len(of(harbour, Dismissal, restored_at=None)) == 1


@pytest.mark.long
def test_it_is_settled_once_by_who_audits_with_a_reason(lin, auditor, elsewhere, apart):
    for wrong in ({"right": "both"}, {"note": " "}):
        with pytest.raises(Invalid):
            settle(auditor, apart, **wrong)
    with pytest.raises(Forbidden):
        settle(lin, apart)
    with pytest.raises(NotFound):
        settle(builders.person(elsewhere, "theirs", "audit_admin"), apart)
    settle(auditor, apart)
    with pytest.raises(services.Settled):
        settle(auditor, apart, "first")


def test_two_who_agree_leave_nothing_to_settle(harbour, lin, mei, auditor, tea_session):
    policy(harbour, review_second_percent=100, review_golden_percent=0)
    waiting(tea_session)
    decide(lin, claim(lin), "dismiss", cause="harmless")
    second = decide(mei, claim(mei), "dismiss", cause="harmless")

    assert of(harbour, Letter, topic="review_apart") == []
    with pytest.raises(NotFound):
        settle(auditor, second)


@pytest.mark.long
def test_the_page_of_quality_settles_and_counts(harbour, lin, auditor, apart):
    desk = signed_in(auditor)
    assert "两人结论不一" in desk.get("/review/quality").content.decode()

    form = {"right": "second", "note": "确属医疗宣称"}
    desk.post(f"/review/quality/{apart.pk}/settle", form)

    page = desk.get("/review/quality").content.decode()
    assert "确属医疗宣称" in page
    with acting(auditor), transaction.atomic():
        settled = Settlement.objects.get()
        assert settlements(auditor, settled.settled_at) == {"first": 0, "second": 1, "neither": 0}


def escalate(actor, item, role):
    with acting(actor):
        return services.item_escalate(actor=actor, item_id=item.pk, reason="请看", role=role)


@pytest.mark.long
def test_an_item_goes_to_the_officer_who_holds_least(harbour, lin, mei, tea_session):
    gao = builders.person(harbour, "gao", "officer")
    first, second, third = (waiting(tea_session, number) for number in range(3))
    take(mei, second)
    take(lin, first)

    assert escalate(lin, first, "free").assigned_to_id == gao.user_id
    assert claim(mei).pk == third.pk  # not what is for another
    assert claim(gao).pk == first.pk


def test_where_nobody_has_room_it_stays_where_it_is(harbour, lin, mei, tea_session):
    policy(harbour, review_hold_most=1)
    first, second = waiting(tea_session, 1), waiting(tea_session, 2)
    take(lin, first)
    take(mei, second)
    with pytest.raises(Invalid):
        escalate(lin, first, "free")
    with pytest.raises(Invalid):
        escalate(lin, first, "emperor")

    assert again(first).held_by_id == lin.user_id


def test_an_item_goes_to_the_inspector_of_the_room_who_is_on_shift(
    harbour, lin, mei, chun, tea_room, tea_session
):
    builders.person(harbour, "gao", "officer")
    operator = people.party(harbour, "operator", user_id=chun.user_id)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Room.objects.filter(pk=tea_room.pk).update(operator=operator)
    item = waiting(tea_session)
    take(lin, item)
    with pytest.raises(Invalid):
        escalate(lin, item, "inspector")
    assign(lin, operator, mei)

    assert escalate(lin, item, "inspector").assigned_to_id == mei.user_id


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_the_desk_shows_the_operators_record_in_all_his_rooms_and_who_is_under_decisions(
    harbour, lin, chun, tea_room, tea_session
):
    operator = people.party(harbour, "operator", "marketer", user_id=chun.user_id)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        Room.objects.filter(pk=tea_room.pk).update(operator=operator)
        Party.objects.filter(pk=operator.pk).update(public_name="小满")
        OnAir.objects.create(
            tenant_id=harbour.pk, session=tea_session, party=operator, stage_name="小满"
        )
    sanctioned(lin, operator.pk)
    waiting(tea_session, 1)
    decide(lin, claim(lin), "stand", reason="属实")
    item = waiting(tea_session, 2)

    with acting(lin), transaction.atomic():
        made = subject_of(lin, again(item))
    facts = {one.label: one.number for one in made.operator}
    assert (facts["rooms"], facts["stood"], facts["none"]) == (1, 1, 0)
    assert [(one.name, one.number) for one in made.people] == [("小*", 1)]
    page = signed_in(lin).get(f"/review/items/{item.pk}").content.decode()
    assert "运营者与出镜人员" in page
    assert "1 项处罚生效中" in page


def say(actor, item, text="这句是转述国家标准，不是宣称疗效"):
    with acting(actor):
        return services.difference_say(actor=actor, item_id=item.pk, text=text)


@pytest.mark.long
@pytest.mark.law("M-content-patrol")
def test_two_officers_who_differ_are_told_talk_it_over_and_who_settles_reads_both(
    harbour, lin, mei, auditor, apart
):
    told = of(harbour, Letter, topic="review_talk")
    assert {one.recipient_id for one in told} == {lin.user_id, mei.user_id}
    assert "/say" in text_of(signed_in(lin).get("/review/apart"))
    answer = signed_in(lin).post(f"/review/apart/{apart.pk}/say", {"text": "是转述标准原文"})
    assert answer.status_code == 302
    say(mei, apart, "原文没有这一句")

    page = text_of(signed_in(auditor).get("/review/apart"))
    assert "是转述标准原文" in page
    assert "原文没有这一句" in page
    assert "/say" not in page
    assert len(acts(harbour.pk, "review.difference_discussed")) == 2
    settle(auditor, apart)
    with pytest.raises(Settled):
        say(lin, apart)
    assert "确属医疗宣称" in text_of(signed_in(lin).get("/review/apart"))


@pytest.mark.long
def test_nobody_else_reads_or_speaks_in_a_difference(harbour, lin, wu, outsider, auditor, apart):
    third = builders.person(harbour, "third", "officer")
    for actor, refusal in ((third, NotFound), (outsider, NotFound), (wu, Forbidden),
                           (auditor, Forbidden)):  # fmt: skip
        with pytest.raises(refusal):
            say(actor, apart)
    say(lin, apart)
    for actor in (third, wu):
        assert "转述国家标准" not in text_of(signed_in(actor).get("/review/apart"))


@pytest.mark.long
@pytest.mark.parametrize("text", ["", " 是 ", "x" * 401, "联系我 13800138000"])
def test_what_is_said_of_a_difference_is_short_and_names_nobody(lin, apart, text):
    with pytest.raises(Invalid):
        say(lin, apart, text)
