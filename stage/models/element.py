"""The key elements of a room and their versions: nothing is shown that was not reviewed."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party
from rooms.models import Room


class Element(TenantOwned):
    """One thing that catches the eye in a room (Measures, Article 20, paragraph 2).

    `shown` is the version that was approved last. `party` is the marketer whose dress or image
    it is, where a room keeps those apart. `differs_at` is since when something else was seen on
    air.
    """

    class Kind(models.TextChoices):
        ACCOUNT_NAME = "account_name", "账号名称"
        AVATAR = "avatar", "头像"
        BIO = "bio", "简介"
        TITLE = "title", "标题"
        COVER = "cover", "封面"
        SET = "set", "布景"
        PROPS = "props", "道具与商品展示"
        DRESS = "dress", "营销人员着装"
        IMAGE = "image", "营销人员形象"
        OTHER = "other", "其他易引起关注的环节"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    shown = models.ForeignKey(
        "ElementVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    latest = models.PositiveIntegerField(default=0)
    differs_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room", "kind", "party"],
                name="element_once_per_room",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="element_of_person",
                condition=models.Q(party__isnull=True) | models.Q(kind__in=["dress", "image"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.room_id}"


class ElementVersion(TenantOwned):
    """What somebody wants to show, what was thought of it, and what became of it.

    `content_sealed` holds the words and the picture's address; the digests, keyed for words and
    addresses, say whether something seen on air is this version.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已被新版本取代"

    class Origin(models.TextChoices):
        DECLARED = "declared", "申报"
        LIVE = "live", "直播中发现"

    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.DECLARED)
    content_sealed = models.BinaryField()
    text_digest = models.CharField(max_length=64, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)
    image_sha256 = models.CharField(max_length=64, blank=True)
    file_id = models.UUIDField(null=True, blank=True)
    is_declared = models.BooleanField(default=False)
    labels = models.JSONField(default=list)
    suggestion = models.CharField(max_length=6)
    ruleset = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    clause = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    session_id = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "element", "number"], name="element_version_number"
            ),
            models.UniqueConstraint(
                fields=["tenant", "element"],
                name="element_version_waits_once",
                condition=models.Q(state="waiting"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "submitted_at"],
                name="element_version_queue",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.element_id} #{self.number} {self.state}"
