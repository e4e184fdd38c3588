"""Many contacts, and one of them found by number. Prints JSON; run as a child.

`python -m tools.bench._personal ROWS` inside `services().child_environment()`.
"""

import json
import statistics
import sys
import time
from typing import Any

import django

ROUNDS = 300
USERS = """
INSERT INTO accounts_user (id, username, password, is_superuser, first_name, last_name, email,
  is_staff, is_active, date_joined, display_name)
SELECT gen_random_uuid(), 'many:' || n, '!', false, '', '', '', false, true, now(), ''
FROM generate_series(1, %s) n
"""
CONTACTS = """
INSERT INTO accounts_contact (id, tenant_id, user_id, mobile, mobile_index, changed_at)
SELECT gen_random_uuid(), %s, u.id, '\\x00', sha256(u.username::bytea), now()
FROM accounts_user u WHERE u.username LIKE 'many:%%'
"""


def measure(rows: int) -> dict[str, Any]:
    """Return the median of a look-up and whether it went by the index."""
    from django.db import connection, connections, transaction

    from accounts import services
    from accounts.models import Contact
    from livecompliance.kernel.actors import system_actor
    from livecompliance.kernel.tenancy import acting

    tenant = services.tenant_create(slug="many", name="Many")
    actor = system_actor(tenant.pk)
    with connections["owner"].cursor() as cursor:
        cursor.execute(USERS, [rows])
        cursor.execute(CONTACTS, [tenant.pk])
        cursor.execute("ANALYZE accounts_contact")
    took = []
    with acting(actor), transaction.atomic():
        for number in range(ROUNDS):
            mobile = f"138{number:08d}"
            services.contact_find(actor=actor, mobile=mobile)
            wanted = Contact.objects.of(actor).filter(mobile_index=b"x" * 32)
            began = time.perf_counter()
            list(wanted.values_list("user_id"))
            took.append((time.perf_counter() - began) * 1000)
        plan = wanted.explain()
        if Contact.objects.of(actor).count() != rows:
            raise RuntimeError("the rows are not all there")
    connection.close()
    return {"ms": statistics.median(took), "by_index": "contact_by_mobile" in plan}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
