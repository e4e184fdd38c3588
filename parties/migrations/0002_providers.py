import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerReads, TenantTable

OPEN = """
CREATE FUNCTION verifications_open(before timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT v.tenant_id FROM parties_verification v
    WHERE v.state = 'started' AND v.started_at < before;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        ('parties', '0001_parties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='verification',
            name='token',
            field=livecompliance.kernel.personal.field.EncryptedField(index='', kind='document', null=True),
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('sandbox', '演示服务'), ('http', '签名接口')], max_length=10)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('key_id', models.CharField(blank=True, max_length=40)),
                ('secret', models.BinaryField(null=True)),
                ('timeout_ms', models.PositiveIntegerField(default=5000)),
                ('changed_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant',), name='provider_one_per_tenant'), models.CheckConstraint(condition=models.Q(('kind', 'sandbox'), models.Q(('secret__isnull', False), models.Q(('url', ''), _negated=True), models.Q(('key_id', ''), _negated=True)), _connector='OR'), name='provider_http_is_whole')],
            },
        ),
        migrations.AddIndex(
            "verification",
            models.Index(
                condition=models.Q(("state", "started")),
                fields=["started_at"],
                name="verification_open",
            ),
        ),
        TenantTable("parties_provider", app="SIU", regulator=False),
        DefinerReads("parties_verification"),
        DefinerFunction("verifications_open(timestamptz)", OPEN),
    ]
