"""Ten thousand items: the same few queries, by the index of the queue."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from livecompliance.kernel import clock
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from review import selectors
from review.rules.queue import rank_of
from tests.proof import browser
from tests.review.conftest import claim, rows

pytestmark = pytest.mark.django_db
MANY = """
INSERT INTO review_item (id, tenant_id, kind, subject_id, code, tier, risk, due_s, opened_at,
  state, version, escalation, outcome, reason)
SELECT gen_random_uuid(), %s, 'patrol', gen_random_uuid(), '', n %% 3, n %% 100,
  1790000000 + n * 7, %s, 'open', 0, '', '', '' FROM generate_series(1, %s) n
"""


def fill(tenant, number: int) -> None:
    with acting(system_actor(tenant.pk)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MANY, [str(tenant.pk), clock.now(), number])


def queries(act) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_claiming_from_ten_thousand_takes_no_more_queries_and_reads_the_index(harbour, lin, mei):
    fill(harbour, 3)
    few = queries(lambda: claim(lin))
    fill(harbour, 10_000)
    many = queries(lambda: claim(mei))
    assert many <= few
    with acting(lin), transaction.atomic():
        plan = selectors.claimable(lin, clock.now())[:1].explain()
    assert "review_item_queue" in plan
    assert "Sort" not in plan.split("review_item_queue")[0]


@pytest.mark.long
def test_the_page_of_ten_thousand_asks_no_more_than_that_of_three(harbour, lin):
    fill(harbour, 3)
    page = browser(lin)
    page.get("/review/list")
    few = queries(lambda: page.get("/review/list"))
    fill(harbour, 10_000)
    shown = page.get("/review/list").content.decode()
    assert queries(lambda: page.get("/review/list")) <= few
    assert "还有 9943 项" in shown


def test_what_the_database_reckons_is_what_the_rule_says(harbour):
    fill(harbour, 200)
    found = rows(harbour.pk)
    assert [one.rank for one in found] == [rank_of(one.due_s, one.tier, one.risk) for one in found]
    assert [(one.rank, one.pk) for one in found] == sorted((one.rank, one.pk) for one in found)
