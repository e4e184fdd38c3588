"""New technologies, applications and functions before they are used. Measures, Article 13."""

from django.db import models

from accounts.models import TenantOwned, User
from filings.models.assessment import Assessment
from livecompliance.kernel import clock


class Technology(TenantOwned):
    """One technology, application or function: who owns it, who assessed it, who let it go live.

    Whoever approves it is never its author. `slug` is the name by which a session declares it.
    """

    class Effect(models.TextChoices):
        NONE = "none", "不改变舆论属性或社会动员能力"
        FUNCTION = "function", "增设具有舆论属性的功能"
        MAJOR = "major", "带来重大变更"

    class State(models.TextChoices):
        DRAFT = "draft", "待评估"
        ASSESSED = "assessed", "已评估"
        APPROVED = "approved", "已批准"
        LIVE = "live", "使用中"
        RETIRED = "retired", "已停用"

    slug = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    effect = models.CharField(max_length=10, choices=Effect, default=Effect.NONE)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, related_name="technologies"
    )
    author_kind = models.CharField(max_length=8)
    author_ref = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    live_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="technology_slug_per_tenant"),
            models.CheckConstraint(
                name="technology_used_is_approved",
                condition=~models.Q(state__in=["approved", "live"])
                | models.Q(approved_by__isnull=False, assessment__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "kind", "state"], name="technology_by_kind")]

    def __str__(self) -> str:
        return self.slug
