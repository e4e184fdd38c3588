import django.contrib.postgres.fields
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
import livecompliance.kernel.personal.field
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('natural', '自然人'), ('individual', '个体工商户'), ('company', '企业'), ('other', '其他组织')], max_length=10)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('operator', '直播间运营者'), ('marketer', '直播营销人员'), ('agency', '直播营销人员服务机构')], max_length=10), size=None)),
                ('external_id', models.CharField(blank=True, max_length=80)),
                ('public_name', models.CharField(max_length=120)),
                ('name', livecompliance.kernel.personal.field.EncryptedField(index='name_index', kind='name', null=True)),
                ('name_index', models.BinaryField(max_length=32, null=True)),
                ('mobile', livecompliance.kernel.personal.field.EncryptedField(index='mobile_index', kind='mobile', null=True)),
                ('mobile_index', models.BinaryField(max_length=32, null=True)),
                ('address', livecompliance.kernel.personal.field.EncryptedField(index='', kind='address', null=True)),
                ('occupation', models.CharField(blank=True, max_length=80)),
                ('nationality', models.CharField(default='CHN', max_length=3)),
                ('commerce', models.CharField(choices=[('on_platform', '平台内经营者'), ('own_site', '自建网站经营者'), ('platform', '电子商务平台经营者'), ('exempt', '依法不需要登记的个人'), ('none', '非电子商务经营者')], default='none', max_length=12)),
                ('minor_until', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('applying', '申请中'), ('active', '已登记'), ('closed', '已注销')], default='applying', max_length=8)),
                ('state_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('state_reason', models.CharField(blank=True, max_length=200)),
                ('function', models.CharField(choices=[('none', '未开通'), ('open', '已开通'), ('suspended', '已暂停'), ('cancelled', '已取消')], default='none', max_length=10)),
                ('function_at', models.DateTimeField(blank=True, null=True)),
                ('function_reason', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('resident_id', '居民身份证'), ('uscc', '统一社会信用代码'), ('hk_mo_tw_permit', '港澳台居民通行证或居住证'), ('foreign_permanent', '外国人永久居留身份证'), ('passport', '护照')], max_length=20)),
                ('number', livecompliance.kernel.personal.field.EncryptedField(index='number_index', kind='document', null=True)),
                ('number_index', models.BinaryField(max_length=32, null=True)),
                ('country', models.CharField(default='CHN', max_length=3)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('warnings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('files', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('state', models.CharField(choices=[('given', '待核验'), ('verified', '已核验'), ('refused', '未通过'), ('replaced', '已更换')], default='given', max_length=8)),
                ('given_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='parties.party')),
            ],
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('licence', '行政许可'), ('practising', '执业资格'), ('work', '工作许可或居留许可'), ('agency', '经纪机构许可')], max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('issuer', models.CharField(blank=True, max_length=120)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('files', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('state', models.CharField(choices=[('waiting', '待审核'), ('approved', '已通过'), ('refused', '未通过')], default='waiting', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('given_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='parties.party')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('guardian', '监护人同意'), ('face', '人脸与活体核验的单独同意'), ('identity', '处理身份证件信息的单独同意'), ('likeness', '使用他人肖像'), ('voice', '使用他人声音')], max_length=10)),
                ('giver_name', livecompliance.kernel.personal.field.EncryptedField(index='', kind='name', null=True)),
                ('giver_number', livecompliance.kernel.personal.field.EncryptedField(index='giver_index', kind='document', null=True)),
                ('giver_index', models.BinaryField(max_length=32, null=True)),
                ('relation', models.CharField(blank=True, max_length=20)),
                ('text_version', models.CharField(max_length=20)),
                ('text_sha256', models.CharField(max_length=64)),
                ('method', models.CharField(max_length=20)),
                ('proof_file', models.UUIDField(blank=True, null=True)),
                ('scope', models.JSONField(blank=True, default=dict)),
                ('given_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_reason', models.CharField(blank=True, max_length=200)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='parties.party')),
            ],
        ),
        migrations.CreateModel(
            name='Bar',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(choices=[('blacklist', '本平台黑名单'), ('authority', '主管部门要求'), ('list', '导入名单')], max_length=10)),
                ('identity_index', models.BinaryField(max_length=32, null=True)),
                ('clause', models.CharField(max_length=60)),
                ('source', models.CharField(max_length=40)),
                ('source_ref', models.CharField(max_length=80)),
                ('since', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
            ],
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('agency_marketer', '服务机构与直播营销人员'), ('agency_operator', '服务机构与直播间运营者'), ('operator_marketer', '直播间运营者与直播营销人员')], max_length=20)),
                ('since', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('two_element', '姓名与证件号'), ('three_element', '姓名、证件号与手机号'), ('liveness', '活体检测'), ('registration', '营业执照'), ('manual', '人工核验')], max_length=14)),
                ('provider', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('started', '进行中'), ('passed', '通过'), ('failed', '不符'), ('error', '未能核验')], default='started', max_length=8)),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('code_hash', models.BinaryField(max_length=32, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('request_sha256', models.CharField(blank=True, max_length=64)),
                ('response_sha256', models.CharField(blank=True, max_length=64)),
                ('took_ms', models.PositiveIntegerField(null=True)),
                ('started_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('session_id', models.UUIDField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.document')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='parties.party')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['tenant', 'created_at'], name='party_by_age'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['tenant', 'name_index'], name='party_by_name'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(fields=['tenant', 'mobile_index'], name='party_by_mobile'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('tenant', 'external_id'), name='party_external_id_per_tenant'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False), models.Q(('state', 'closed'), _negated=True)), fields=('tenant', 'user'), name='party_of_user'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('roles__contains', ['marketer']), _negated=True), ('kind', 'natural'), _connector='OR'), name='party_marketer_is_natural'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('roles__contains', ['agency']), _negated=True), models.Q(('kind', 'natural'), _negated=True), _connector='OR'), name='party_agency_is_organised'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['tenant', 'party'], name='document_by_party'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('number_index__isnull', False), ('state__in', ['given', 'verified'])), fields=('tenant', 'number_index'), name='document_once_per_tenant'),
        ),
        migrations.AddIndex(
            model_name='credential',
            index=models.Index(fields=['tenant', 'party', 'kind'], name='credential_by_party'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['tenant', 'party', 'kind'], name='consent_by_party'),
        ),
        migrations.AddIndex(
            model_name='bar',
            index=models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['tenant', 'identity_index'], name='bar_by_identity'),
        ),
        migrations.AddConstraint(
            model_name='bar',
            constraint=models.CheckConstraint(condition=models.Q(('identity_index__isnull', False), ('party__isnull', False), _connector='OR'), name='bar_names_somebody'),
        ),
        migrations.AddConstraint(
            model_name='bar',
            constraint=models.UniqueConstraint(fields=('tenant', 'source', 'source_ref', 'identity_index', 'party'), name='bar_once_per_source', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['tenant', 'second'], name='tie_by_second'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('tenant', 'kind', 'first', 'second'), name='tie_standing_once'),
        ),
        migrations.AddIndex(
            model_name='verification',
            index=models.Index(fields=['tenant', 'party', '-finished_at'], name='verification_newest'),
        ),
        migrations.AddIndex(
            model_name='verification',
            index=models.Index(condition=models.Q(('state', 'passed')), fields=['tenant', 'valid_until'], name='verification_by_end'),
        ),
        TenantTable("parties_party", app="SIU"),
        TenantTable("parties_tie", app="SIU"),
        TenantTable("parties_document", app="SIU", regulator=False),
        TenantTable("parties_credential", app="SIU"),
        TenantTable("parties_verification", app="SIU"),
        TenantTable("parties_consent", app="SIU", regulator=False),
        TenantTable("parties_bar", app="SIU"),
        *(
            TenantReference(f"parties_{table}", column, target)
            for table, column, target in (
                ("tie", "first_id", "parties_party"),
                ("tie", "second_id", "parties_party"),
                ("document", "party_id", "parties_party"),
                ("credential", "party_id", "parties_party"),
                ("verification", "party_id", "parties_party"),
                ("verification", "document_id", "parties_document"),
                ("consent", "party_id", "parties_party"),
                ("bar", "party_id", "parties_party"),
            )
        ),
    ]
