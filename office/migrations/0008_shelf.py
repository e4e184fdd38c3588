import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0007_clock_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='file',
            name='state',
            field=models.CharField(choices=[('writing', '写入中'), ('ready', '可用'), ('leaving', '待销毁'), ('gone', '已销毁')], default='writing', max_length=8),
        ),
        migrations.AlterField(
            model_name='fileticket',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
