import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0014_offer_holds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='productdecision',
            name='before',
            field=models.CharField(blank=True, choices=[('clear', '可以销售'), ('waiting', '待审核'), ('papers', '须有资质文件'), ('blocked', '不得销售'), ('approved', '经审核可以销售'), ('refused', '经审核不得销售')], max_length=8, default=''),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='ProductLease',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('tenant', 'product'), name='product_lease_once'),
                    models.UniqueConstraint(fields=('tenant', 'officer'), name='product_lease_of_officer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProductUndo',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('undone_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='undo', to='catalog.productdecision')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        TenantTable("catalog_productlease", app="SIUD"),
        TenantTable("catalog_productundo", app="SI"),
        TenantReference("catalog_productlease", "product_id", "catalog_product"),
        TenantReference("catalog_productundo", "decision_id", "catalog_productdecision"),
    ]
