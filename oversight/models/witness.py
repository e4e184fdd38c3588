"""Witnesses: who outside keeps a tenant's checkpoints and signs that it saw them."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Witness(TenantOwned):
    """Somebody outside who signs checkpoints, and how that goes.

    Attributes:
        name, public: under which name, with which Ed25519 key, it signs.
        size: the largest tree that it signed.
        fault: what is wrong with it since `fault_at`; "" while nothing is.
        alarmed: the fault of which officers were told.
        asked_at: since when it has been asked in vain, or was asked last.
    """

    class Fault(models.TextChoices):
        SILENT = "silent", "没有应答"
        REFUSED = "refused", "拒绝签名"
        UNSIGNED = "unsigned", "签名无效"
        AHEAD = "ahead", "见过更大的记录树"
        FORK = "fork", "记录与见过的不一致"

    name = models.CharField(max_length=120)
    public = models.BinaryField(max_length=32)
    url = models.URLField(max_length=500)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=clock.now)
    tries = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=8, choices=Fault, blank=True)
    fault_at = models.DateTimeField(null=True, blank=True)
    alarmed = models.CharField(max_length=8, choices=Fault, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="witness_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(removed_at__isnull=True),
                name="witness_due",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cosignature(TenantOwned):
    """That a witness saw the tree of `size` leaves at an instant; never altered."""

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    size = models.BigIntegerField()
    at = models.DateTimeField()
    line = models.CharField(max_length=300)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["witness", "size"], name="cosignature_once")]
        indexes = [models.Index(fields=["tenant", "-size"], name="cosignature_newest")]

    def __str__(self) -> str:
        return f"{self.size} {self.at:%Y-%m-%d %H:%M:%S}"
