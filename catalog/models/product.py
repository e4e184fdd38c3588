"""Goods and services that rooms want to sell, and every verdict that was given on them."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Product(TenantOwned):
    """Goods or a service under the platform's own number, with where it stands now.

    `digest` is of the content that was judged; `grounds` and `nearest` name entries of the
    catalogue whose label stands in `catalogue`. `batch` and `line` say which import brought it
    last, from which line of its table. What a person decided is kept beside the verdict:
    `standing` says which of them holds.
    """

    class Kind(models.TextChoices):
        GOODS = "goods", "商品"
        SERVICE = "service", "服务"

    class Verdict(models.TextChoices):
        ALLOW = "allow", "未列入"
        WARN = "warn", "提醒"
        GATE = "gate", "凭资质"
        BLOCK = "block", "禁止"

    class Standing(models.TextChoices):
        CLEAR = "clear", "可以销售"
        WAITING = "waiting", "待审核"
        PAPERS = "papers", "须有资质文件"
        BLOCKED = "blocked", "不得销售"
        APPROVED = "approved", "经审核可以销售"
        REFUSED = "refused", "经审核不得销售"

    external_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.GOODS)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=200, blank=True)
    brand = models.CharField(max_length=100, blank=True)
    price_fen = models.BigIntegerField(null=True, blank=True)
    attributes = models.JSONField(default=dict)
    labels = models.JSONField(default=list)
    barcodes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=5, choices=Verdict)
    standing = models.CharField(max_length=8, choices=Standing)
    catalogue = models.CharField(max_length=60)
    grounds = models.JSONField(default=list)
    nearest = models.JSONField(default=list)
    judged_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "external_id"], name="product_external_id"),
            models.CheckConstraint(
                name="product_price_not_below_zero",
                condition=models.Q(price_fen__isnull=True) | models.Q(price_fen__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "standing", "id"], name="product_standing"),
            models.Index(
                fields=["tenant", "waiting_since", "id"],
                name="product_waiting",
                condition=models.Q(standing="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    def stand(self, standing: str) -> None:
        """Put the product where it stands now; since when it waits is not begun anew."""
        is_waiting = standing == self.Standing.WAITING
        self.waiting_since = (self.waiting_since or clock.now()) if is_waiting else None
        self.standing = standing


class ProductVerdict(TenantOwned):
    """One judgement of one content by one catalogue. Never changed."""

    class Cause(models.TextChoices):
        SUBMITTED = "submitted", "提交"
        IMPORTED = "imported", "批量导入"
        CATALOGUE = "catalogue", "目录变更后重判"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="verdicts")
    cause = models.CharField(max_length=9, choices=Cause)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    catalogue = models.CharField(max_length=60)
    verdict = models.CharField(max_length=5, choices=Product.Verdict)
    standing = models.CharField(max_length=8, choices=Product.Standing)
    grounds = models.JSONField(default=list)
    nearest = models.JSONField(default=list)
    judged_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "product", "id"], name="verdict_of_product")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.verdict}"


class ProductDecision(TenantOwned):
    """What an officer says of a product after he looked at a verdict. Never changed.

    Who lets pass what the catalogue forbids or holds back needs a second officer: his own word
    alone changes nothing (`is_final` is false), and says so in the queue. `before` is where the
    product stood, to be taken back to (`ProductUndo`).
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.ForeignKey(ProductVerdict, on_delete=models.PROTECT, related_name="decisions")
    is_allowed = models.BooleanField()
    is_final = models.BooleanField()
    before = models.CharField(max_length=8, choices=Product.Standing, blank=True)
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "product", "id"], name="decision_of_product")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.is_allowed}"
