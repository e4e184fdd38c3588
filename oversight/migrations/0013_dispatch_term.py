from django.db import migrations, models


class Migration(migrations.Migration):
    """What authorities were told goes when its term is over; that it went is written on it."""

    dependencies = [("oversight", "0012_clips")]

    operations = [
        migrations.AddField(
            model_name="dispatch",
            name="destroyed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
