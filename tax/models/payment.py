"""What was paid, one line each, and what each of them was when it came."""

from django.db import models


class PaymentKey(models.Model):
    """That a payment came, once in a tenant whatever its month. Made by hand in the migration.

    `id` is drawn from the platform's own number; `print` is a digest of all that was said of it.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.UUIDField()
    id = models.UUIDField()
    month = models.DateField()
    payee_id = models.UUIDField()
    print = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "tax_paymentkey"

    def __str__(self) -> str:
        return str(self.id)


class Payment(models.Model):
    """One payment or one refund; appended, never changed. Made by hand in the migration.

    Partitioned by the month it is booked in and by the payee's share: a month is read share by
    share, in bounded memory, and a year that need not be kept is dropped as a whole. Booked in
    another month than it was paid in (`is_late`) when that month had been closed.
    """

    class Kind(models.TextChoices):
        GOODS = "goods", "销售货物"
        SERVICES = "services", "销售服务"
        INTANGIBLES = "intangibles", "销售无形资产"
        OTHER = "other", "其他网络交易"

    pk = models.CompositePrimaryKey("tenant_id", "month", "bucket", "payee_id", "id")
    tenant_id = models.UUIDField()
    month = models.DateField()
    bucket = models.SmallIntegerField()
    payee_id = models.UUIDField()
    id = models.UUIDField()
    external_id = models.TextField()
    kind = models.TextField(choices=Kind)
    is_refund = models.BooleanField()
    is_late = models.BooleanField()
    refund_of = models.UUIDField(null=True)
    amount_fen = models.BigIntegerField()
    orders = models.IntegerField()
    paid_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "tax_payment"

    def __str__(self) -> str:
        return self.external_id


class Refund(models.Model):
    """That a refund gives back so much of a payment, to be found by the payment. Made by hand.

    Refunds of one payment are added up here, in whatever months they were made.
    """

    pk = models.CompositePrimaryKey("tenant_id", "refund_of", "id")
    tenant_id = models.UUIDField()
    refund_of = models.UUIDField()
    id = models.UUIDField()
    month = models.DateField()
    amount_fen = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "tax_refund"

    def __str__(self) -> str:
        return str(self.id)
