from django.db import migrations, models

FILL = """
UPDATE catalog_product SET waiting_since = judged_at WHERE standing = 'waiting'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0015_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='waiting_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('standing', 'waiting')), fields=['tenant', 'waiting_since', 'id'], name='product_waiting'),
        ),
    ]
