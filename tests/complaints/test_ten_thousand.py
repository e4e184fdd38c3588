"""Ten thousand complaints in hand: the same few queries, each by an index."""

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
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
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
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE complaints_complaint, office_clock")
    return row


def asked(page, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert page.get(path).status_code == 200
    return len(found)


def plan(actor, sought: inbox.Sought) -> str:
    with acting(actor), transaction.atomic():
        told: str = inbox.inbox_list(actor, sought)[:50].explain()
    return told


def test_the_list_of_ten_thousand_asks_no_more_than_that_of_one(lin, passer, request):
    file(passer)
    page = browser(lin)
    page.get("/complaints")
    few = [asked(page, f"/complaints{query}") for query in ("", "?tab=waiting", "?tab=all&from=50")]
    request.getfixturevalue("many")
    many = [
        asked(page, f"/complaints{query}") for query in ("", "?tab=waiting", "?tab=all&from=50")
    ]

    # three more: what fifty complaints are about, with their clocks and who has them
    assert [now - then for now, then in zip(many, few, strict=True)] <= [3, 3, 3]
    shown = page.get("/complaints").content.decode()
    assert shown.count("data-item") == 50
    assert "10002" in shown


def test_each_complaint_finds_its_clock_by_an_index(lin, many):
    told = plan(lin, inbox.Sought())

    assert "clock_one_of_a_kind" in told
    assert "Seq Scan on office_clock" not in told


def test_a_contact_is_found_by_its_index(lin, many):
    with acting(lin), transaction.atomic():
        key = accounts.tenant_key(lin).key
        index = personal.blind_index(key, "email", "he@example.com")
        found = Complaint.objects.of(lin).filter(email_index=index)
        assert found.get().pk == many.pk
        assert "complaint_by_email" in found.explain()
