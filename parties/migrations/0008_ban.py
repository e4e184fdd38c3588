from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0007_minor_access'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bar',
            name='ground',
            field=models.CharField(choices=[('blacklist', '本平台黑名单'), ('authority', '主管部门要求'), ('list', '导入名单'), ('ban', '禁止重新注册')], max_length=10),
        ),
    ]
