from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantTable

# What an operator abroad sold to whom, by the platform's own number for the buyer: no name.
SALE = """
CREATE TABLE tax_sale (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  quarter date NOT NULL,
  bucket smallint NOT NULL,
  payee_id uuid NOT NULL,
  buyer text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('services', 'intangibles')),
  is_refund boolean NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  orders integer NOT NULL,
  CONSTRAINT tax_sale_key PRIMARY KEY (tenant_id, id)
);
CREATE INDEX tax_sale_by_payee ON tax_sale (tenant_id, quarter, bucket, payee_id);
"""
# What a buyer's quarter comes to on the platform, whoever he bought from; added up with every batch.
BUYER = """
CREATE TABLE tax_buyer (
  tenant_id uuid NOT NULL,
  quarter date NOT NULL,
  buyer text NOT NULL,
  net_fen bigint NOT NULL,
  CONSTRAINT tax_buyer_key PRIMARY KEY (tenant_id, quarter, buyer)
);
"""
# What a form leaves out of the figures stands after them.
LEFT = """
ALTER TABLE tax_incomeline DROP CONSTRAINT tax_incomeline_figures_check;
ALTER TABLE tax_incomeline ADD CONSTRAINT tax_incomeline_figures_check
  CHECK (array_length(figures, 1) IN (9, 18));
"""
ONLY_FIGURES = """
ALTER TABLE tax_incomeline DROP CONSTRAINT tax_incomeline_figures_check;
ALTER TABLE tax_incomeline ADD CONSTRAINT tax_incomeline_figures_check
  CHECK (array_length(figures, 1) = 9);
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0009_places")]

    operations = [
        migrations.AddField("payee", "is_platform", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Sale",
            fields=[
                ("pk", models.CompositePrimaryKey("tenant_id", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("quarter", models.DateField()),
                ("bucket", models.SmallIntegerField()),
                ("payee_id", models.UUIDField()),
                ("buyer", models.TextField()),
                ("kind", models.TextField()),
                ("is_refund", models.BooleanField()),
                ("amount_fen", models.BigIntegerField()),
                ("orders", models.IntegerField()),
            ],
            options={"db_table": "tax_sale", "managed": False},
        ),
        migrations.CreateModel(
            name="Buyer",
            fields=[
                ("pk", models.CompositePrimaryKey("tenant_id", "quarter", "buyer", blank=True, editable=False, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("quarter", models.DateField()),
                ("buyer", models.TextField()),
                ("net_fen", models.BigIntegerField()),
            ],
            options={"db_table": "tax_buyer", "managed": False},
        ),
        migrations.RunSQL(SALE, "DROP TABLE tax_sale"),
        migrations.RunSQL(BUYER, "DROP TABLE tax_buyer"),
        migrations.RunSQL(LEFT, ONLY_FIGURES),
        TenantTable("tax_sale", app="SI", regulator=False),
        TenantTable("tax_buyer", app="SIU", regulator=False),
    ]
