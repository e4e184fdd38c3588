"""What an operator publishes of itself, version by version; who cannot be reached any more."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.personal import EncryptedField
from parties.models.party import Party


class Card(TenantOwned):
    """One version of an operator's card (Order 117, Article 25). No version is ever changed.

    Its words are sealed with the party's key, those of a company too: what was published goes with
    the key when the party is erased. `sources` says of each word whether it is what the platform
    has on file (`filed`) or what the operator said (`given`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待审核"
        PUBLISHED = "published", "公示中"
        PAST = "past", "已更替"
        REFUSED = "refused", "已退回"
        REPLACED = "replaced", "已被新版取代"

    class Composition(models.TextChoices):
        PERSONAL = "personal", "个人经营"
        FAMILY = "family", "家庭经营"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Party.Kind)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    name = EncryptedField(kind="name", null=True)
    keeper = EncryptedField(kind="name", null=True)
    code = EncryptedField(kind="document", null=True)
    address = EncryptedField(kind="address", null=True)
    contact = EncryptedField(kind="mobile", null=True)
    composition = models.CharField(max_length=8, choices=Composition, blank=True)
    agencies = models.JSONField(default=list, blank=True)
    licences = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=dict, blank=True)
    changed_on = models.DateField()
    given_at = models.DateTimeField(default=clock.now)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "number"], name="card_number_of_party"
            ),
            models.UniqueConstraint(
                fields=["tenant", "party"],
                name="card_waiting_once",
                condition=models.Q(state="waiting"),
            ),
            models.UniqueConstraint(
                fields=["tenant", "party"],
                name="card_published_once",
                condition=models.Q(state="published"),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "state", "given_at"], name="card_by_state")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.number}"


class Unreachable(TenantOwned):
    """A regulator's notice that somebody cannot be reached, and what came of it. Order 117, 22.

    `arrangement` is what becomes of consumers' orders, after-sales service and disputes while he
    is kept off air (Article 23).
    """

    class State(models.TextChoices):
        NOTED = "noted", "待提醒"
        REMINDED = "reminded", "已提醒"
        MEASURED = "measured", "已采取措施"
        ENDED = "ended", "已办结"

    class Channel(models.TextChoices):
        LETTER = "letter", "站内信与邮件"
        PHONE = "phone", "电话"
        PLATFORM = "platform", "平台消息"
        POST = "post", "邮寄"

    class Outcome(models.TextChoices):
        UPDATED = "updated", "已更新并核验"
        WITHDRAWN = "withdrawn", "监管部门撤回通报"
        LEFT = "left", "当事人已注销"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60)
    received_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.NOTED)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    update_by = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    measured_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    measure_reason = models.CharField(max_length=200, blank=True)
    arrangement = models.CharField(max_length=600, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "authority", "document_number"],
                name="unreachable_notice_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "party"],
                name="unreachable_open_once",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "recorded_at"], name="unreachable_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.state}"
