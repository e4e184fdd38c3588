"""What operators of the demo publish: one says everything, one lacks something, one is away."""

from datetime import date, timedelta
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import selectors, services
from parties.models import Party

COMPLETE, LACKING, AWAY = "front-tea", "front-noodles", "front-crafts"
DAYS_AGO = 3  # since the regulator's notice came: the reminder is due soon


def furnish(actor: Actor, officer_id: UUID) -> None:
    """Register the three, each once, with invented names and numbers."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    if selectors.parties_named(officer, [COMPLETE]):
        return
    _complete(officer)
    _lacking(officer)
    _away(officer)


def _register(officer: Actor, number: str, kind: str, who: tuple[str, str], paper: str) -> UUID:
    public_name, name = who
    document = "resident_id" if kind == Party.Kind.NATURAL else "uscc"
    newcomer = services.Newcomer(
        kind=kind,
        roles=[Party.Role.OPERATOR],
        public_name=public_name,
        external_id=number,
        commerce=Party.Commerce.ON_PLATFORM,
        particulars=services.Particulars(
            name=name, mobile="13900000117", address="浙江省杭州市滨江区海潮路 18 号"
        ),
        papers=services.Given(kind=document, number=paper),
    )
    return services.party_register(actor=officer, who=newcomer).pk


def _complete(officer: Actor) -> None:
    """One that publishes everything, and has just moved: the new version waits."""
    party_id = _register(
        officer, COMPLETE, "company", ("海潮茶社", "杭州海潮茶业有限公司"), "91330108MA2FRNT17X"
    )
    licence = services.Licence(
        kind="licence", name="食品经营许可证", number="JY13301080000117", fields=("food",)
    )
    paper = services.credential_give(actor=officer, party_id=party_id, given=licence)
    services.credential_decide(actor=officer, credential_id=paper.pk, is_approved=True)
    told = services.Told(address="浙江省杭州市滨江区海潮路 18 号 3 幢 501 室", changed_on=_ago(60))
    first = services.card_submit(actor=officer, party_id=party_id, told=told)
    services.card_decide(actor=officer, card_id=first.pk, is_approved=True)
    moved = services.Told(address="浙江省杭州市西湖区龙坞茶镇 66 号", changed_on=_ago(1))
    services.card_submit(actor=officer, party_id=party_id, told=moved)


def _lacking(officer: Actor) -> None:
    """An individual business that has not said who keeps it."""
    party_id = _register(
        officer, LACKING, "individual", ("老街面馆", "杭州市老街面馆"), "92330106MA2FRNT25Q"
    )
    told = services.Told(composition="family")
    services.card_submit(actor=officer, party_id=party_id, told=told)


def _away(officer: Actor) -> None:
    """A person whom the regulator could not reach."""
    party_id = _register(officer, AWAY, "natural", ("阿满手作", "周小满"), "330108199105172145")
    notice = services.Notice(
        authority="杭州市滨江区市场监督管理局",
        document_number="滨市监通〔2026〕117 号",
        received_on=_ago(DAYS_AGO),
    )
    services.unreachable_note(actor=officer, party_id=party_id, notice=notice)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
