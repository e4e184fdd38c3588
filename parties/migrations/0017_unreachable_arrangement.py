from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0016_region'),
    ]

    operations = [
        migrations.AddField(
            model_name='unreachable',
            name='arrangement',
            field=models.CharField(blank=True, default='', max_length=600),
            preserve_default=False,
        ),
    ]
