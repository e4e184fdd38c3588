import django.contrib.postgres.fields
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        ('parties', '0001_parties'),
        ('rooms', '0005_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Admission',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('start', '开播'), ('cast', '出镜人员变更'), ('trial', '试查'), ('again', '直播中复查')], max_length=6)),
                ('is_allowed', models.BooleanField()),
                ('is_enforced', models.BooleanField(default=True)),
                ('reasons', models.JSONField(default=list)),
                ('cast', models.JSONField(default=dict)),
                ('checks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('asked_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('took_ms', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='onair',
            name='on_air_once_per_session',
        ),
        migrations.AddField(
            model_name='onair',
            name='joined_at',
            field=models.DateTimeField(default=livecompliance.kernel.clock.now),
        ),
        migrations.AddField(
            model_name='onair',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='onair',
            name='party',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party'),
        ),
        migrations.AddField(
            model_name='room',
            name='operator',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party'),
        ),
        migrations.AddField(
            model_name='session',
            name='is_admitted',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='session',
            name='technologies',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='session',
            name='virtual_hosts',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None),
        ),
        migrations.AddConstraint(
            model_name='onair',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('tenant', 'session', 'stage_name'), name='on_air_once_per_session'),
        ),
        migrations.AddField(
            model_name='admission',
            name='room',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room'),
        ),
        migrations.AddField(
            model_name='admission',
            name='session',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='rooms.session'),
        ),
        migrations.AddField(
            model_name='admission',
            name='tenant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant'),
        ),
        migrations.AddIndex(
            model_name='admission',
            index=models.Index(fields=['tenant', 'room', '-asked_at'], name='admission_newest'),
        ),
        migrations.AddIndex(
            model_name='admission',
            index=models.Index(condition=models.Q(('is_allowed', False)), fields=['tenant', '-asked_at'], name='admission_denied'),
        ),
        TenantTable("rooms_admission", app="SIU"),
        TenantReference("rooms_admission", "room_id", "rooms_room"),
        TenantReference("rooms_admission", "session_id", "rooms_session"),
        TenantReference("rooms_room", "operator_id", "parties_party"),
        TenantReference("rooms_onair", "party_id", "parties_party"),
    ]
