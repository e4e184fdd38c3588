
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.pg.functions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('pk', models.CompositePrimaryKey('tenant_id', 'session_month', 'session_id', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.UUIDField()),
                ('session_month', models.DateField()),
                ('session_id', models.UUIDField()),
                ('seq', models.PositiveIntegerField()),
                ('received_at', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('chain', models.BinaryField(max_length=32)),
                ('payload', models.BinaryField()),
                ('id_hashes', models.BinaryField()),
                ('batch_key', models.CharField(max_length=80, null=True)),
                ('body_hash', models.BinaryField(max_length=32)),
                ('receipt', models.JSONField()),
            ],
            options={
                'db_table': 'rooms_segment',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('external_id', models.CharField(blank=True, max_length=80)),
                ('title', models.CharField(max_length=120)),
                ('operator_name', models.CharField(blank=True, max_length=120)),
                ('category', models.CharField(blank=True, max_length=60)),
                ('tier', models.CharField(choices=[('first', '一级'), ('second', '二级'), ('key', '重点')], default='first', max_length=8)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('operator_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('session_month', models.DateField()),
                ('form', models.CharField(choices=[('video', '视频'), ('audio', '音频'), ('graphic', '图文'), ('mixed', '多种结合')], default='video', max_length=8)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('is_virtual_image', models.BooleanField(default=False)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('key_destroyed_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='rooms.room')),
            ],
        ),
        migrations.CreateModel(
            name='RoomUserPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_id', models.UUIDField(db_default=livecompliance.kernel.pg.functions.CurrentTenant())),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='rooms.room')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='cursor', serialize=False, to='rooms.session')),
                ('seq', models.PositiveIntegerField(default=0)),
                ('events', models.PositiveBigIntegerField(default=0)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='SessionHead',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='head', serialize=False, to='rooms.session')),
                ('seq', models.PositiveIntegerField(default=0)),
                ('chain', models.BinaryField(default=b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', max_length=32)),
                ('events', models.PositiveBigIntegerField(default=0)),
                ('is_open', models.BooleanField(default=True)),
                ('last_at', models.DateTimeField(null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='OnAir',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('stage_name', models.CharField(max_length=60)),
                ('external_id', models.CharField(blank=True, max_length=80)),
                ('is_host', models.BooleanField(default=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='on_air', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'session', 'stage_name'), name='on_air_once_per_session')],
            },
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(fields=['tenant', 'started_at'], name='session_by_start'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('tenant', 'room'), name='session_one_open_per_room'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='session_ends_after_it_starts'),
        ),
        migrations.AddIndex(
            model_name='room',
            index=models.Index(fields=['tenant', 'title'], name='room_by_title'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('tenant', 'external_id'), name='room_external_id_per_tenant'),
        ),
        migrations.AlterUniqueTogether(
            name='roomuserpermission',
            unique_together={('user', 'permission', 'content_object')},
        ),
    ]
