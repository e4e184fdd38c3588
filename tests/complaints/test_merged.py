"""What is dealt with in another's complaint is never forgotten: not its term, not its answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.rules import receipts
from complaints.services import NotNow
from tests.complaints.conftest import again, answer, clocks, do, file
from tests.complaints.test_inbox import listed, place

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def three(lin, passer):
    """Two complaints that are dealt with in a third; the receipt of that one."""
    head = file(passer)
    rest = [file(passer).complaint for _one in range(2)]
    for one in rest:
        do("complaint_merge", lin, complaint_id=one.pk, into_id=head.complaint.pk)
    return head, rest


@pytest.mark.law("M-complaints")
def test_who_takes_his_own_back_leaves_nobody_else_without_an_answer(lin, mei, passer, three):
    head, rest = three
    do("complaint_take", mei, complaint_id=head.complaint.pk)
    do("receipt_withdraw", passer, receipt=head.receipt)

    for one in rest:
        now = again(one)
        assert (now.state, now.merged_into_id, now.assignee_id) == ("in_hand", None, mei.user_id)
        assert clocks(one)["feed_back"].state == "running"
        assert str(one.pk) in listed(lin)
        answer(lin, one, "unfounded")
        assert clocks(one)["feed_back"].state == "met"


def test_taking_back_twice_releases_once_and_what_was_answered_stays(lin, passer, three):
    head, rest = three
    do("complaint_part", lin, complaint_id=rest[0].pk)
    answer(lin, rest[0])
    do("receipt_withdraw", passer, receipt=head.receipt)
    do("receipt_withdraw", passer, receipt=head.receipt)

    assert again(rest[0]).state == "answered"
    assert again(rest[1]).state == "in_hand"
    with pytest.raises(NotNow):
        answer(lin, head.complaint)


def test_the_term_of_what_was_merged_puts_the_other_in_front(lin, passer, later):
    old = file(passer).complaint
    later(days=3)
    other, head = file(passer).complaint, file(passer).complaint
    for one in (old, other, head):
        do("complaint_acknowledge", lin, complaint_id=one.pk)
        do("complaint_handle", lin, complaint_id=one.pk, text="已警示主播")
    page = listed(lin)
    assert place(page, old) < place(page, other) < place(page, head)
    do("complaint_merge", lin, complaint_id=old.pk, into_id=head.pk)
    later(days=30)

    page = listed(lin)
    assert place(page, head) < place(page, other)
    assert f"并入的 {receipts.shown(old.number)}" in page[place(page, head) : place(page, other)]
    assert "case--act" in page[: page.index(f"case-{head.pk}")].rpartition("<li")[2]


def test_what_was_merged_asks_no_more_of_the_list_however_many_there_are(lin, passer, three):
    head, _rest = three
    with CaptureQueriesContext(connection) as few:
        listed(lin)
    for _one in range(3):
        more = file(passer).complaint
        do("complaint_merge", lin, complaint_id=more.pk, into_id=head.complaint.pk)
    with CaptureQueriesContext(connection) as many:
        listed(lin)

    assert len(many) <= len(few)
