import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_key_instant'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('mobile', livecompliance.kernel.personal.field.EncryptedField(index='mobile_index', kind='mobile', null=True)),
                ('mobile_index', models.BinaryField(max_length=32, null=True)),
                ('changed_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'mobile_index'], name='contact_by_mobile')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'user'), name='contact_of_member')],
            },
        ),
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('person_id', models.UUIDField()),
                ('wrapped', models.BinaryField(null=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('destroyed_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'kind', 'person_id'), name='person_key')],
            },
        ),
        TenantTable("accounts_contact", app="SIU", regulator=False),
        TenantTable("accounts_personkey", app="SIU", regulator=False),
    ]
