import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('accounts', '0012_studio_scopes'),
        ('review', '0001_review'),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('right', models.CharField(choices=[('first', '初审正确'), ('second', '盲审正确'), ('neither', '都不妥')], max_length=7)),
                ('note', models.CharField(max_length=400)),
                ('settled_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='settlement', to='review.item')),
                ('settled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        TenantTable("review_settlement", app="SI", regulator=False),
        TenantReference("review_settlement", "item_id", "review_item"),
    ]
