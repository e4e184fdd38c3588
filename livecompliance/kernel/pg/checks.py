"""Start-up refusals: the app must not run as a role that walks through walls."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import OperationalError

QUESTION = """
SELECT rolsuper, rolbypassrls, rolcreaterole,
       EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)
FROM pg_roles WHERE rolname = current_user
"""


def role_faults(alias: str) -> list[str]:
    """Return in words what makes the role behind `alias` unfit to serve tenants."""
    with connections[alias].cursor() as cursor:
        cursor.execute(QUESTION)
        superuser, bypass, creator, owner = cursor.fetchone()
    words = {
        "is a superuser": superuser,
        "bypasses row-level security": bypass,
        "may create roles": creator,
        "owns tables": owner,
    }
    return [word for word, true in words.items() if true]


@register(Tags.database)
def app_role_is_walled(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse a database role that row-level security does not hold."""
    found: list[CheckMessage] = []
    for alias in {"default", "regulator"} & set(databases or ()):
        try:
            faults = role_faults(alias)
        except OperationalError:
            continue
        found += [Error(f"the role of '{alias}' {fault}", id="kernel.E001") for fault in faults]
    return found
