import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable

CHANNELS = [('web', '网页'), ('api', '接口'), ('phone', '电话'), ('mail', '邮件'), ('paper', '书面')]


def key():
    return ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False))


def reference(to, name='+', **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to, **more)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_merchants'),
        ('complaints', '0009_email_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ParticularsRequest',
            fields=[
                key(),
                ('state', models.CharField(choices=[('waiting', '待提供'), ('given', '已提供'), ('declined', '未提供')], default='waiting', max_length=8)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('channel', models.CharField(choices=CHANNELS, default='web', max_length=5)),
                ('asked_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('ground', models.CharField(blank=True, choices=[('no_dispute', '没有消费争议'), ('not_buyer', '不能确认是买家'), ('other', '其他理由')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('complaint', reference('complaints.complaint', 'particulars')),
                ('decided_by', reference(settings.AUTH_USER_MODEL, blank=True, null=True)),
                ('tenant', reference('accounts.tenant')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('tenant', 'complaint'), name='particulars_asked_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('ground', ''), _negated=True), _connector='OR'), name='particulars_declined_says_why'),
                    models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='particulars_decided_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ParticularsVersion',
            fields=[
                key(),
                ('number', models.PositiveSmallIntegerField()),
                ('body', livecompliance.kernel.personal.field.EncryptedField(index='', kind='text', null=True)),
                ('given_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('complaint', reference('complaints.complaint', 'particulars_versions')),
                ('given_by', reference(settings.AUTH_USER_MODEL)),
                ('tenant', reference('accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'complaint', 'number'), name='particulars_version_number')],
            },
        ),
        migrations.CreateModel(
            name='TradeRecord',
            fields=[
                key(),
                ('external_id', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('order', '订单'), ('payment', '支付'), ('logistics', '物流'), ('return', '退换货'), ('refund', '退款'), ('service', '客服与售后')], max_length=9)),
                ('at', models.DateTimeField()),
                ('text', livecompliance.kernel.personal.field.EncryptedField(index='', kind='text', null=True)),
                ('amount', livecompliance.kernel.personal.field.EncryptedField(index='', kind='text', null=True)),
                ('digest', models.BinaryField(max_length=32)),
                ('taken_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('complaint', reference('complaints.complaint', 'trade_records')),
                ('tenant', reference('accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'complaint', 'at'], name='trade_record_time')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'complaint', 'external_id'), name='trade_record_once')],
            },
        ),
        TenantTable("complaints_particularsrequest", app="SIU"),
        TenantReference("complaints_particularsrequest", "complaint_id", "complaints_complaint"),
        TenantTable("complaints_particularsversion", app="SI"),
        TenantReference("complaints_particularsversion", "complaint_id", "complaints_complaint"),
        TenantTable("complaints_traderecord", app="SI"),
        TenantReference("complaints_traderecord", "complaint_id", "complaints_complaint"),
    ]
