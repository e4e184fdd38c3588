import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_walls'),
        ('moderation', '0003_measure_unacknowledged'),
        ('rooms', '0004_ticket_wall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dismissal',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('harmless', '语境无害，不是违规宣传'), ('proven', '内容属实，有依据'), ('misread', '识别或转写有误'), ('unrelated', '与该条款无关'), ('other', '其他原因')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('share_code', models.CharField(blank=True, max_length=40)),
                ('share', models.FloatField(default=0.0)),
                ('share_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('restored_at', models.DateTimeField(blank=True, null=True)),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.finding')),
                ('restored_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'session'], name='dismissal_by_session')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('restored_at__isnull', True)), fields=('tenant', 'finding'), name='dismissal_in_force_once')],
            },
        ),
        TenantTable("moderation_dismissal", app="SIU"),
        TenantReference("moderation_dismissal", "finding_id", "moderation_finding"),
        TenantReference("moderation_dismissal", "session_id", "rooms_session"),
    ]
