import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_catalog_scopes'),
        ('parties', '0013_minor_access_revoked'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('name', '姓名或名称'), ('number', '证件号码'), ('mobile', '手机号'), ('address', '地址'), ('occupation', '职业或职务'), ('public_name', '对外名称'), ('words', '其他内容')], max_length=12), size=None)),
                ('name', livecompliance.kernel.personal.field.EncryptedField(index='', kind='name', null=True)),
                ('mobile', livecompliance.kernel.personal.field.EncryptedField(index='', kind='mobile', null=True)),
                ('address', livecompliance.kernel.personal.field.EncryptedField(index='', kind='address', null=True)),
                ('number', livecompliance.kernel.personal.field.EncryptedField(index='', kind='document', null=True)),
                ('born_on', livecompliance.kernel.personal.field.EncryptedField(index='', kind='date', null=True)),
                ('document_kind', models.CharField(blank=True, choices=[('resident_id', '居民身份证'), ('uscc', '统一社会信用代码'), ('hk_mo_tw_permit', '港澳台居民通行证或居住证'), ('foreign_permanent', '外国人永久居留身份证'), ('passport', '护照')], max_length=20)),
                ('occupation', models.CharField(blank=True, max_length=80)),
                ('public_name', models.CharField(blank=True, max_length=120)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='amendment', to='parties.datarequest')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('fields', []), _negated=True), name='amendment_asks_for_something')],
            },
        ),
        TenantTable("parties_amendment", app="SIU", regulator=False),
        TenantReference("parties_amendment", "party_id", "parties_party"),
        TenantReference("parties_amendment", "request_id", "parties_datarequest"),
    ]
