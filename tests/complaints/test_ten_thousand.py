"""Ten thousand complaints: the inbox and whoever telephones are read by their indexes."""

import os
from contextlib import closing

import psycopg2
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from complaints.models import Complaint
from complaints.selectors import inbox
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.complaints.conftest import file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
PAGE = 51
MANY = """
INSERT INTO complaints_complaint (id, tenant_id, number, secret_hash, external_id, kind, channel,
  language, state, terms, terms_version, outcome, is_waiting, tells_by_mail, filed_at, email_index)
SELECT gen_random_uuid(), %s, lpad(to_hex(n), 10, '0'), '\\x00', '', 'conduct', 'web', 'zh',
  'received', %s, 0, '', n %% 9 = 0, false, %s, decode(lpad(to_hex(n), 64, '0'), 'hex')
FROM generate_series(1, %s) n
"""
CLOCKS = """
INSERT INTO office_clock (id, tenant_id, subject_kind, subject_ref, kind, clause, policy, state,
  round, started_at, due_at, is_provisional, created_at)
SELECT gen_random_uuid(), c.tenant_id, 'complaint', c.id::text, 'complaint_act', 'M-complaints',
  %s, 'running', 1, %s, %s::timestamptz + ('x' || c.number)::bit(44)::bigint * interval '1 second',
  false, %s
FROM complaints_complaint c WHERE c.secret_hash = '\\x00'
"""


@pytest.fixture
def many(lin, passer):
    """Ten thousand complaints beside one that came by the page, each with a clock."""
    row = file(passer, email="he@example.com").complaint
    now = clock.now()
    with acting(system_actor(lin.tenant_id)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT terms::text FROM complaints_complaint")
        terms = cursor.fetchone()[0]
        cursor.execute("SELECT policy::text FROM office_clock LIMIT 1")
        policy = cursor.fetchone()[0]
        cursor.execute(MANY, [str(lin.tenant_id), terms, now, 10_000])
        cursor.execute(CLOCKS, [policy, now, now, now])
    _analyze()
    return row


def test_a_contact_is_found_by_its_index(lin, many):
    with acting(lin), transaction.atomic():
        key = accounts.tenant_key(lin).key
        index = personal.blind_index(key, "email", "he@example.com")
        found = Complaint.objects.of(lin).filter(email_index=index)
        assert found.get().pk == many.pk
        assert "complaint_by_email" in found.explain()


@pytest.mark.parametrize("tab", ["open", "waiting"])
def test_what_must_be_done_next_is_found_by_each_ones_own_clocks(lin, many, tab):
    sought = inbox.Sought(tab=tab)
    with acting(lin), transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            rows = list(inbox.inbox_list(lin, sought)[:PAGE])
        plan = inbox.inbox_list(lin, sought)[:PAGE].explain()
        counts = inbox.inbox_counts(lin, sought)

    assert len(rows) == PAGE
    assert len(asked) <= 4
    assert "clock_one_of_a_kind" in plan.partition("SubPlan")[2]
    assert counts["open"] == 10_001
    assert counts["waiting"] == 10_000 // 9


def _analyze() -> None:
    """Have the owner look at the tables, as autovacuum does: nobody else may."""
    owner = os.environ["LC_OWNER_DATABASE_URL"].rpartition("/")[0]
    url = f"{owner}/{connection.settings_dict['NAME']}"
    with closing(psycopg2.connect(url)) as held, held, held.cursor() as cursor:
        cursor.execute("ANALYZE complaints_complaint, office_clock")
