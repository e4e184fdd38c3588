
import django.contrib.postgres.fields
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=8)),
                ('actor_ref', models.CharField(blank=True, max_length=36)),
                ('action', models.CharField(max_length=80)),
                ('clause', models.CharField(blank=True, max_length=80)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_ref', models.CharField(max_length=80)),
                ('body', models.BinaryField()),
                ('leaf_hash', models.BinaryField(max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['tenant_id', 'at'], name='entry_by_time'), models.Index(fields=['tenant_id', 'subject_kind', 'subject_ref', 'at'], name='entry_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
                ('topic', models.CharField(max_length=60)),
                ('subject_ref', models.CharField(max_length=80)),
                ('payload', models.JSONField()),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sent', '已送达'), ('dead', '未能送达'), ('cancelled', '已撤回')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('available_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=200)),
                ('delivered_to', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['available_at'], name='outbox_waiting'), models.Index(fields=['tenant_id', 'subject_ref'], name='outbox_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Pending',
            fields=[
                ('entry_id', models.UUIDField(primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['tenant_id', 'entry_id'], name='pending_by_tenant')],
            },
        ),
    ]
