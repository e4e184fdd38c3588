
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_sanction_scopes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('rooms.read', '读取直播间'), ('rooms.write', '管理直播间与场次'), ('events.write', '上报直播事件'), ('inspect', '发布前审核'), ('measures.read', '读取处置措施'), ('measures.write', '回执与处置'), ('files.read', '取出文件'), ('files.write', '存入文件'), ('clocks.read', '读取时限'), ('parties.read', '读取主体'), ('parties.write', '登记与核验主体'), ('charter.read', '读取规则与协议'), ('charter.write', '签署协议与培训记录'), ('stage.read', '读取开播要素'), ('stage.write', '申报开播要素'), ('tiers.read', '读取分级'), ('tiers.write', '上报分级指标'), ('sanctions.read', '读取处罚与申诉'), ('sanctions.write', '提出处罚'), ('review.read', '读取审核队列'), ('review.write', '处理审核队列')], max_length=20), size=None),
        ),
    ]
