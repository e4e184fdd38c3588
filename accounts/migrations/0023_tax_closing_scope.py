import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0022_tax_report_scope'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('rooms.read', '读取直播间'), ('rooms.write', '管理直播间与场次'), ('events.write', '上报直播事件'), ('inspect', '发布前审核'), ('measures.read', '读取处置措施'), ('measures.write', '回执与处置'), ('files.read', '取出文件'), ('files.write', '存入文件'), ('clocks.read', '读取时限'), ('parties.read', '读取主体'), ('parties.write', '登记与核验主体'), ('charter.read', '读取规则与协议'), ('charter.write', '签署协议与培训记录'), ('stage.read', '读取开播要素'), ('stage.write', '申报开播要素'), ('tiers.read', '读取分级'), ('tiers.write', '上报分级指标'), ('sanctions.read', '读取处罚与申诉'), ('sanctions.write', '提出处罚'), ('review.read', '读取审核队列'), ('review.write', '处理审核队列'), ('studio.read', '读取规则与试跑'), ('studio.write', '编写规则与词表'), ('catalog.read', '读取目录、商品与供应商'), ('catalog.write', '登记商品与供应商'), ('catalog.draft', '起草商品负面目录'), ('complaints.read', '读取投诉'), ('complaints.write', '登记与处理投诉'), ('tax.read', '读取涉税信息'), ('tax.write', '登记收款人与支付'), ('tax.report', '涉税关账、计算、报送与登记'), ('outbox.read', '读取向主管部门的报告'), ('outbox.write', '起草向主管部门的报告'), ('evidence.read', '查看与取出证据包'), ('evidence.write', '制作证据包')], max_length=20), size=None),
        ),
    ]
