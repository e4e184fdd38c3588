"""Where an authority's own sign-in stands, and who of its people came in by it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Authority, User
from livecompliance.kernel import clock
from livecompliance.kernel.ids import uuid7


class Issuer(models.Model):
    """One OpenID Connect issuer of one authority, entered by whoever runs the product.

    It lets in who is entered already, under `login_prefix` and what `login_claim` says. Only where
    `enrol_pattern` is given does it enter people itself: those whose login it fits and of whom
    `authority_claim` says `authority_value`. `strong` are the values of acr and amr that stand for
    a second factor; whoever brings none of them is asked for his own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret_sealed = models.BinaryField()
    login_claim = models.CharField(max_length=60, default="preferred_username")
    login_prefix = models.CharField(max_length=40, blank=True)
    authority_claim = models.CharField(max_length=60, blank=True)
    authority_value = models.CharField(max_length=120, blank=True)
    strong = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    enrol_pattern = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority"],
                condition=models.Q(is_active=True),
                name="issuer_one_of_authority",
            ),
            models.CheckConstraint(
                name="issuer_enrols_by_claim",
                condition=models.Q(enrol_pattern="") | ~models.Q(authority_claim=""),
            ),
            models.CheckConstraint(
                name="issuer_claim_has_value",
                condition=models.Q(authority_claim="") | ~models.Q(authority_value=""),
            ),
        ]

    def __str__(self) -> str:
        return self.issuer


class OutsideLogin(models.Model):
    """Somebody as his issuer knows him: its subject, as a keyed digest, is one person for good.

    What began before `ended_at` is over: the issuer said so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="+")
    subject = models.BinaryField(max_length=32)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_subject_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="outside_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.since:%Y-%m-%d}"
