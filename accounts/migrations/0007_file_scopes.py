import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_holds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('rooms.read', '读取直播间'), ('rooms.write', '管理直播间与场次'), ('events.write', '上报直播事件'), ('inspect', '发布前审核'), ('measures.read', '读取处置措施'), ('measures.write', '回执与处置'), ('files.read', '取出文件'), ('files.write', '存入文件')], max_length=20), size=None),
        ),
    ]
