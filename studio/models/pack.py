"""A tenant's own lexicons and allow-lists, version by version, term by term."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from studio.models.authored import Authored


class Pack(TenantOwned):
    """A list of terms that count as hits, or of those that excuse hits they cover."""

    class Kind(models.TextChoices):
        LEXICON = "lexicon", "词库"
        ALLOW = "allow", "放行词表"

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="studio_pack_code"),
            models.UniqueConstraint(fields=["tenant", "name"], name="studio_pack_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Issue(Authored):
    """One version of a pack: what left the draft never changes in what it holds.

    `digest` names the compiled form of the revision `built`;
    `measured` is what the terms did to a sample of what was said.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SHADOW = "shadow", "影子"
        LIVE = "live", "生效"
        RETIRED = "retired", "已停用"
        DISCARDED = "discarded", "已作废"

    COMING = (State.DRAFT, State.SHADOW)
    RUNNING = (State.SHADOW, State.LIVE)

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.CharField(max_length=200, blank=True)
    terms = models.PositiveIntegerField(default=0)
    built = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    measured = models.JSONField(default=dict)
    job = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "pack", "number"], name="studio_issue_number"
            ),
            *(
                models.UniqueConstraint(
                    fields=["tenant", "pack"],
                    name=f"studio_issue_one_{state}",
                    condition=models.Q(state=state),
                )
                for state in ("draft", "shadow", "live")
            ),
            models.CheckConstraint(
                name="studio_issue_approved_by_another",
                condition=~models.Q(state="live")
                | models.Q(approver__isnull=False) & ~models.Q(approver=models.F("author")),
            ),
            models.CheckConstraint(
                name="studio_issue_running_is_built",
                condition=~models.Q(state__in=["shadow", "live"]) | ~models.Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} #{self.number}"

    @property
    def is_open(self) -> bool:
        """Tell whether it holds what the pack holds now: nothing newer is written meanwhile."""
        return self.state in self.COMING

    @property
    def is_built(self) -> bool:
        """Tell whether the compiled form is of the version as it is now; only drafts change."""
        is_same = self.built == self.revision or self.state != self.State.DRAFT
        return bool(self.digest) and is_same


class Term(TenantOwned):
    """One term, from the version it came with (`since`) to the one it went with (`until`).

    `key` is the folded term, as the engine finds it. `added_by`, `added_at`, `source`, and of an
    import its `batch` and `line` say where it comes from.
    """

    class Severity(models.TextChoices):
        LOW = "low", "低"
        MEDIUM = "medium", "中"
        HIGH = "high", "高"

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="terms")
    text = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    family = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=6, choices=Severity, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    weight = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.UUIDField(null=True, blank=True)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "pack", "key"],
                name="studio_term_once",
                condition=models.Q(until__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "pack", "-id"], name="studio_term_newest"),
            models.Index(fields=["tenant", "pack", "key"], name="studio_term_by_key"),
            models.Index(
                fields=["tenant", "key"],
                name="studio_term_anywhere",
                condition=models.Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Image(TenantOwned):
    """A piece of the compiled form of a version; processes read it, nobody compiles it again."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="images")
    digest = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "issue", "digest", "number"], name="studio_image_piece"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.number}"


class Hits(TenantOwned):
    """How often a term did something on one day, by what findings call it.

    Of a lexicon: was part of a finding; of an allow-list: excused a hit. In shadow (`issue`): it
    would have.
    """

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=120)
    day = models.DateField()
    number = models.PositiveIntegerField()
    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "pack", "rule", "day", "issue"],
                name="studio_hits_of_a_day",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.day}"
