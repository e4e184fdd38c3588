import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

DUE = """
CREATE FUNCTION mails_due(at timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT l.tenant_id FROM office_letter l WHERE l.mail_at <= at AND l.mail_id IS NULL
    UNION
    SELECT m.tenant_id FROM office_mail m WHERE m.available_at <= at AND m.state = 'waiting';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_key_instant"),
        ("office", "0005_files"),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sent', '已发送'), ('dead', '未能送达')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('available_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=80)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('topic', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(blank=True, max_length=40)),
                ('subject_ref', models.CharField(blank=True, max_length=80)),
                ('params_sealed', models.BinaryField()),
                ('address_sealed', models.BinaryField(default=bytes)),
                ('is_legal', models.BooleanField(default=False)),
                ('in_inbox', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('queued', '待发送'), ('sent', '已发送'), ('delivered', '已送达'), ('read', '已读'), ('failed', '未能送达')], default='queued', max_length=10)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('mail_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('shown_at', models.DateTimeField(blank=True, null=True)),
                ('shown_language', models.CharField(blank=True, max_length=2)),
                ('shown_digest', models.CharField(blank=True, max_length=64)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='office.mail')),
            ],
        ),
        migrations.CreateModel(
            name='LetterHabit',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(default='zh', max_length=2)),
                ('address_sealed', models.BinaryField(default=bytes)),
                ('quiet_from_h', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('quiet_to_h', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('off_inbox', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('off_mail', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'user'), name='letter_habit_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('quiet_from_h__lte', 23), ('quiet_to_h__lte', 23)), models.Q(('quiet_from_h__isnull', True), ('quiet_to_h__isnull', True)), _connector='OR'), name='letter_habit_hours')],
            },
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['available_at'], name='mail_waiting'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['tenant', 'recipient', '-id'], name='letter_by_recipient'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['tenant', 'sender', '-id'], name='letter_by_sender'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('in_inbox', True), ('read_at__isnull', True)), fields=['tenant', 'recipient'], name='letter_unread'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('mail__isnull', True), ('mail_at__isnull', False)), fields=['mail_at'], name='letter_to_mail'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(condition=models.Q(('subject_ref', ''), _negated=True), fields=('tenant', 'recipient', 'topic', 'subject_kind', 'subject_ref'), name='letter_once_per_subject', nulls_distinct=False),
        ),
        TenantTable("office_mail", definer="S", regulator=False),
        TenantTable("office_letter", definer="S", regulator=False),
        TenantTable("office_letterhabit", regulator=False),
        TenantReference("office_letter", "mail_id", "office_mail"),
        DefinerFunction("mails_due(timestamptz)", DUE),
    ]
