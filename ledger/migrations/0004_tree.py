from django.db import migrations, models

import livecompliance.kernel.clock
from livecompliance.kernel.pg.operations import (
    AppendOnly,
    AppMay,
    DefinerFunction,
    DefinerReads,
    TenantTable,
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_sequel")]

    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("pk", models.CompositePrimaryKey("tenant_id", "seq", blank=True, editable=False, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                ("entry_id", models.UUIDField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("pk", models.CompositePrimaryKey("tenant_id", "level", "place", blank=True, editable=False, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("level", models.PositiveSmallIntegerField()),
                ("place", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("pk", models.CompositePrimaryKey("tenant_id", "size", blank=True, editable=False, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("note", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "at"], name="checkpoint_by_time")],
            },
        ),
        TenantTable("ledger_leaf", app="SI"),
        AppendOnly("ledger_leaf"),
        TenantTable("ledger_tile", app="SI"),
        AppendOnly("ledger_tile"),
        TenantTable("ledger_checkpoint", app="SI"),
        AppendOnly("ledger_checkpoint"),
        AppMay("ledger_pending", "D"),
        DefinerReads("ledger_pending"),
        DefinerFunction(
            "tenants_unsealed(integer)",
            """
            CREATE FUNCTION tenants_unsealed(most integer) RETURNS TABLE (tenant uuid)
            LANGUAGE plpgsql STABLE AS $$
            BEGIN
              RETURN QUERY EXECUTE
                'WITH RECURSIVE each AS (
                   (SELECT tenant_id FROM ledger_pending ORDER BY tenant_id LIMIT 1)
                   UNION ALL
                   SELECT (SELECT p.tenant_id FROM ledger_pending p
                           WHERE p.tenant_id > each.tenant_id ORDER BY p.tenant_id LIMIT 1)
                   FROM each WHERE each.tenant_id IS NOT NULL)
                 SELECT tenant_id FROM each WHERE tenant_id IS NOT NULL LIMIT $1'
                USING most;
            END $$
            """,
        ),
    ]
