"""A complaint, what both sides and the officers said, what was handed in, and every step of it."""

from django.db import models

from accounts.models import TenantOwned, User
from catalog.models import Offer
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from moderation.models import Finding
from parties.models import Party
from rooms.models import Room, Session


class Complaint(TenantOwned):
    """What somebody of the public complains of. Measures, Art. 15; Order 117, Arts. 18-20.

    Whatever the person wrote, and how he is reached, is sealed with a key of the complaint's own
    (kind `complaint`). `number` tells nothing; `secret_hash` is of the secret on the receipt.
    `form` is a digest of the form it came by, so that the same form twice is one complaint.
    `network_index` tells whether two were written from one network, and is forgotten after 90
    days. `terms` is what the platform had promised when the clocks that run were started.
    `tells_by_mail`: the person agreed to be told by mail that something happened.
    `destroyed_at`: what was written is gone, its key destroyed when its term was over.
    """

    class Kind(models.TextChoices):
        CONTENT = "content", "违法违规信息内容"
        CONDUCT = "conduct", "直播营销行为"
        GOODS = "goods", "商品或服务"
        DISPUTE = "dispute", "跳转到其他平台的交易纠纷"
        PERSONAL = "personal", "个人信息"
        MINORS = "minors", "未成年人保护"
        LIKENESS = "likeness", "肖像、声音"
        PROPERTY = "property", "知识产权"

    class State(models.TextChoices):
        RECEIVED = "received", "已收到"
        ACKNOWLEDGED = "acknowledged", "已受理"
        IN_HAND = "in_hand", "处理中"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"
        REOPENED = "reopened", "重新处理"
        WITHDRAWN = "withdrawn", "已撤回"
        MERGED = "merged", "已并案"

    class Channel(models.TextChoices):
        WEB = "web", "网页"
        API = "api", "接口"
        PHONE = "phone", "电话"
        MAIL = "mail", "邮件"
        PAPER = "paper", "书面"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "属实"
        PARTLY = "partly", "部分属实"
        UNFOUNDED = "unfounded", "不属实"
        UNPROVEN = "unproven", "无法查实"
        OUTSIDE = "outside", "不属于平台处理范围"

    number = models.CharField(max_length=10)
    secret_hash = models.BinaryField(max_length=32)
    form = models.BinaryField(max_length=32, null=True)
    content_digest = models.BinaryField(max_length=32, null=True)
    external_id = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=2, default="zh")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    statement = EncryptedField(kind="text", null=True)
    wish = EncryptedField(kind="text", null=True)
    about = EncryptedField(kind="text", null=True)
    order_ref = EncryptedField(kind="document", null=True)
    name = EncryptedField(kind="name", null=True)
    phone = EncryptedField(kind="mobile", index="phone_index", null=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    email = EncryptedField(kind="email", index="email_index", null=True)
    email_index = models.BinaryField(max_length=32, null=True)
    network_index = models.BinaryField(max_length=32, null=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    respondent = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    terms = models.JSONField(default=dict)
    terms_version = models.PositiveIntegerField(default=0)
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    is_waiting = models.BooleanField(default=False)
    tells_by_mail = models.BooleanField(default=False)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="complaint_number"),
            models.UniqueConstraint(
                fields=["tenant", "form"],
                name="complaint_once_by_form",
                condition=models.Q(form__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_id"],
                name="complaint_external_id_per_tenant",
                condition=~models.Q(external_id=""),
            ),
            models.CheckConstraint(
                name="complaint_answered_says_what",
                condition=~models.Q(state__in=["answered", "closed"])
                | ~models.Q(outcome="") & models.Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_merged_names_another",
                condition=~models.Q(state="merged")
                | models.Q(merged_into__isnull=False) & ~models.Q(merged_into=models.F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="complaint_newest"),
            models.Index(fields=["tenant", "filed_at"], name="complaint_by_filing"),
            models.Index(
                fields=["tenant", "kind", "-id"],
                name="complaint_open",
                condition=models.Q(state__in=["received", "acknowledged", "in_hand", "reopened"]),
            ),
            models.Index(
                fields=["tenant", "respondent", "-filed_at"],
                name="complaint_of_respondent",
                condition=models.Q(respondent__isnull=False),
            ),
            models.Index(
                fields=["tenant", "room", "-filed_at"],
                name="complaint_of_room",
                condition=models.Q(room__isnull=False),
            ),
            models.Index(
                fields=["tenant", "phone_index"],
                name="complaint_by_phone",
                condition=models.Q(phone_index__isnull=False),
            ),
            models.Index(
                fields=["tenant", "email_index"],
                name="complaint_by_email",
                condition=models.Q(email_index__isnull=False),
            ),
            models.Index(
                fields=["tenant", "offer", "-filed_at"],
                name="complaint_of_offer",
                condition=models.Q(offer__isnull=False),
            ),
            models.Index(
                fields=["tenant", "filed_at"],
                name="complaint_with_network",
                condition=models.Q(network_index__isnull=False),
            ),
            models.Index(
                fields=["tenant", "merged_into"],
                name="complaint_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Message(TenantOwned):
    """What one side said, or an officer noted for the others. Sealed as the complaint is."""

    class Side(models.TextChoices):
        COMPLAINANT = "complainant", "投诉人"
        PLATFORM = "platform", "平台"
        OPERATOR = "operator", "被投诉的运营者"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=11, choices=Side)
    is_internal = models.BooleanField(default=False)
    is_answer = models.BooleanField(default=False)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(
        max_length=5, choices=Complaint.Channel, default=Complaint.Channel.WEB
    )
    text = EncryptedField(kind="text", null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_note_is_the_platforms",
                condition=models.Q(is_internal=False)
                | models.Q(side="platform", author__isnull=False, is_answer=False),
            )
        ]
        indexes = [models.Index(fields=["tenant", "complaint", "id"], name="complaint_messages")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.side}"


class Attachment(TenantOwned):
    """A file of a complaint, kept by the office (purpose `complaint`) after it was looked at."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="attachments")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    side = models.CharField(max_length=11, choices=Message.Side)
    file = models.UUIDField()
    kind = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "file"], name="complaint_file_once")
        ]
        indexes = [models.Index(fields=["tenant", "complaint", "id"], name="complaint_attachments")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"


class Step(TenantOwned):
    """One thing that happened to a complaint: from which state to which. Never changed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    was = models.CharField(max_length=12, blank=True)
    became = models.CharField(max_length=12)
    channel = models.CharField(
        max_length=5, choices=Complaint.Channel, default=Complaint.Channel.WEB
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "complaint", "id"], name="complaint_steps")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.act}"
