from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import DefinerFunction, TenantTable


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Sequel",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=livecompliance.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("body", models.JSONField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("available_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("last_error", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "available_at"], name="sequel_due")],
            },
        ),
        TenantTable("ledger_sequel", definer="S", regulator=False),
        DefinerFunction(
            "sequels_due(timestamptz, integer)",
            """
            CREATE FUNCTION sequels_due(at timestamptz, most integer) RETURNS TABLE (tenant uuid)
            LANGUAGE plpgsql STABLE AS $$
            BEGIN
              RETURN QUERY EXECUTE
                'SELECT DISTINCT tenant_id FROM ledger_sequel WHERE available_at <= $1 LIMIT $2'
                USING at, most;
            END $$
            """,
        ),
    ]
