from django.db import migrations

from livecompliance.kernel.pg.operations import AppendOnly, DefinerFunction, TenantTable


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        TenantTable("ledger_entry", app="SI"),
        AppendOnly("ledger_entry"),
        TenantTable("ledger_pending", app="SI", regulator=False),
        TenantTable("ledger_outbox", app="SIU", definer="S", regulator=False),
        DefinerFunction(
            "outbox_due(timestamptz, integer)",
            """
            CREATE FUNCTION outbox_due(at timestamptz, most integer) RETURNS TABLE (tenant uuid)
            LANGUAGE plpgsql STABLE AS $$
            BEGIN
              RETURN QUERY EXECUTE
                'SELECT DISTINCT tenant_id FROM ledger_outbox
                 WHERE state = ''waiting'' AND available_at <= $1 LIMIT $2'
                USING at, most;
            END $$
            """,
        ),
    ]
