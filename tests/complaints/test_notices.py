"""A right holder's notice: measures at once, a declaration, fifteen days, and how it ends."""

from datetime import timedelta

import pytest
from django.db import transaction

from catalog import selectors as goods
from catalog import services as selling
from complaints import selectors
from complaints.models import NoticePaper, NoticeStep
from complaints.services import FormUsed, NotNow
from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office.models import Clock, Letter
from tests.catalog.conftest import NEAR
from tests.complaints import notices
from tests.complaints.conftest import answer, do
from tests.complaints.notices import (
    clocks_follow,
    declared,
    is_held,
    notice_of,
    noticed,
    offered,
    shop,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SUIT = {"where": "杭州互联网法院，（2026）案号 17", "text": "已立案。"}


@pytest.fixture
def qing(harbour, lin):
    return shop(harbour, lin)


@pytest.fixture
def filed(passer):
    return noticed(passer)


@pytest.fixture
def waiting(lin, passer, qing, filed):
    """A notice whose declaration has reached the right holder."""
    taken(lin, filed, qing.offer)
    declared(qing.operator, filed)
    do("declaration_shown", passer, receipt=filed.receipt)
    return filed


def letters(actor, topic):
    with acting(actor), transaction.atomic():
        return list(Letter.objects.filter(topic=topic))


@pytest.mark.law("ECL-ip-notice")
@pytest.mark.parametrize("lack", ["right", "wanted", "evidence"])
def test_a_notice_without_what_the_law_asks_of_it_is_refused(passer, lack):
    with pytest.raises(Invalid) as refused:
        noticed(passer, **{lack: () if lack == "wanted" else ""})

    assert refused.value.extra["field"] == lack


@pytest.mark.law("ECL-ip-measures")
def test_goods_go_off_sale_at_once_and_the_operator_reads_the_notice(lin, qing, filed):
    assert notice_of(filed.complaint).state == "received"
    with acting(qing.operator), pytest.raises(NotFound):  # nothing was passed on to him yet
        selectors.notice_get(qing.operator, filed.complaint.pk)
    row = taken(lin, filed, qing.offer)

    assert (row.state, is_held(qing.offer)) == ("in_force", True)
    with acting(qing.operator):
        seen = selectors.notice_get(qing.operator, filed.complaint.pk)
        assert selectors.claim_of(qing.operator, seen) == notices.INFRINGED
        (paper,) = selectors.papers_of(qing.operator, seen, "notice")
    assert paper.words["evidence"] == notices.PARTICULARS.evidence
    assert [one.subject_kind for one in letters(qing.operator, "ip_notice")] == ["ip_notice"]
    assert any("暂停销售" in one for one in notices.told(filed.complaint))


def test_what_is_held_may_not_be_sold_however_it_is_proposed_anew(lin, qing, filed):
    taken(lin, filed, qing.offer)
    with acting(qing.operator):
        selling.offer_withdraw(actor=qing.operator, offer_id=qing.offer.pk)
    again = offered(lin, qing.room)

    assert again.pk != qing.offer.pk
    assert is_held(again)
    with acting(lin):
        selling.offer_decide(actor=lin, offer_id=again.pk, is_allowed=True)
        assert goods.offer_get(lin, again.pk).may_be_sold_as == "refused"


@pytest.mark.law("ECL-ip-declaration")
def test_a_declaration_is_passed_on_with_what_the_right_holder_may_do(lin, qing, filed):
    taken(lin, filed, qing.offer)
    row = declared(qing.operator, filed)

    assert row.state == "declared"
    said = "\n".join(notices.told(filed.complaint))
    assert notices.DECLARED["evidence"] in said
    assert "人民法院" in said
    assert "15 日" in said


@pytest.mark.law("ECL-ip-wait")
def test_fifteen_days_run_from_when_the_declaration_arrived_and_then_measures_end(
    waiting, qing, later
):
    row = notice_of(waiting.complaint)
    assert row.state == "waiting"
    due = row.wait_until.astimezone(clock.SHANGHAI)
    assert due.date() == clock.to_date(row.arrived_at) + timedelta(days=15)
    later(days=14)
    clocks_follow(waiting.complaint)
    assert notice_of(waiting.complaint).state == "waiting"
    later(days=2)
    clocks_follow(waiting.complaint)

    row = notice_of(waiting.complaint)
    assert (row.state, row.end, is_held(qing.offer)) == ("ended", "unsued", False)
    assert len(letters(qing.operator, "ip_notice_ended")) == 1
    assert "终止" in notices.told(waiting.complaint)[-1]


def test_a_wait_that_is_over_is_nobodys_breach_and_ends_once(waiting, later):
    later(days=17)
    clocks_follow(waiting.complaint)
    clocks_follow(waiting.complaint)

    actor = system_actor(waiting.complaint.tenant_id)
    with acting(actor), transaction.atomic():
        waited = Clock.objects.get(kind="notice_wait")
        assert NoticeStep.objects.filter(act="lapse").count() == 1
    assert (waited.state, waited.breached_at) == ("closed", None)


@pytest.mark.law("ECL-ip-wait")
def test_word_of_a_suit_in_time_keeps_the_measures(waiting, passer, qing, later):
    row = do("suit_tell", passer, receipt=waiting.receipt, **SUIT)
    again = do("suit_tell", passer, receipt=waiting.receipt, **SUIT)
    later(days=20)
    clocks_follow(waiting.complaint)

    assert (row.state, again.sued_at) == ("sued", row.sued_at)
    assert is_held(qing.offer)
    assert len(letters(qing.operator, "ip_suit")) == 1


def test_word_of_a_suit_before_the_declaration_holds_for_it(lin, passer, qing, filed):
    taken(lin, filed, qing.offer)
    assert do("suit_tell", passer, receipt=filed.receipt, **SUIT).state == "in_force"
    declared(qing.operator, filed)
    do("declaration_shown", passer, receipt=filed.receipt)

    row = notice_of(filed.complaint)
    assert (row.state, row.wait_until) == ("sued", None)


def test_word_of_a_suit_after_the_end_is_put_before_officers_who_may_resume(
    waiting, lin, passer, qing, later
):
    later(days=17)  # nobody has looked at the clocks
    row = do("suit_tell", passer, receipt=waiting.receipt, **SUIT)

    assert (row.state, row.end, row.is_late) == ("ended", "unsued", True)
    assert not is_held(qing.offer)
    assert len(letters(lin, "ip_suit_late")) == 1
    clocks_follow(waiting.complaint)
    resumed = do("notice_resume", lin, complaint_id=waiting.complaint.pk)
    assert (resumed.state, is_held(qing.offer)) == ("sued", True)


def test_an_ended_notice_is_not_resumed_without_word_of_a_suit(waiting, lin, later):
    later(days=17)
    clocks_follow(waiting.complaint)

    with pytest.raises(NotNow):
        do("notice_resume", lin, complaint_id=waiting.complaint.pk)


@pytest.mark.law("ECL-ip-wait")
def test_arrival_by_another_channel_counts_from_when_it_was(lin, qing, filed, later):
    taken(lin, filed, qing.offer)
    declared(qing.operator, filed)
    handed = clock.now()
    later(days=3)
    row = do("declaration_arrive", lin, complaint_id=filed.complaint.pk, channel="paper", at=handed)
    twice = do("declaration_arrive", lin, complaint_id=filed.complaint.pk, channel="phone")

    assert (row.arrived_at, twice.arrived_by) == (handed, "paper")
    assert clock.to_date(row.wait_until) == clock.to_date(handed) + timedelta(days=15)


def test_nothing_arrives_before_it_was_declared(lin, qing, filed):
    taken(lin, filed, qing.offer)

    with pytest.raises(NotNow):
        do("declaration_arrive", lin, complaint_id=filed.complaint.pk, channel="phone")


def test_two_notices_about_one_offer_hold_it_until_the_last_ends(lin, passer, qing, filed):
    other = noticed(passer)
    taken(lin, filed, qing.offer)
    taken(lin, other, qing.offer)
    with acting(lin):
        assert selectors.others_about(lin, notice_of(filed.complaint)) == 1
    do("notice_withdraw", passer, receipt=filed.receipt)
    assert is_held(qing.offer)
    do("notice_end", lin, complaint_id=other.complaint.pk, why="settled")

    assert not is_held(qing.offer)


def test_a_notice_that_is_taken_back_ends_its_measures_with_its_complaint(lin, passer, qing, filed):
    taken(lin, filed, qing.offer)
    do("receipt_withdraw", passer, receipt=filed.receipt)

    row = notice_of(filed.complaint)
    assert (row.end, row.complaint.state, is_held(qing.offer)) == ("withdrawn", "withdrawn", False)
    assert do("notice_withdraw", passer, receipt=filed.receipt).end == "withdrawn"


def test_a_notice_can_be_taken_back_after_its_complaint_was_answered(lin, passer, qing, filed):
    taken(lin, filed, qing.offer)
    answer(lin, filed.complaint)
    do("notice_withdraw", passer, receipt=filed.receipt)

    row = notice_of(filed.complaint)
    assert (row.state, row.complaint.state) == ("ended", "answered")


def test_merged_notices_keep_their_own_measures_and_time(lin, passer, qing, waiting, later):
    into = noticed(passer)
    do("complaint_merge", lin, complaint_id=waiting.complaint.pk, into_id=into.complaint.pk)
    taken(lin, into, qing.offer)
    later(days=17)
    clocks_follow(waiting.complaint)

    assert notice_of(waiting.complaint).end == "unsued"
    assert notice_of(into.complaint).state == "in_force"
    assert is_held(qing.offer)


def test_what_is_answered_as_unfounded_before_measures_is_no_notice(lin, filed, qing):
    answer(lin, filed.complaint, outcome="unproven")

    assert notice_of(filed.complaint).end == "refused"
    with pytest.raises(NotNow):
        taken(lin, filed, qing.offer)


def test_an_answer_does_not_end_measures_that_stand(lin, filed, qing):
    taken(lin, filed, qing.offer)
    answer(lin, filed.complaint, outcome="unfounded")

    assert notice_of(filed.complaint).state == "in_force"


@pytest.mark.law("ECL-ip-wrong")
def test_a_notice_in_bad_faith_is_recorded_and_the_operator_told(lin, filed, qing):
    taken(lin, filed, qing.offer)
    for _again in range(2):
        row = do(
            "notice_fault", lin, complaint_id=filed.complaint.pk, fault="malicious",
            text="商标注册证是伪造的，权利人否认。",
        )  # fmt: skip

    assert row.fault == "malicious"
    assert len(letters(qing.operator, "ip_notice_fault")) == 1
    with acting(lin), transaction.atomic():
        assert NoticePaper.objects.filter(kind="fault").count() == 1


def test_the_same_form_is_one_notice_and_other_particulars_under_it_are_refused(passer):
    form = uuid7().bytes
    first, second = noticed(passer, form), noticed(passer, form)

    assert (second.is_new, second.receipt) == (False, first.receipt)
    with pytest.raises(FormUsed):
        noticed(passer, form, evidence="另一份初步证据。")


def test_a_notice_that_is_put_right_has_versions_and_is_passed_on_anew(lin, passer, qing, filed):
    taken(lin, filed, qing.offer)
    said = {"proof": "商标注册证第 00000002 号。", "evidence": "补充公证书。"}
    for _again in range(2):
        made = do("notice_amend", passer, receipt=filed.receipt, **said)

    assert made.version == 2
    assert len(letters(qing.operator, "ip_notice")) == 2


def test_the_same_declaration_is_one_and_another_comes_too_late(lin, qing, filed):
    with pytest.raises(NotFound):  # nothing was passed on to him
        declared(qing.operator, filed)
    taken(lin, filed, qing.offer)
    first = declared(qing.operator, filed)

    assert declared(qing.operator, filed).declared_at == first.declared_at
    with pytest.raises(NotNow):
        declared(qing.operator, filed, text="换一个说法的声明。")


def test_more_offers_are_added_and_those_of_another_operator_are_refused(lin, harbour, qing, filed):
    taken(lin, filed, qing.offer)
    more = offered(lin, qing.room, NEAR)
    row = taken(lin, filed, qing.offer, more)
    assert (row.state, is_held(more)) == ("in_force", True)
    other = shop(harbour, lin, "hong")

    with pytest.raises(Invalid):
        taken(lin, filed, other.offer)
    assert not is_held(other.offer)


def test_nobody_else_acts_on_a_notice(lin, wu, harbour, outsider, qing, filed):
    hong = shop(harbour, lin, "hong").operator
    with pytest.raises(Forbidden):
        taken(wu, filed, qing.offer)
    taken(lin, filed, qing.offer)
    for other in (hong, outsider):
        with pytest.raises(NotFound):
            declared(other, filed)
    with pytest.raises(Forbidden):
        declared(wu, filed)
    with pytest.raises(Forbidden):
        do("notice_lapse", lin, notice_id=notice_of(filed.complaint).pk)


def test_another_tenants_offer_is_not_there(lin, elsewhere, outsider, filed):
    theirs = shop(elsewhere, outsider, "far")

    with pytest.raises(NotFound):
        taken(lin, filed, theirs.offer)
    assert not is_held(theirs.offer)


def test_nothing_that_anybody_wrote_stands_in_the_record(waiting, lin, passer):
    do("suit_tell", passer, receipt=waiting.receipt, **SUIT)
    with acting(lin), transaction.atomic():
        told = " ".join(bytes(one.body).decode() for one in Entry.objects.all())
    for words in (notices.INFRINGED, notices.PARTICULARS.proof, *notices.DECLARED.values(),
                  SUIT["where"], "周小禾", "13800001234"):  # fmt: skip
        assert words not in told


@pytest.mark.law("ECL-ip-published")
def test_everybody_may_know_right_goods_days_and_result_and_nothing_that_was_written(
    waiting, passer, qing
):
    with acting(passer), transaction.atomic():
        (one,) = selectors.notices_published(passer)

    assert one.goods == [qing.offer.product.title]
    assert (one.row.state, one.declared_at) == ("waiting", one.row.declared_at)
    assert one.mark not in waiting.complaint.number


def test_a_process_killed_while_the_wait_ends_leaves_it_whole(waiting, qing, later, monkeypatch):
    later(days=17)

    def killed(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr("complaints.services.suing.tell_holder", killed)
        with pytest.raises(SystemExit):
            clocks_follow(waiting.complaint)
    assert (notice_of(waiting.complaint).state, is_held(qing.offer)) == ("waiting", True)
    clocks_follow(waiting.complaint)

    assert (notice_of(waiting.complaint).state, is_held(qing.offer)) == ("ended", False)
