import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

WAITING = """
CREATE FUNCTION erasures_waiting() RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT r.tenant_id FROM parties_datarequest r WHERE r.state = 'waiting';
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        ('parties', '0003_consents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('export', '查阅、复制个人信息'), ('correct', '更正个人信息'), ('cancel', '注销账号'), ('erase', '删除个人信息')], max_length=8)),
                ('state', models.CharField(choices=[('open', '处理中'), ('done', '已办理'), ('waiting', '保存期满后删除'), ('refused', '不予办理')], default='open', max_length=8)),
                ('asked_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('due_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('kept', models.JSONField(blank=True, default=list)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'state', 'asked_at'], name='data_request_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('tenant', 'party', 'kind'), name='data_request_open_once')],
            },
        ),
        TenantTable("parties_datarequest", app="SIU", definer="S"),
        TenantReference("parties_datarequest", "party_id", "parties_party"),
        DefinerFunction("erasures_waiting()", WAITING),
    ]
