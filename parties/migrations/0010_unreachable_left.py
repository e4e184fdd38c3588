from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0009_copies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='unreachable',
            name='outcome',
            field=models.CharField(blank=True, choices=[('updated', '已更新并核验'), ('withdrawn', '监管部门撤回通报'), ('left', '当事人已注销')], max_length=9),
        ),
    ]
