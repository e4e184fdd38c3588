"""What a room will sell, what it was when the broadcast began, and how its seller is shown."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from catalog.models.product import Product
from catalog.models.supplier import Supplier
from livecompliance.kernel import clock
from rooms.models import Room, Session


class Offer(TenantOwned):
    """A product that a room will sell, at a price, with who really sells it.

    `digest` is the content that was reviewed; `reviewed_by` is empty where the rules decided,
    or an officer did on the product itself. `is_held`: something outside of the review keeps it
    off sale (`OfferHold`); what the review says stands beside it, and counts again afterwards.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤下"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="offers")
    seller = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, related_name="+")
    price_fen = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    is_held = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room", "product"],
                name="offer_once_in_a_room",
                condition=~models.Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="offer_price_not_below_zero",
                condition=models.Q(price_fen__isnull=True) | models.Q(price_fen__gte=0),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "id"], name="offer_state")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.product_id} {self.state}"

    @property
    def may_be_sold_as(self) -> str:
        """Return where it stands for whoever sells it: what is held is as good as refused."""
        return self.State.REFUSED if self.is_held else self.state

    @property
    def is_reviewed_by_person(self) -> bool:
        """Tell whether an officer decided on it or on its product; else the rules did."""
        return self.reviewed_by_id is not None or self.product.standing in ("approved", "refused")


class Pin(TenantOwned):
    """An offer as it was when the broadcast began, or joined it. Never changed."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="pins")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, related_name="+")
    price_fen = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    catalogue = models.CharField(max_length=60)
    pinned_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "offer", "digest", "price_fen"],
                name="pin_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.offer_id}"


class PageSnapshot(TenantOwned):
    """The page of goods as it stood when an order was made (Order 117, Art. 16): its digest."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    order = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    file_id = models.UUIDField(null=True, blank=True)
    ordered_at = models.DateTimeField()
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "order", "offer"], name="snapshot_of_order")
        ]

    def __str__(self) -> str:
        return self.order


class SellerDisplay(TenantOwned):
    """How a broadcast shows who really sells, as the platform reports it; the newest stands."""

    class Form(models.TextChoices):
        PAGE = "page", "直播页面"
        LINK = "link", "链接标识"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=4, choices=Form)
    hops = models.PositiveSmallIntegerField(default=0)
    shown = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    obstacles = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    is_continuous = models.BooleanField(default=True)
    faults = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reported_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "session", "id"], name="display_of_session")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.form}"
