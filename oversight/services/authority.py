"""The authorities of a platform are kept: added, changed, put away; where the platform is."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from oversight import policies, selectors
from oversight.models import Authority, Dispatch, Domicile
from oversight.providers import carrier_of
from oversight.rules import dispatches as rules
from oversight.rules import routing

LONGEST_PLACE, LONGEST_ENDPOINT = 120, 300


class AuthorityThere(Conflict):
    """There is one of this name."""

    code = "authority_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What an authority is and how it is reached."""

    name: str
    body: str
    level: str
    region: str = ""
    carrier: str = "hand"
    endpoint: str = ""
    signing: str = "ed25519"
    contact: str = ""


@transaction.atomic
def authority_set(*, actor: Actor, office: Office, authority_id: UUID | None = None) -> Authority:
    """Add an authority, or change one. Drafts that nobody was found for are routed anew.

    Raises:
        Forbidden: no officer. NotFound: no such authority.
        Invalid: no name, body or level, or an address that the way cannot use.
        AuthorityThere: another has this name.

    Law: O117-measure-report
    """
    policies.doer_of_reports(actor)
    given = _checked(office)
    row = (
        selectors.authority_get(actor, authority_id, lock=True)
        if authority_id
        else Authority(tenant_id=actor.tenant_id, created_at=clock.now())
    )
    if Authority.objects.of(actor).filter(name=given.name).exclude(pk=row.pk).exists():
        raise AuthorityThere(_("已经有同名的主管部门。"))
    for name, value in asdict(given).items():
        setattr(row, name, value)
    row.is_active = True
    row.save()
    data = {"name": row.name, "body": row.body, "level": row.level, "carrier": row.carrier}
    _note(actor, row, "oversight.authority_set", data)
    _reroute(actor)
    return row


@transaction.atomic
def authority_retire(*, actor: Actor, authority_id: UUID) -> Authority:
    """Put an authority away: nothing new goes there; what went there stays. Twice is once.

    Raises:
        Forbidden: no officer. NotFound: no such authority.
    """
    policies.doer_of_reports(actor)
    row = selectors.authority_get(actor, authority_id, lock=True)
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        _note(actor, row, "oversight.authority_retired", {"name": row.name})
    return row


@transaction.atomic
def authority_renew(*, actor: Actor, authority_id: UUID) -> Authority:
    """Give an authority another shared secret: the old one signs nothing from now on.

    Raises:
        Forbidden: no officer. NotFound: no such authority.
    """
    policies.doer_of_reports(actor)
    row = selectors.authority_get(actor, authority_id, lock=True)
    row.secret_version += 1
    row.save(update_fields=["secret_version"])
    _note(actor, row, "oversight.authority_renewed", {"name": row.name})
    return row


@transaction.atomic
def domicile_set(*, actor: Actor, place: str) -> Domicile:
    """Say where the platform is domiciled: it decides which authorities are competent.

    Raises:
        Forbidden: no officer. Invalid: no place.

    Law: O117-measure-report, O117-identity-report
    """
    person = policies.doer_of_reports(actor)
    said = routing.folded(place)
    if not 2 <= len(said) <= LONGEST_PLACE:
        raise Invalid(_("请填写平台住所地，从省级写起。"), field="place")
    row = Domicile.objects.create(
        tenant_id=actor.tenant_id, place=said, set_by_id=person, set_at=clock.now()
    )
    record.entry_append(
        actor=actor,
        action="oversight.domicile_set",
        subject=("tenant", actor.tenant_id),
        clause="O117-measure-report",
        data={"place": said},
    )
    _reroute(actor)
    return row


def _reroute(actor: Actor) -> None:
    """Look again for whom drafts go to that nobody was found for."""
    drafts = Dispatch.objects.of(actor).filter(state=rules.DRAFT, authority=None)
    for row in drafts.select_for_update():
        to = routing.To(body=row.body, level=row.level)  # type: ignore[arg-type]
        found = selectors.competent_for(actor, row.matter, to, "")
        if found is not None:
            row.authority = found
            row.save(update_fields=["authority"])


def _checked(office: Office) -> Office:
    name = " ".join(office.name.split())
    if not 2 <= len(name) <= 80:
        raise Invalid(_("请用 2–80 个字填写部门名称。"), field="name")
    for field, known in (
        ("body", Authority.Body.values),
        ("level", Authority.Level.values),
        ("carrier", Authority.Carrier.values),
        ("signing", Authority.Signing.values),
    ):
        if getattr(office, field) not in known:
            raise Invalid(_("请从列表中选择。"), field=field)
    endpoint = "" if office.carrier == "hand" else office.endpoint.strip()
    if office.carrier != "hand" and (
        len(endpoint) > LONGEST_ENDPOINT or carrier_of(office.carrier).faults_of(endpoint)
    ):
        raise Invalid(ENDPOINTS[office.carrier](), field="endpoint")
    return Office(
        name=name,
        body=office.body,
        level=office.level,
        region=routing.folded(office.region)[:60],
        carrier=office.carrier,
        endpoint=endpoint,
        signing=office.signing,
        contact=" ".join(office.contact.split())[:120],
    )


ENDPOINTS = {
    "folder": lambda: _("目录名只能用小写字母、数字、下划线和连字符，最多 40 个字符。"),
    "https": lambda: _("请填写 https:// 开头的接口地址，不要写用户名和密码。"),
    "mail": lambda: _("请填写有效的公务邮箱地址。"),
}


def _note(actor: Actor, row: Authority, action: str, data: dict[str, str]) -> None:
    record.entry_append(actor=actor, action=action, subject=("authority", row.pk), data=data)
