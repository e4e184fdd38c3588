"""A decision against an account or a person, who approved it, what it changed, who is told."""

from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from charter.models import Agreement
from livecompliance.kernel import clock
from parties.models import Bar, Party


class Sanction(TenantOwned):
    """One decision. Measures, Article 14¶2 (accounts), 14¶3 (persons); Order 117, Articles 12, 14.

    It is proposed, in force, and then ended: by its term, by an officer, or by an appeal that
    overturned or changed it. A blacklist entry is the highest rung; its grounds are kept apart.
    The strike counts until `strike_until`, unless an appeal did away with the decision.
    `signed` is the agreement that was broken, as its party accepted it. What becomes of consumers
    (Order 117, Article 23) is said in three parts: `orders`, `after_sales`, `disputes`. `block` is
    by what a bar knows its person again; `is_shared`: platforms that agreed to match, do.
    `notice_way` is how its notice came to whom it concerns, and says something once `noticed_at`
    does. `weigh_by`: an offence before it fell, and somebody has to say until then whether it
    still fits.
    """

    class Subject(models.TextChoices):
        ACCOUNT = "account", "直播间运营者账号"
        PERSON = "person", "人员或机构"

    class Rung(models.TextChoices):
        PROMPT = "prompt", "提示"
        WARNING = "warning", "警示"
        TRAFFIC = "traffic_limit", "限制流量"
        FUNCTIONS = "function_limit", "限制功能"
        SUSPENSION = "suspension", "暂停直播"
        STOP = "dated_stop", "限期停播"
        CLOSURE = "closure", "关闭账号"
        BAN = "registration_ban", "禁止重新注册账号"
        BLACKLIST = "blacklist", "列入黑名单"

    class Basis(models.TextChoices):
        LAW = "law", "违反法律法规"
        AGREEMENT = "agreement", "违反服务协议"
        NOTICE = "notice", "监管部门通报"

    class Ground(models.TextChoices):
        SERIOUS = "serious", "严重违法违规"
        IMMORAL = "immoral", "违法失德造成恶劣社会影响"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        REFUSED = "refused", "复核未通过"
        IN_FORCE = "in_force", "生效中"
        EXPIRED = "expired", "期满解除"
        LIFTED = "lifted", "提前解除"
        OVERTURNED = "overturned", "经申诉撤销"
        CHANGED = "changed", "经申诉变更"

    class Way(models.TextChoices):
        LETTER = "letter", "站内信"
        PLATFORM = "platform", "平台自有渠道"
        PAPER = "paper", "纸质送达"
        PUBLIC = "public", "公告送达"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=8, choices=Subject)
    rung = models.CharField(max_length=16, choices=Rung)
    code = models.CharField(max_length=40)
    offence = models.PositiveSmallIntegerField(default=1)
    suggested = models.CharField(max_length=16, blank=True)
    ladder_version = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=10, choices=Basis)
    clause = models.CharField(max_length=80)
    agreement = models.CharField(max_length=200, blank=True)
    signed = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    notice_ref = models.CharField(max_length=120, blank=True)
    facts = models.CharField(max_length=1000)
    proportionality = models.CharField(max_length=600)
    orders = models.CharField(max_length=600, blank=True)
    after_sales = models.CharField(max_length=600, blank=True)
    disputes = models.CharField(max_length=600, blank=True)
    open_orders = models.PositiveIntegerField(null=True, blank=True)
    functions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    findings = ArrayField(models.UUIDField(), default=list, blank=True)
    is_automated = models.BooleanField(default=False)
    ground = models.CharField(max_length=8, choices=Ground, blank=True)
    impact = models.CharField(max_length=600, blank=True)
    block = ArrayField(models.CharField(max_length=8, choices=Bar.By), default=list, blank=True)
    is_shared = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=clock.now)
    reviews_needed = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    strike_until = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True)
    notice_way = models.CharField(max_length=8, choices=Way, default=Way.LETTER)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)
    weigh_by = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacement"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="sanction_once_per_key"),
            models.CheckConstraint(
                name="sanction_says_why",
                condition=~models.Q(facts="") & ~models.Q(proportionality=""),
            ),
            models.CheckConstraint(
                name="sanction_blacklist_has_ground",
                condition=~models.Q(rung="blacklist") | ~models.Q(ground=""),
            ),
            models.CheckConstraint(
                name="sanction_immoral_has_impact",
                condition=~models.Q(ground="immoral") | ~models.Q(impact=""),
            ),
            models.CheckConstraint(
                name="sanction_dated_rungs_end",
                condition=~models.Q(rung__in=["dated_stop", "registration_ban", "blacklist"])
                | models.Q(days__isnull=False),
            ),
            models.CheckConstraint(
                name="sanction_ends_after_it_began",
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="sanction_newest"),
            models.Index(fields=["tenant", "starts_at", "id"], name="sanction_begun"),
            models.Index(fields=["tenant", "party", "code"], name="sanction_by_party"),
            models.Index(
                fields=["tenant", "party"],
                name="sanction_standing",
                condition=models.Q(state="in_force"),
            ),
            models.Index(
                fields=["tenant", "weigh_by"],
                name="sanction_to_weigh",
                condition=models.Q(weigh_by__isnull=False),
            ),
            models.Index(
                fields=["ends_at"], name="sanction_due", condition=models.Q(state="in_force")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.party_id}"

    @property
    def number(self) -> str:
        """Return what the decision is called in a letter: by its id alone, which never changes."""
        return number_of(self.pk)


def number_of(pk: UUID) -> str:
    """Return what the decision with an id is called."""
    made = clock.UNIX_EPOCH + timedelta(milliseconds=pk.int >> 80)
    return f"{clock.to_date(made):%Y%m%d}-{pk.hex[-6:].upper()}"


class Review(TenantOwned):
    """Another person's word on a proposal. Each speaks once, and never on his own proposal."""

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_approval = models.BooleanField()
    note = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "sanction", "reviewer"], name="review_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sanction_id} {self.is_approval}"


class Effect(TenantOwned):
    """One thing that a decision changed elsewhere, and whether it was undone.

    `is_shared`: it stood already, by another decision, where who ends last undoes it, or as what
    was done on air about the same findings. A prompt among these is kept apart, as it counts
    nowhere. A breach of the gate is found later, and written down when it is undone.
    """

    class Kind(models.TextChoices):
        FUNCTION = "function", "暂停直播营销功能"
        BAR = "bar", "按身份禁止"
        MEASURE = "measure", "直播中的处置"
        PROMPT = "prompt", "同一行为的弹窗提示"
        BREACH = "breach", "未经准入而直播的发现"
        STRIKE = "strike", "违规计次"
        TIER = "tier", "分级重新评定"

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=10, choices=Kind)
    ref = models.CharField(max_length=80, blank=True)
    is_shared = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "sanction", "kind", "ref"], name="effect_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "kind", "ref"], name="effect_by_ref")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Report(TenantOwned):
    """What an authority is to be told of a decision; it waits for the outbox.

    A correction names the report that it corrects. `body` names nobody: who it was is opened
    when the report leaves.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", "处置报告"
        CORRECTION = "correction", "更正报告"

    class Authority(models.TextChoices):
        SAMR = "samr", "市场监督管理部门"
        CAC = "cac", "网信部门"

    class Level(models.TextChoices):
        COUNTY = "county", "县级以上"
        PROVINCE = "province", "省级"

    class State(models.TextChoices):
        QUEUED = "queued", "待报送"
        SENT = "sent", "已报送"

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    authority = models.CharField(max_length=8, choices=Authority)
    level = models.CharField(max_length=8, choices=Level)
    clause = models.CharField(max_length=80)
    body = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "sanction", "kind", "authority", "level"],
                name="report_once_per_authority",
            ),
            models.CheckConstraint(
                name="report_correction_names_what",
                condition=models.Q(kind="decision") | models.Q(corrects__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "id"], name="report_queued", condition=models.Q(state="queued")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.authority} {self.level}"
