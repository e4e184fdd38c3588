"""The fifteen days of a declaration over a New Year: natural days, from its arrival, none moved."""

from datetime import date, timedelta

import pytest

from livecompliance.kernel import clock
from tests.complaints.conftest import do
from tests.complaints.notices import (
    clocks_follow,
    declared,
    is_held,
    notice_of,
    noticed,
    shop,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.mark.law("ECL-ip-wait")
def test_fifteen_days_over_a_new_year_are_fifteen_days_from_arrival(harbour, lin, passer, later):
    qing, filed = shop(harbour, lin), noticed(passer)
    taken(lin, filed, qing.offer)
    today = clock.today()
    later(days=(date(today.year + 1, 12, 24) - today).days)
    declared(qing.operator, filed)
    later(days=1)  # passed on today, arrived tomorrow: the page of the receipt was opened then
    do("declaration_shown", passer, receipt=filed.receipt)
    row = notice_of(filed.complaint)

    due = row.wait_until.astimezone(clock.SHANGHAI)
    assert clock.to_date(row.arrived_at) == date(today.year + 1, 12, 25)
    assert due.date() == date(today.year + 2, 1, 9)
    later(seconds=(row.wait_until - clock.now() - timedelta(minutes=1)).total_seconds())
    clocks_follow(filed.complaint)
    assert is_held(qing.offer)
    later(minutes=2)
    clocks_follow(filed.complaint)
    assert not is_held(qing.offer)
    assert notice_of(filed.complaint).end == "unsued"
