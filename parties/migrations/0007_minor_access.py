import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        ('parties', '0006_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MinorAccess',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', '待审批'), ('approved', '已批准'), ('refused', '未批准')], default='waiting', max_length=8)),
                ('reason', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'state', 'asked_at'], name='minor_access_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('tenant', 'party', 'asked_by'), name='minor_access_waiting_once'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='minor_access_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_by__isnull', False), ('expires_at__isnull', False)), _connector='OR'), name='minor_access_approved_for_a_while')],
            },
        ),
        TenantTable("parties_minoraccess", app="SIU"),
        TenantReference("parties_minoraccess", "party_id", "parties_party"),
    ]
