from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("office", "0005_files")]

    operations: list = []
