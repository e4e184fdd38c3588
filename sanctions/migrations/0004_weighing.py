import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_studio_write_scope'),
        ('charter', '0005_suppliers'),
        ('parties', '0013_minor_access_revoked'),
        ('sanctions', '0003_sharing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Weighing',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('offence', models.PositiveSmallIntegerField()),
                ('suggested', models.CharField(max_length=16)),
                ('asked_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('due_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('open', '待重新衡量'), ('kept', '维持'), ('ended', '处罚已结束')], default='open', max_length=6)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.AddField(
            model_name='sanction',
            name='weigh_by',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(condition=models.Q(('weigh_by__isnull', False)), fields=['tenant', 'weigh_by'], name='sanction_to_weigh'),
        ),
        migrations.AddField(
            model_name='weighing',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='weighing',
            name='fallen',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sanctions.sanction'),
        ),
        migrations.AddField(
            model_name='weighing',
            name='sanction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weighings', to='sanctions.sanction'),
        ),
        migrations.AddField(
            model_name='weighing',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant'),
        ),
        migrations.AddIndex(
            model_name='weighing',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['tenant', 'sanction'], name='weighing_open'),
        ),
        migrations.AddConstraint(
            model_name='weighing',
            constraint=models.UniqueConstraint(fields=('tenant', 'sanction', 'fallen'), name='weighing_once_per_fall'),
        ),
        migrations.AddConstraint(
            model_name='weighing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('answered_by__isnull', False)), _connector='OR'), name='weighing_kept_says_why'),
        ),
        migrations.AddConstraint(
            model_name='weighing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='weighing_answered_at'),
        ),
        TenantTable("sanctions_weighing", app="SIU"),
        TenantReference("sanctions_weighing", "sanction_id", "sanctions_sanction"),
        TenantReference("sanctions_weighing", "fallen_id", "sanctions_sanction"),
    ]
