"""What is remembered of a broadcast's figures, and what stood out of them."""

from django.db import models

from accounts.models import Tenant, TenantOwned
from livecompliance.kernel import clock
from rooms.models import Room, Session


class Watched(models.Model):
    """What watches remember of one session: its last hour of figures, what was told when."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    series = models.BinaryField(default=bytes)
    told = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.session_id)


class Anomaly(TenantOwned):
    """Figures of one room that real ones hardly are, with the test's numbers and its plot.

    Measures, Article 18(4). `series` is what was known when it stood out: the plot of then.
    """

    class Kind(models.TextChoices):
        BURST = "burst", "突增"
        CROWD = "crowd", "无互动的观看突增"
        TAPS = "taps", "点赞与观看不符"
        RUSH = "rush", "订单与观看不符"
        RETURNS = "returns", "退款与订单不符"
        TWINS = "twins", "雷同账号"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    figure = models.CharField(max_length=10, blank=True)
    event_key = models.CharField(max_length=80)
    segment_seq = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    at = models.DateTimeField()
    figures = models.JSONField(default=dict)
    series = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "kind", "figure", "at"], name="conduct_anomaly_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "-at"], name="conduct_anomaly_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.figure} {self.session_id}"
