import django.db.models.deletion
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0001_agreements'),
        ('sanctions', '0001_sanctions'),
    ]

    operations = [
        migrations.AddField(
            model_name='sanction',
            name='after_sales',
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AddField(
            model_name='sanction',
            name='disputes',
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AddField(
            model_name='sanction',
            name='open_orders',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='sanction',
            name='signed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.agreement'),
        ),
        migrations.AlterField(
            model_name='effect',
            name='kind',
            field=models.CharField(choices=[('function', '暂停直播营销功能'), ('bar', '按身份禁止'), ('measure', '直播中的处置'), ('prompt', '同一行为的弹窗提示'), ('breach', '未经准入而直播的发现'), ('strike', '违规计次'), ('tier', '分级重新评定')], max_length=10),
        ),
        TenantReference("sanctions_sanction", "signed_id", "charter_agreement"),
    ]
