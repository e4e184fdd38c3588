import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

ASK = """
CREATE FUNCTION consent_ask(token bytea) RETURNS TABLE (ask uuid, tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT a.id, a.tenant_id FROM parties_consentask a WHERE a.token_hash = token;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        ('parties', '0002_providers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentAsk',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('giver_name', livecompliance.kernel.personal.field.EncryptedField(index='', kind='name', null=True)),
                ('giver_number', livecompliance.kernel.personal.field.EncryptedField(index='giver_index', kind='document', null=True)),
                ('giver_index', models.BinaryField(max_length=32, null=True)),
                ('relation', models.CharField(max_length=20)),
                ('proof_file', models.UUIDField(blank=True, null=True)),
                ('text_version', models.CharField(max_length=20)),
                ('token_hash', models.BinaryField(max_length=32)),
                ('code_hash', models.BinaryField(max_length=32)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.consent')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'party'], name='consent_ask_by_party')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'token_hash'), name='consent_ask_token')],
            },
        ),
        TenantTable("parties_consentask", app="SIU", definer="S", regulator=False),
        TenantReference("parties_consentask", "party_id", "parties_party"),
        TenantReference("parties_consentask", "consent_id", "parties_consent"),
        DefinerFunction("consent_ask(bytea)", ASK),
    ]
