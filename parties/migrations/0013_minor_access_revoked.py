import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('parties', '0012_marks'),
    ]

    operations = [
        migrations.AddField(
            model_name='minoraccess',
            name='revoked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='minoraccess',
            name='revoked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='minoraccess',
            name='revoked_reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='minoraccess',
            name='state',
            field=models.CharField(choices=[('waiting', '待审批'), ('approved', '已批准'), ('refused', '未批准'), ('revoked', '已撤回')], default='waiting', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='minoraccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'revoked'), _negated=True), models.Q(('revoked_at__isnull', False), models.Q(('revoked_reason', ''), _negated=True)), _connector='OR'), name='minor_access_revoked_says_why'),
        ),
    ]
