"""A right holder's notice (E-Commerce Law, Arts. 42-44): its words, measures, and every step."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from catalog.models import Offer
from complaints.models.complaint import Complaint
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models import Party
from rooms.models import Room, Session


class Notice(TenantOwned):
    """A complaint that is a right holder's notice. Its words are sealed with the complaint's key.

    `operator` is who reads here for the respondent. `arrived_at` is when the operator's
    declaration reached the right holder: from then the fifteen days run, until `wait_until`.
    `is_late`: he told of his suit after the measures had ended.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        IN_FORCE = "in_force", "已采取措施并转送"
        DECLARED = "declared", "已收到声明，正在转送权利人"
        WAITING = "waiting", "声明已送达权利人，等待其投诉或起诉"
        SUED = "sued", "权利人已投诉或起诉，措施继续"
        ENDED = "ended", "已终止措施"

    class Right(models.TextChoices):
        TRADEMARK = "trademark", "商标权"
        PATENT = "patent", "专利权"
        COPYRIGHT = "copyright", "著作权"
        OTHER = "other", "其他知识产权"

    class Capacity(models.TextChoices):
        HOLDER = "holder", "权利人本人"
        AGENT = "agent", "权利人的代理人"

    class Measure(models.TextChoices):
        REMOVE = "remove", "删除"
        BLOCK = "block", "屏蔽"
        UNLINK = "unlink", "断开链接"
        STOP = "stop", "终止交易和服务"

    class End(models.TextChoices):
        UNSUED = "unsued", "十五日内没有收到已投诉或起诉的通知"
        WITHDRAWN = "withdrawn", "权利人撤回"
        REFUSED = "refused", "不构成通知，没有采取措施"
        DECIDED = "decided", "主管部门或法院认定不侵权"
        MISTAKEN = "mistaken", "通知错误"
        SETTLED = "settled", "双方和解"

    class Fault(models.TextChoices):
        WRONG = "wrong", "通知错误"
        MALICIOUS = "malicious", "恶意发出错误通知"

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="notice")
    respondent = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    right = models.CharField(max_length=9, choices=Right)
    capacity = models.CharField(max_length=6, choices=Capacity)
    wanted = ArrayField(models.CharField(max_length=6, choices=Measure))
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    filed_at = models.DateTimeField(default=clock.now)
    passed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrived_by = models.CharField(max_length=5, choices=Complaint.Channel, blank=True)
    wait_until = models.DateTimeField(null=True, blank=True)
    sued_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=9, choices=End, blank=True)
    fault = models.CharField(max_length=9, choices=Fault, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_ended_says_why",
                condition=models.Q(state="ended", ended_at__isnull=False) & ~models.Q(end="")
                | ~models.Q(state="ended") & models.Q(end="", ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_waits_since_it_arrived",
                condition=~models.Q(state="waiting")
                | models.Q(arrived_at__isnull=False, wait_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="notice_newest"),
            models.Index(
                fields=["tenant", "operator", "-id"],
                name="notice_of_operator",
                condition=models.Q(operator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.state}"


class NoticePaper(TenantOwned):
    """What somebody handed in: notice, declaration, word of a suit, why a notice was wrong.

    Sealed as the complaint is. Never changed: who puts something right hands in a new version.
    `proof` is what shows the right, or which authority or court has it; `evidence` the
    preliminary evidence.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", "通知"
        DECLARATION = "declared", "不存在侵权行为的声明"
        SUIT = "suit", "已投诉或起诉的通知"
        FAULT = "fault", "错误通知的认定"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    version = models.PositiveIntegerField()
    proof = EncryptedField(kind="text", null=True)
    text = EncryptedField(kind="text", null=True)
    evidence = EncryptedField(kind="text", null=True)
    digest = models.BinaryField(max_length=32)
    channel = models.CharField(
        max_length=5, choices=Complaint.Channel, default=Complaint.Channel.WEB
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "notice", "kind", "version"], name="notice_paper_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.kind} {self.version}"


class NoticeStep(TenantOwned):
    """One thing that happened to a notice: from which state to which. Never changed."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    was = models.CharField(max_length=8, blank=True)
    became = models.CharField(max_length=8)
    channel = models.CharField(
        max_length=5, choices=Complaint.Channel, default=Complaint.Channel.WEB
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "notice", "id"], name="notice_steps")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.act}"


class NoticeMeasure(TenantOwned):
    """One thing that a notice took down, until when.

    Of an `offer` the catalogue keeps the hold itself. A `room` may not broadcast, nor the
    `account` of its operator (`party`) in any room; a `session`, or a stretch of it, is not shown
    again, a `cover` not at all: the platform carries that out and tells when (`done_at`,
    `freed_at`). `on_air` are the suspensions of broadcasts that were on air.
    """

    class Target(models.TextChoices):
        OFFER = "offer", "商品"
        ROOM = "room", "直播间"
        SESSION = "session", "一场直播和它的回放"
        COVER = "cover", "直播间的封面和标题"
        ACCOUNT = "account", "账号"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="measures")
    target = models.CharField(max_length=7, choices=Target, default=Target.OFFER)
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    on_air = ArrayField(models.UUIDField(), default=list, blank=True)
    taken_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "notice", "offer"],
                name="notice_measure_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["tenant", "notice", "target", "room", "session", "from_at", "until_at"],
                name="notice_content_once",
                condition=models.Q(ended_at__isnull=True) & ~models.Q(target="offer"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="notice_measure_names_its_target",
                condition=models.Q(target="offer", offer__isnull=False)
                | models.Q(target__in=["room", "cover"], room__isnull=False)
                | models.Q(target="account", room__isnull=False, party__isnull=False)
                | models.Q(target="session", room__isnull=False, session__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "room"],
                name="notice_measure_at_gate",
                condition=models.Q(ended_at__isnull=True, target__in=["room", "account"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.target}"
