from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantTable

# By the payment they give back: what is left of it is one look.
REFUND = """
CREATE TABLE tax_refund (
  tenant_id uuid NOT NULL,
  refund_of uuid NOT NULL,
  id uuid NOT NULL,
  month date NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  CONSTRAINT tax_refund_key PRIMARY KEY (tenant_id, refund_of, id)
);
INSERT INTO tax_refund (tenant_id, refund_of, id, month, amount_fen)
SELECT tenant_id, refund_of, id, month, amount_fen FROM tax_payment
WHERE is_refund AND refund_of IS NOT NULL;
"""
# What a month leaves behind begins with refunds that are carried on.
WITHHELD = """
ALTER TABLE tax_withheld ADD COLUMN returned_fen bigint NOT NULL DEFAULT 0
  CHECK (returned_fen >= 0);
ALTER TABLE tax_withheld ALTER COLUMN returned_fen DROP DEFAULT;
UPDATE tax_withheld SET state = '[0]'::jsonb || state WHERE state IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0004_months_over")]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("pk", models.CompositePrimaryKey("tenant_id", "refund_of", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("refund_of", models.UUIDField()),
                ("id", models.UUIDField()),
                ("month", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
            ],
            options={"db_table": "tax_refund", "managed": False},
        ),
        migrations.RunSQL(REFUND, "DROP TABLE tax_refund"),
        migrations.RunSQL(WITHHELD, "ALTER TABLE tax_withheld DROP COLUMN returned_fen"),
        migrations.AddField("run", "returned_fen", models.BigIntegerField(default=0)),
        TenantTable("tax_refund", app="SI", regulator=False),
    ]
