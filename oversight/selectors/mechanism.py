"""The seven mechanisms: the version that holds, those before, and the live evidence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from oversight.models import Mechanism
from oversight.rules.mechanisms import MECHANISMS
from oversight.selectors.duty import Seen


@dataclass(frozen=True, slots=True)
class Held:
    """One of the seven.

    Args:
        key: which.
        latest: the version that holds; None where nobody wrote one down.
        evidence: what its controls found.
        is_overdue: the day of its review has passed.
    """

    key: str
    name: str
    latest: Mechanism | None
    evidence: tuple[Seen, ...]
    is_overdue: bool


def mechanism_labels() -> dict[str, str]:
    """Return what the seven are called."""
    return {
        "accounts": _("账号及直播营销功能注册注销"),
        "information": _("信息安全管理"),
        "conduct": _("营销行为规范"),
        "minors": _("未成年人保护"),
        "consumers": _("消费者权益保护"),
        "personal": _("个人信息保护"),
        "network": _("网络和数据安全管理"),
    }


def mechanism_name_of(kind: str) -> str:
    """Return what one of the seven is called."""
    return mechanism_labels().get(kind, kind)


def mechanism_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions of mechanisms are called, by id."""
    found = Mechanism.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): mechanism_name_of(one.kind) for one in found}


def mechanisms_latest(actor: Actor, tenant_id: UUID) -> dict[str, Mechanism]:
    """Return the version of each that holds."""
    found = Mechanism.objects.of(actor).filter(tenant_id=tenant_id).select_related("owner")
    return {one.kind: one for one in found.order_by("kind", "-version").distinct("kind")}


def mechanism_versions(actor: Actor, tenant_id: UUID, kind: str) -> QuerySet[Mechanism]:
    """Return every version of one, the latest in front."""
    found = Mechanism.objects.of(actor).filter(tenant_id=tenant_id, kind=kind)
    return found.select_related("owner", "recorded_by").order_by("-version")


def mechanisms(actor: Actor, tenant_id: UUID, seen: Mapping[str, Seen]) -> list[Held]:
    """Return all seven, whether or not somebody wrote them down.

    Law: M-mechanisms
    """
    latest, names, today = mechanisms_latest(actor, tenant_id), mechanism_labels(), clock.today()
    return [
        Held(
            one.key,
            names[one.key],
            latest.get(one.key),
            tuple(seen[name] for name in one.controls if name in seen),
            one.key in latest and latest[one.key].review_on < today,
        )
        for one in MECHANISMS
    ]
