from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0015_facts")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="region",
            field=models.CharField(blank=True, max_length=6),
        ),
    ]
