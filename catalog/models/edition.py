"""A tenant's own catalogue: the draft that is being written, and every version there was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import ApiKey, TenantOwned, User
from livecompliance.kernel import clock


class Written(TenantOwned):
    """What a draft and a version have: the tenant's entries, why, and who had a hand in them.

    `body` holds the entries that the tenant added or made stricter, whole; the base pack's are
    not repeated. `withdraws` is the version that this one takes back. Whoever wrote last is
    `author`, or the program whose key is `author_key`; `hands` holds a key and who made it.
    """

    body = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    author_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, related_name="+")
    hands = ArrayField(models.UUIDField(), default=list)
    withdraws = models.ForeignKey(
        "catalog.Edition", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def author_name(self) -> str:
        """Return who wrote last: a person, or a program by the name of its key."""
        return f"{self.author_key.name} (API)" if self.author_key else str(self.author)


class Draft(Written):
    """The next version while it is written: one a tenant. It keeps its id when it is published."""

    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="catalog_one_draft")]

    def __str__(self) -> str:
        return f"draft r{self.revision}"


class Edition(Written):
    """One version. Rows are only ever added; which one holds follows from number and moment.

    `base_digest` and `base_released_on` name the base pack that it was written over. Whoever
    publishes alone what he wrote says why in `alone_reason`.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    base_digest = models.CharField(max_length=64)
    base_released_on = models.DateField()
    publisher = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    alone_reason = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    effective_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="catalog_edition_number"),
            models.CheckConstraint(
                name="catalog_edition_never_back_dated",
                condition=models.Q(effective_at__gt=models.F("published_at")),
            ),
            models.CheckConstraint(
                name="catalog_edition_alone_says_why",
                condition=~models.Q(publisher=models.F("author")) | ~models.Q(alone_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "effective_at"], name="catalog_edition_moment"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"
