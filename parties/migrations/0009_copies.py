import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0009_confirmed'),
        ('parties', '0008_ban'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='datarequest',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.file'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='taken_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        TenantReference("parties_datarequest", "file_id", "office_file"),
    ]
