"""Paid promotion, and the advertisements that broadcasts are: who answers for them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from catalog.models.supplier import Supplier
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room, Session


class Advert(TenantOwned):
    """One promotion of a room for money. Measures, Articles 11 and 19.

    Its advertiser is a party or a supplier, whose identity was verified there. Nothing of it is
    shown before an officer reviewed what it shows; it bears the mark 广告. `keep_until` is the last
    day of its file: three years from the end of publication.
    """

    class Kind(models.TextChoices):
        BOOST = "paid", "付费导流"
        SLOT = "first_screen", "推荐位"
        POPUP = "popup", "弹窗"
        HOT = "hot_list", "热搜榜单"
        SEARCH = "search", "搜索排名"
        COUPON = "coupon", "优惠券"
        OFFICIAL = "official", "平台官方宣传"

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"
        ENDED = "ended", "已结束"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    reference = models.CharField(max_length=80)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.CharField(max_length=1000)
    products = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    claims = models.JSONField(default=list)
    is_marked = models.BooleanField(default=False)
    fen = models.BigIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    file = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="advert_once"),
            models.CheckConstraint(
                name="advert_has_one_advertiser",
                condition=models.Q(party__isnull=False, supplier__isnull=True)
                | models.Q(party__isnull=True, supplier__isnull=False),
            ),
            models.CheckConstraint(
                name="advert_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="advert_shown_is_marked",
                condition=~models.Q(state="approved") | models.Q(is_marked=True),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "room", "-starts_at"], name="advert_by_room")]

    def __str__(self) -> str:
        return self.reference


class Endorsement(TenantOwned):
    """Somebody recommends goods that he has used himself, with the proof of that."""

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    product = models.CharField(max_length=80)
    sectors = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    used_on = models.DateField()
    file = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "product"],
                name="endorsement_once",
                condition=~models.Q(state="refused"),
            ),
            models.CheckConstraint(
                name="endorsement_approved_with_its_proof",
                condition=~models.Q(state="approved") | models.Q(file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.product}"


class AdStatement(TenantOwned):
    """Whether a broadcast is a commercial advertisement, by which tests, and who answers for it.

    A newer statement of the same broadcast takes the place of an older one, which stays.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    tests = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    roles = models.JSONField(default=list)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "session", "-id"], name="ad_statement_newest")]

    def __str__(self) -> str:
        return f"{self.session_id}"
