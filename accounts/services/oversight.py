"""Which people of which authority may look at a tenant: at what, from when until when, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policies, selectors
from accounts.models import Authority, Grant, Matter, User
from accounts.rules import is_region
from ledger import services as record
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid, NotFound

LONGEST = timedelta(days=366)  # of one grant: no number of law; another can be given after it
SHORTEST, MOST = 4, 200  # characters of a basis


class NameTaken(Conflict):
    """Another authority, or another person, has the name."""

    code = "name_taken"


@dataclass(frozen=True, slots=True)
class Office:
    """What is entered of an authority; `region` is the code of its administrative division."""

    name: str
    kind: str
    level: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What is granted: matters, a region ("": the whole platform), a time, and its legal basis."""

    matters: Collection[str]
    until: datetime
    basis: str
    region: str = ""
    since: datetime | None = None


def authority_enter(*, office: Office) -> Authority:
    """Enter an authority. For whoever runs the product, not for tenants. Twice is once.

    Raises:
        Invalid: no such kind or level, no name, or no code of a division.
        NameTaken: it is entered as another kind, level or region.
    """
    wanted = {"kind": office.kind, "level": office.level, "region": office.region}
    name = " ".join(office.name.split())
    if office.kind not in Authority.Kind.values or office.level not in Authority.Level.values:
        raise Invalid(_("没有这类主管部门。"), field="kind")
    if not 2 <= len(name) <= 80 or not is_region(office.region):
        raise Invalid(_("请写明主管部门的名称和行政区划代码（2、4 或 6 位数字）。"), field="name")
    found, is_new = Authority.objects.get_or_create(name=name, defaults=wanted)
    if not is_new and any(getattr(found, one) != value for one, value in wanted.items()):
        raise NameTaken(_("这个主管部门已按其他类别、层级或区划登记。"))
    return found


@transaction.atomic
def regulator_enter(*, authority: Authority, username: str, name: str, password: str) -> User:
    """Give a person of an authority a login; he sees nothing until something is granted to him.

    For whoever runs the product, not for tenants.

    Raises:
        NameTaken: somebody has the login. Invalid: the password is a weak one.
    """
    if User.objects.filter(username=username).exists():
        raise NameTaken(_("这个登录名已被使用。"))
    user = User(username=username, display_name=name, authority=authority)
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise Invalid(" ".join(wrong.messages), field="password") from None
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def regulator_grant(*, actor: Actor, user_id: UUID, given: Given) -> Grant:
    """Let a person of an authority look at the actor's tenant.

    Raises:
        Forbidden: only the system administrator grants.
        NotFound: there is no such person, or he is of no authority.
        Invalid: no matter, an unknown one, no basis, no region, or a time that is over or too long.

    Law: M-cooperate
    """
    policies.require_manage_people(actor)
    user = selectors.regulator_get(user_id)
    since = given.since or clock.now()
    basis = _checked(given, since)
    row = Grant.objects.create(
        tenant_id=actor.tenant_id,
        user=user,
        region=given.region,
        matters=sorted(set(given.matters)),
        basis=basis,
        starts_at=since,
        ends_at=given.until,
        granted_by_id=actor.user_id,
        granted_at=clock.now(),
    )
    data = {"grant": row.pk.hex, "authority": str(user.authority), "matters": row.matters,
            "region": row.region, "until": row.ends_at.isoformat(), "basis": basis}  # fmt: skip
    record.entry_append(
        actor=actor,
        action="accounts.regulator_granted",
        subject=("user", user_id),
        clause="M-cooperate",
        data=data,
    )
    return row


def _checked(given: Given, since: datetime) -> str:
    """Return the basis, tidied."""
    basis = " ".join(given.basis.split())
    if not given.matters or set(given.matters) - set(Matter.values):
        raise Invalid(_("请选择允许查看的事项。"), field="matters")
    if not is_region(given.region):
        raise Invalid(_("行政区划代码是 2、4 或 6 位数字，不限区域则留空。"), field="region")
    if not SHORTEST <= len(basis) <= MOST or personal.names_somebody(basis):
        raise Invalid(_("请用 4–200 个字写明依据，不要写任何人的证件号或电话。"), field="basis")
    if not max(since, clock.now()) < given.until <= since + LONGEST:
        raise Invalid(_("截止时间须在现在之后，最长一年。"), field="until")
    return basis


@transaction.atomic
def regulator_revoke(*, actor: Actor, grant_id: UUID) -> Grant:
    """Take the look away, at once. Twice is once.

    Raises:
        Forbidden: only the system administrator revokes. NotFound: no such grant in the tenant.
    """
    policies.require_manage_people(actor)
    row = Grant.objects.of(actor).select_for_update().filter(pk=grant_id).first()
    if row is None:
        raise NotFound(_("没有这项授权。"))
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = clock.now(), actor.user_id
        row.save(update_fields=["ended_at", "ended_by"])
        record.entry_append(
            actor=actor,
            action="accounts.regulator_revoked",
            subject=("user", row.user_id),
            data={"grant": row.pk.hex},
        )
    return row
