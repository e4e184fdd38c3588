"""Write many findings in one statement, and hear which of them are news."""

from uuid import UUID

from django.db import connection
from psycopg2.extras import Json, execute_values

from moderation.models import Finding

COLUMNS = tuple(str(field.column) for field in Finding._meta.concrete_fields)
NAMES = tuple(field.attname for field in Finding._meta.concrete_fields)
SPANS = NAMES.index("spans")
INSERT = f"""
INSERT INTO moderation_finding ({", ".join(COLUMNS)}) VALUES %s
ON CONFLICT ON CONSTRAINT finding_once_per_event_and_rule DO NOTHING RETURNING id
"""  # noqa: S608  (columns of the model)
PAGE = 2_000


def findings_write(rows: list[Finding]) -> set[UUID]:
    """Insert findings; return the ids of those that were not there before.

    The row-level wall stands: the statement runs in the transaction that names the tenant.
    """
    values = [_values(row) for row in rows]
    with connection.cursor() as cursor:
        found = execute_values(cursor.cursor, INSERT, values, page_size=PAGE, fetch=True)
    return {row[0] for row in found}


def _values(row: Finding) -> list[object]:
    values = [getattr(row, name) for name in NAMES]
    values[SPANS] = Json(values[SPANS])
    return values
