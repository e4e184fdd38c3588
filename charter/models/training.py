"""Courses, and who took them when and how."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from parties.models import Party


class Course(TenantOwned):
    """One version of a course: for whom, about what, how long at least, and its questions.

    `quiz` is a list of {"ask": {zh, en}, "options": [{zh, en}], "right": [index, …]}.
    """

    class Audience(models.TextChoices):
        MARKETER = "marketer", "直播营销人员"
        OPERATOR = "operator", "直播间运营者"
        AGENCY = "agency", "服务机构"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        RETIRED = "retired", "已停用"

    code = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    audience = models.CharField(max_length=10, choices=Audience)
    title = models.JSONField(default=dict)
    body_zh = models.TextField()
    body_en = models.TextField(blank=True)
    topics = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    minutes = models.PositiveSmallIntegerField()
    quiz = models.JSONField(default=list, blank=True)
    pass_percent = models.PositiveSmallIntegerField(default=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code", "number"], name="course_version"),
            models.UniqueConstraint(
                fields=["tenant", "code"],
                name="course_one_published",
                condition=models.Q(state="published"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "code"],
                name="course_one_draft",
                condition=models.Q(state="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class Training(TenantOwned):
    """One attempt at a course, from its beginning to how it ended. Order 117, Article 10.

    Every attempt is kept, also those that failed, that were refused, and that an officer annulled
    because somebody cheated. One that was passed counts until `valid_until`, that day included.
    """

    class State(models.TextChoices):
        STARTED = "started", "学习中"
        PASSED = "passed", "已完成"
        FAILED = "failed", "未通过"
        ABANDONED = "abandoned", "已放弃"
        REFUSED = "refused", "拒不参加"
        ANNULLED = "annulled", "已作废"

    class Source(models.TextChoices):
        PORTAL = "portal", "本人在线学习"
        PLATFORM = "platform", "平台上报"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="trainings")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="trainings")
    course_code = models.CharField(max_length=40)
    attempt = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    source = models.CharField(max_length=10, choices=Source)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    score_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party"],
                name="training_one_at_a_time",
                condition=models.Q(state="started"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "party", "course_code", "attempt"], name="training_attempt"
            ),
            models.CheckConstraint(
                name="training_passed_has_its_term",
                condition=~models.Q(state="passed")
                | models.Q(finished_at__isnull=False, valid_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "party", "course_code", "-valid_until"],
                name="training_passed",
                condition=models.Q(state="passed"),
            ),
            models.Index(
                fields=["tenant", "valid_until"],
                name="training_by_end",
                condition=models.Q(state="passed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_code} #{self.attempt}"
