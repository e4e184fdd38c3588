"""What is kept for how long, what goes next month, what was destroyed and certified."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import selectors as accounts
from livecompliance.kernel import clock, retention
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from oversight.models import Certificate, Destruction

AHEAD = timedelta(days=30)
UNITS = {"day": ("天", "day"), "month": ("个月", "month"), "year": ("年", "year")}


@dataclass(frozen=True, slots=True)
class Plan:
    """One kind: its rules, the longest of them, and what goes of it.

    Attributes:
        destroyed: how much of it was destroyed so far.
    """

    kind: retention.Kind
    rules: tuple[retention.Rule, ...]
    longest: retention.Rule
    due: retention.Due
    destroyed: int


@dataclass(frozen=True, slots=True)
class Told:
    """One rule of the table in the reader's language."""

    rule: retention.Rule
    what: str
    least: str
    starts: str
    law: str
    note: str


def grace_d(actor: Actor) -> int:
    """Return how many days lie between the end of a term and destruction."""
    return accounts.policy_of(actor, retention.GRACE, retention.GRACE_D)


def plans(actor: Actor) -> list[Plan]:
    """Return every kind that is destroyed, with what goes of it: over its term already, and within
    thirty days.
    """
    today = clock.today()
    gone = dict(
        Destruction.objects.of(actor).values_list("kind").annotate(n=Sum("number")).order_by()
    )
    return [
        Plan(
            kind,
            tuple(retention.rules()[one] for one in kind.rules),
            retention.longest(kind.rules),
            kind.due(actor, today, today + AHEAD),
            gone.get(kind.name, 0),
        )
        for kind in retention.kinds()
    ]


def rule_told(rule: retention.Rule) -> Told:
    """Return a rule in the reader's language."""
    return Told(
        rule, said(rule.what), least_said(rule.least), said(rule.starts), said(rule.law),
        said(rule.note) if rule.note else "",
    )  # fmt: skip


def table() -> list[Told]:
    """Return the whole table, in its own order."""
    return [rule_told(one) for one in retention.rules().values()]


def said(words: retention.Words) -> str:
    """Return words in the reader's language."""
    return words.en if (get_language() or "").startswith("en") else words.zh


def least_said(least: retention.Least) -> str:
    """Return a term in words."""
    zh, en = UNITS[least.unit]
    plural = "" if least.value == 1 else "s"
    return said(retention.Words(f"{least.value} {zh}", f"{least.value} {en}{plural}"))


def goes_before(actor: Actor) -> date:
    """Return the day before which a term must have ended to go today."""
    return clock.today() - timedelta(days=grace_d(actor))


def certificates(actor: Actor) -> QuerySet[Certificate]:
    """Return the certificates, the newest in front."""
    return Certificate.objects.of(actor).order_by("-number")


def certificate_get(actor: Actor, certificate_id: UUID) -> Certificate:
    """Return one certificate.

    Raises:
        NotFound: there is none for this actor.
    """
    found = Certificate.objects.of(actor).filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(_("没有这份销毁证明。"))
    return found


def uncertified(actor: Actor) -> int:
    """Return how much was destroyed that no certificate names yet."""
    rows = Destruction.objects.of(actor).filter(certificate__isnull=True)
    return int(rows.aggregate(n=Sum("number"))["n"] or 0)


def certificate_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what certificates are called, by id."""
    found = Certificate.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): _("销毁证明 %(n)s 号") % {"n": one.number} for one in found}
