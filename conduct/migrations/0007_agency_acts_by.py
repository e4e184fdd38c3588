from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conduct', '0006_agencies'),
    ]

    operations = [
        migrations.AddField(
            model_name='agencyact',
            name='by',
            field=models.CharField(choices=[('tie', '已登记的合作关系'), ('agreement', '书面协议'), ('bank', '使用机构的收款账户，合作关系未登记'), ('device', '使用机构的开播设备，合作关系未登记')], default='tie', max_length=9),
        ),
    ]
