from importlib import import_module

from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerFunctionGone

BEFORE = import_module("catalog.migrations.0012_keeping").NOW
# And those in which what has no last day is looked at again soon.
NOW = BEFORE.replace(
    "valid_until <= soon\n",
    "(valid_until <= soon OR recheck_on <= soon)\n",
).replace(
    "(valid_until < today - interval '2 years'\n",
    "(valid_until < today - interval '2 years' OR recheck_on <= soon\n",
)


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0012_keeping'),
    ]

    operations = [
        migrations.AddField(
            model_name='claimevidence',
            name='recheck_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='supplierpaper',
            name='recheck_on',
            field=models.DateField(blank=True, null=True),
        ),
        DefinerFunctionGone("catalog_papers_turning(date, date)", BEFORE),
        DefinerFunction("catalog_papers_turning(date, date)", NOW),
    ]
