import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

DUE = """
CREATE FUNCTION files_due(at timestamptz, most int) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT f.tenant_id FROM office_file f
    WHERE f.expires_at <= at AND f.gone_at IS NULL LIMIT most;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0004_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=100)),
                ('name_sealed', models.BinaryField(null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('writing', '写入中'), ('ready', '可用'), ('gone', '已销毁')], default='writing', max_length=8)),
                ('size', models.BigIntegerField(default=0)),
                ('parts', models.PositiveIntegerField(default=0)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('gone_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='FileTicket',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.BinaryField(max_length=32)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='office.file')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(fields=['tenant', 'owner', '-id'], name='file_by_owner'),
        ),
        migrations.AddIndex(
            model_name='file',
            index=models.Index(condition=models.Q(('expires_at__isnull', False), ('gone_at', None)), fields=['expires_at'], name='file_by_end'),
        ),
        migrations.AddIndex(
            model_name='fileticket',
            index=models.Index(fields=['tenant', 'expires_at'], name='file_ticket_by_end'),
        ),
        migrations.AddConstraint(
            model_name='fileticket',
            constraint=models.UniqueConstraint(fields=('tenant', 'token_hash'), name='file_ticket_token'),
        ),
        TenantTable("office_file", app="SIU", definer="S", regulator=False),
        TenantTable("office_fileticket", app="SID", regulator=False),
        TenantReference("office_fileticket", "file_id", "office_file"),
        DefinerFunction("files_due(timestamptz, int)", DUE),
    ]
