"""Complaints that come thick about one thing, and which they were."""

from django.db import models

from accounts.models import TenantOwned, User
from catalog.models import Offer
from complaints.models.complaint import Complaint
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room


class Cluster(TenantOwned):
    """Many complaints about one offer, room or operator within days. Order 117, Art. 20¶2.

    While it stands the rooms are patrolled as key rooms are. `thirds` is what its complaints
    weigh together, `until` when it falls away unless another comes.
    """

    class Scope(models.TextChoices):
        OFFER = "offer", "商品"
        ROOM = "room", "直播间"
        OPERATOR = "operator", "运营者"

    class End(models.TextChoices):
        LAPSED = "lapsed", "期满"
        DISSOLVED = "dissolved", "投诉撤回或不属实"
        DISMISSED = "dismissed", "专员解除"

    scope = models.CharField(max_length=8, choices=Scope)
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    thirds = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    anonymous = models.PositiveIntegerField()
    least = models.PositiveIntegerField()
    terms_version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=9, choices=End, blank=True)
    note = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["tenant", one],
                    name=f"cluster_of_{one}_once",
                    condition=models.Q(scope=one, ended_at__isnull=True),
                )
                for one in ("offer", "room", "operator")
            ),
            models.CheckConstraint(
                name="cluster_of_one_thing",
                condition=models.Q(
                    scope="offer", offer__isnull=False, room__isnull=True, operator__isnull=True
                )
                | models.Q(
                    scope="room", offer__isnull=True, room__isnull=False, operator__isnull=True
                )
                | models.Q(
                    scope="operator", offer__isnull=True, room__isnull=True, operator__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="cluster_dismissed_says_why",
                condition=~models.Q(end="dismissed")
                | ~models.Q(note="") & models.Q(ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-opened_at"], name="cluster_newest")]

    def __str__(self) -> str:
        return f"{self.scope} {self.about_id}"

    @property
    def about_id(self) -> object:
        return self.offer_id or self.room_id or self.operator_id


class Clustered(TenantOwned):
    """One complaint that a cluster rests on. Never changed: it is the evidence."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="counted")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "cluster", "complaint"], name="clustered_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "complaint"], name="clustered_by_complaint")]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.complaint_id}"
