from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0008_shelf")]

    operations = [
        migrations.AddField("letterhabit", "confirmed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("letterhabit", "wanted_sealed", models.BinaryField(default=bytes)),
        migrations.AddField("letterhabit", "asked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "letterhabit", "asked_digest", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
    ]
