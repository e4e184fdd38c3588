import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerReads, TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_studio_scopes'),
        ('parties', '0011_credential_lapsed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('bank', '收款账户'), ('device', '设备')], max_length=6)),
                ('index', models.BinaryField(max_length=32, null=True)),
                ('common_index', models.BinaryField(max_length=32, null=True)),
                ('given_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name='bar',
            name='by',
            field=models.CharField(choices=[('identity', '证件'), ('bank', '收款账户'), ('device', '设备')], default='identity', max_length=8),
        ),
        migrations.AddField(
            model_name='bar',
            name='common_index',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='bar',
            name='shared_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='common_index',
            field=models.BinaryField(max_length=32, null=True),
        ),
        migrations.AddIndex(
            model_name='bar',
            index=models.Index(condition=models.Q(('lifted_at__isnull', True), ('shared_at__isnull', False)), fields=['common_index'], name='bar_shared'),
        ),
        migrations.AddField(
            model_name='mark',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='parties.party'),
        ),
        migrations.AddField(
            model_name='mark',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant'),
        ),
        migrations.AddIndex(
            model_name='mark',
            index=models.Index(fields=['tenant', 'index'], name='mark_by_index'),
        ),
        migrations.AddIndex(
            model_name='mark',
            index=models.Index(fields=['tenant', 'party'], name='mark_by_party'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('tenant', 'party', 'kind', 'index'), name='mark_once_per_party'),
        ),
        TenantTable("parties_mark", app="SIU", definer="S", regulator=False),
        TenantReference("parties_mark", "party_id", "parties_party"),
        DefinerReads("parties_bar"),
        DefinerReads("parties_document"),
    ]
