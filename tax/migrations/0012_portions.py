from django.db import migrations, models
import django.db.models.deletion
import livecompliance.kernel.ids
import uuid

from livecompliance.kernel.pg.operations import TenantTable

# A month is read payee by payee, and comes in by the day: the key brings along all that is added up,
# so that nobody goes to the table for it.
COVERED = """
ALTER TABLE tax_payment DROP CONSTRAINT tax_payment_key, ADD CONSTRAINT tax_payment_key
PRIMARY KEY (tenant_id, month, bucket, payee_id, id)
INCLUDE (kind, is_refund, is_late, refund_of, amount_fen, orders, paid_at)
"""
BARE = """
ALTER TABLE tax_payment DROP CONSTRAINT tax_payment_key, ADD CONSTRAINT tax_payment_key
PRIMARY KEY (tenant_id, month, bucket, payee_id, id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_merchants'),
        ('tax', '0011_deductions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Portion',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('work', models.UUIDField()),
                ('bucket', models.SmallIntegerField()),
                ('after', models.UUIDField(default=uuid.UUID('00000000-0000-0000-0000-000000000000'))),
                ('done', models.BigIntegerField(default=0)),
                ('is_over', models.BooleanField(default=False)),
                ('kept', models.JSONField(default=dict)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'work', 'bucket'), name='portion_once')],
            },
        ),
        migrations.RunSQL(COVERED, BARE),
        TenantTable("tax_portion", app="SIUD", regulator=False),
    ]
