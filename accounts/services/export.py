"""Everything a tenant has, in one zip of NDJSON files: one per table, one line per row."""

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from accounts.models import Tenant
from ledger import services as record
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

WITHHELD = {
    "accounts_apikey": {"secret_hash"},
    "accounts_invitation": {"token_hash"},
    "accounts_webhookendpoint": {"secret_sealed"},
    "accounts_tenantkey": {"wrapped"},
    "office_file": {"wrapped_key"},
    "office_fileticket": {"token_hash"},
    "accounts_personkey": {"wrapped"},
    "parties_consentask": {"token_hash", "code_hash"},
    "parties_provider": {"secret"},
    "parties_verification": {"code_hash"},
    "rooms_session": {"wrapped_key"},
}
CHUNK = 500


def tenant_tables() -> dict[str, tuple[str, list[str]]]:
    """Return every tenant's table: its tenant column, and the columns that may leave."""
    found: dict[str, tuple[str, list[str]]] = {}
    for model in apps.get_models():
        table, columns = model._meta.db_table, columns_of(model)
        owner = "id" if model is Tenant else "tenant_id"
        if owner in columns and (owner == "tenant_id" or model is Tenant):
            hidden = WITHHELD.get(table, set())
            found[table] = owner, [name for name in columns if name not in hidden]
    return dict(sorted(found.items()))


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the names of a model's columns."""
    return [str(field.column) for field in model._meta.concrete_fields if field.column]


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it; bytes become base64."""
    if isinstance(value, memoryview | bytes):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def rows_of(table: str, owner: str, columns: list[str], actor: Actor) -> Iterator[dict[str, Any]]:
    """Yield the tenant's rows of one table from a server-side cursor, a few hundred at a time."""
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, columns))
    sql = f"SELECT {listed} FROM {quote(table)} WHERE {quote(owner)} = %s ORDER BY 1"  # noqa: S608
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [actor.tenant_id])
        while rows := cursor.fetchmany(CHUNK):
            for row in rows:
                yield dict(zip(columns, map(plain, row), strict=True))


def tenant_export(actor: Actor, out: Path) -> dict[str, int]:
    """Write the tenant's rows to `out` and return how many each table had.

    Secrets and keys stay behind. The file appears whole or not at all.
    """
    tenancy.require(actor)
    part = out.with_name(out.name + ".part")
    counts: dict[str, int] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as bundle:
        for table, (owner, columns) in tenant_tables().items():
            counts[table] = 0
            with bundle.open(f"{table}.ndjson", "w") as lines:
                for row in rows_of(table, owner, columns, actor):
                    lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                    counts[table] += 1
    record.entry_append(
        actor=actor,
        action="accounts.tenant_exported",
        subject=("tenant", actor.tenant_id),
        data={"rows": sum(counts.values())},
    )
    os.replace(part, out)
    return counts
