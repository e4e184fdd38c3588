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
from django.db import models

from ledger import services as record
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

WITHHELD = {"accounts_apikey": {"secret_hash"}, "accounts_invitation": {"token_hash"}}
CHUNK = 500


def tenant_models() -> list[type[models.Model]]:
    """Return every model whose rows belong to a tenant, in the order of their tables' names."""
    found = [
        model
        for model in apps.get_models()
        if any(getattr(field, "column", "") == "tenant_id" for field in model._meta.fields)
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it; bytes become base64."""
    if isinstance(value, memoryview | bytes):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def rows_of(model: type[models.Model], actor: Actor) -> Iterator[dict[str, Any]]:
    """Yield the tenant's rows of one table, as column → value, without what must not leave."""
    hidden = WITHHELD.get(model._meta.db_table, set())
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in hidden]
    manager = models.Manager.from_queryset(models.QuerySet)()
    manager.model = model
    rows = manager.get_queryset().filter(tenant_id=actor.tenant_id).order_by("pk")
    for row in rows.values_list(*names).iterator(chunk_size=CHUNK):
        yield {name: plain(value) for name, value in zip(names, row, strict=True)}


def tenant_export(actor: Actor, out: Path) -> dict[str, int]:
    """Write the tenant's rows to `out` and return how many each table had.

    The file appears whole or not at all.
    """
    tenancy.require(actor)
    part = out.with_name(out.name + ".part")
    counts: dict[str, int] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as bundle:
        for model in tenant_models():
            table = model._meta.db_table
            counts[table] = 0
            with bundle.open(f"{table}.ndjson", "w") as lines:
                for row in rows_of(model, actor):
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
