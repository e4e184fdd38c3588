"""What operators abroad sold to domestic buyers: each sale, and what a buyer's quarter comes to."""

from django.db import models


class Sale(models.Model):
    """A payment, or a refund, whose buyer the platform named; appended. Made by hand.

    `buyer` is the platform's own number for him: nothing names him here. `quarter` is the one the
    payment is of, whichever month it was booked in.
    """

    pk = models.CompositePrimaryKey("tenant_id", "id")
    tenant_id = models.UUIDField()
    id = models.UUIDField()
    quarter = models.DateField()
    bucket = models.SmallIntegerField()
    payee_id = models.UUIDField()
    buyer = models.TextField()
    kind = models.TextField()
    is_refund = models.BooleanField()
    amount_fen = models.BigIntegerField()
    orders = models.IntegerField()

    class Meta:
        managed = False
        db_table = "tax_sale"

    def __str__(self) -> str:
        return f"{self.payee_id} {self.buyer}"


class Buyer(models.Model):
    """What a buyer's quarter comes to on the platform, refunds taken off. Made by hand."""

    pk = models.CompositePrimaryKey("tenant_id", "quarter", "buyer")
    tenant_id = models.UUIDField()
    quarter = models.DateField()
    buyer = models.TextField()
    net_fen = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "tax_buyer"

    def __str__(self) -> str:
        return f"{self.quarter} {self.buyer}"
