import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import (
    DefinerFunction,
    DefinerReads,
    TenantReference,
    TenantTable,
)

OUTCOMES = [('upheld', '属实'), ('partly', '部分属实'), ('unfounded', '不属实'), ('unproven', '无法查实'), ('outside', '不属于平台处理范围')]
OPEN = models.Q(('dropped_at', None), ('sent_at', None), ('undone_at', None))

# Tenants in which an answer has waited long enough.
DUE = """
CREATE FUNCTION complaints_answers_due(at timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT tenant_id FROM complaints_heldanswer
  WHERE sent_at IS NULL AND undone_at IS NULL AND dropped_at IS NULL AND sends_at <= at
$$
"""


def reference(to, name='+'):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_merchants'),
        ('complaints', '0010_particulars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HeldAnswer',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=OUTCOMES, max_length=9)),
                ('text', livecompliance.kernel.personal.field.EncryptedField(index='', kind='text', null=True)),
                ('held_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('sends_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('by', reference(settings.AUTH_USER_MODEL)),
                ('complaint', reference('complaints.complaint', 'held_answers')),
                ('tenant', reference('accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(condition=OPEN, fields=['sends_at'], name='answer_held_due')],
                'constraints': [models.UniqueConstraint(condition=OPEN, fields=('tenant', 'complaint'), name='answer_held_once')],
            },
        ),
        TenantTable("complaints_heldanswer", app="SIU"),
        TenantReference("complaints_heldanswer", "complaint_id", "complaints_complaint"),
        DefinerReads("complaints_heldanswer"),
        DefinerFunction("complaints_answers_due(timestamptz)", DUE),
    ]
