"""Ten thousand complaints: whoever telephones is found among them by an index."""

import pytest
from django.db import connection, transaction

from accounts import services as accounts
from complaints.models import Complaint
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests.complaints.conftest import file

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


def test_a_contact_is_found_by_its_index(lin, many):
    with acting(lin), transaction.atomic():
        key = accounts.tenant_key(lin).key
        index = personal.blind_index(key, "email", "he@example.com")
        found = Complaint.objects.of(lin).filter(email_index=index)
        assert found.get().pk == many.pk
        assert "complaint_by_email" in found.explain()
