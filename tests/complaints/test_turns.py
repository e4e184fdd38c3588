"""What turns round comes out right in both: the inbox of now, and the figures of the period."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from complaints import selectors
from complaints.rules import receipts as receipt_rules
from complaints.rules.periods import period_of
from complaints.selectors import figures
from livecompliance.kernel import clock
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from tests.complaints.conftest import answer, clocks, do, file, public_of, published
from tests.complaints.test_inbox import listed

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(autouse=True)
def summer(later) -> None:
    """Whatever day it is, these tests stand in the middle of a year."""
    today = clock.today()
    later(days=(date(today.year + 1, 5, 11) - today).days)


def counted(actor, kind, term):
    """Return of how many rounds how many went in time, late, and are late still."""
    with acting(actor), transaction.atomic():
        found = figures.figures_of(actor, period_of(f"{clock.today().year}"))
    one = found.tables()[term][kind]
    return one.number, one.in_time, one.late, one.overdue


def left_in(page: str, row) -> str:
    """Return what the inbox says of one complaint."""
    return page[page.index(f"case-{row.pk}") :].partition("</li>\n    ")[0]


def test_a_reopened_complaint_is_back_in_the_inbox_with_a_round_of_its_own(lin, row, later):
    answer(lin, row)
    assert str(row.pk) not in listed(lin)
    later(days=1)
    do("complaint_reopen", lin, complaint_id=row.pk, text="投诉人补充了材料")

    assert str(row.pk) in listed(lin)
    assert counted(lin, "conduct", "feed_back") == (2, 1, 0, 0)
    later(days=40)
    assert "已超期" in listed(lin)
    assert counted(lin, "conduct", "feed_back") == (2, 1, 0, 1)


def test_handing_on_gives_no_new_time_in_the_inbox_and_none_in_the_figures(lin, mei, row, later):
    due = clocks(row)["feed_back"].due_at
    later(hours=20)
    do("complaint_take", lin, complaint_id=row.pk, assignee_id=mei.user_id)

    assert clocks(row)["feed_back"].due_at == due
    assert str(row.pk) in listed(mei, f"?assignee={mei.user_id}")
    assert str(row.pk) not in listed(lin, f"?assignee={lin.user_id}")
    later(days=40)
    answer(mei, row)
    assert counted(lin, "conduct", "feed_back") == (1, 0, 1, 0)


def test_new_terms_hurry_nobody_who_was_promised_the_old_ones(lin, mei, passer, row, later):
    published(lin, mei, conduct_feed_back=(1, "hour"))
    fresh = file(passer, "conduct").complaint
    later(hours=3)

    assert "已超期" in left_in(listed(lin), fresh)
    assert "已超期" not in left_in(listed(lin), row)
    for one in (row, fresh):
        answer(lin, one)
    assert counted(lin, "conduct", "feed_back") == (2, 1, 1, 0)


def test_what_was_told_by_telephone_counts_from_then_in_both(lin, row, later):
    at = row.filed_at + timedelta(hours=2)
    later(days=40)
    assert "已超期" in listed(lin)
    answer(lin, row, channel="phone", at=at)

    assert str(row.pk) not in listed(lin)
    assert counted(lin, "conduct", "acknowledge") == (1, 1, 0, 0)
    assert counted(lin, "conduct", "feed_back") == (1, 1, 0, 0)


@pytest.mark.parametrize("spoil", ["number", "secret", "platform"])
def test_whatever_does_not_fit_costs_the_same_and_is_compared_in_constant_time(
    passer, elsewhere, spoil, monkeypatch
):
    """A number that never was, a wrong secret, another platform's: same work, same words."""
    good = file(passer).receipt
    given = {
        "number": good._replace(number="0" * 10),
        "secret": good._replace(secret="0" * 16),
        "platform": file(public_of(elsewhere)).receipt,
    }[spoil]
    compared = []
    really = receipt_rules.fits
    monkeypatch.setattr(receipt_rules, "fits", lambda *both: compared.append(both) or really(*both))
    with (
        acting(passer),
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        selectors.complaint_opened(passer, good)
    with (
        acting(passer),
        transaction.atomic(),
        CaptureQueriesContext(connection) as spoilt,
        pytest.raises(NotFound) as refused,
    ):
        selectors.complaint_opened(passer, given)

    assert len(spoilt) == len(asked)
    assert len(compared) == 2  # what is no receipt is compared, too
    assert refused.value.message == "编号或查询码不对。请核对回执，字母不分大小写。"
