from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("office", "0003_clocks")]

    operations: list = []
