"""A licence or certificate ends: its holder is told in time, what he publishes follows, the gate
is asked again."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock, events, law
from livecompliance.kernel.actors import Actor
from office import services as office
from parties import selectors
from parties.events import StandingChanged
from parties.models import Card, Credential, Party
from parties.services.card import card_follow
from parties.services.told import can_be_written_to

TIMES = (0, 7, 30)  # days before the end
AHEAD, BEHIND = timedelta(days=30), timedelta(days=3)
AT_ONCE = 200
CLAUSES = {
    "licence": "O117-publicity-changes",
    "practising": "ANCHOR-practising",
    "work": "O117-dynamic-verification",
    "agency": "NPB-licence",
}
STARTED = {
    "zh": (
        "你公示的营业信息列有这项许可。系统已按登记资料代你报送变更，经平台核对后更新公示；"
        "已换新证的，请尽快提交，再次报送会取代这一次。"
    ),
    "en": (
        "What you publish names this licence. The change was reported for you from what is on "
        "file, and is published once the platform has compared it. If you hold a new one, hand it "
        "in soon; that report takes the place of this one."
    ),
}
NOT_STARTED = {
    "zh": "已换新证的，请尽快提交。",
    "en": "If you hold a new one, please hand it in soon.",
}


def credentials_follow(*, actor: Actor) -> int:
    """Do what the ends of licences and certificates ask for; return of how many they were over.

    Its holder is told a month, a week and the day before. Once it is over: an operator's card that
    names it is reported anew, as of the day after its last, the gate is asked again about what is
    on air, and the holder is told what was done. Each once, a batch at a time, so that a worker
    that is killed goes on with the next.

    Law: O117-publicity-changes, O117-published-changes
    """
    today, over = clock.today(), 0
    with transaction.atomic():
        for one in selectors.credentials_ending(actor, today, today + AHEAD):
            _tell_ahead(actor, one)
        for party_id in selectors.operators_gaining(actor, today - BEHIND, today):
            card_follow(actor, party_id)
    while done := _some_over(actor):
        over += done
    return over


@transaction.atomic
def _some_over(actor: Actor) -> int:
    found = selectors.credentials_over(actor, clock.today(), AT_ONCE)
    for one in found:
        _over(actor, one)
    return len(found)


def _over(actor: Actor, one: Credential) -> None:
    one.lapsed_at = clock.now()
    one.save(update_fields=["lapsed_at"])
    party, end = one.party, one.valid_until or clock.today()
    if party.state == Party.State.CLOSED:
        return
    record.entry_append(
        actor=actor,
        action="parties.credential_lapsed",
        subject=("party", party.pk),
        clause=CLAUSES[one.kind],
        data={"credential": str(one.pk), "kind": one.kind, "until": f"{end}"},
    )
    card: Card | None = None
    if one.kind == Credential.Kind.LICENCE and Party.Role.OPERATOR in party.roles:
        card = card_follow(actor, party.pk, since=end + timedelta(days=1))
    events.publish(StandingChanged(actor, party.pk, "credential_lapsed"))
    if clock.today() - end <= AHEAD:
        context = _said(one) | {"follows": STARTED if card else NOT_STARTED}
        _tell(actor, party, "credential_over", context, f"{one.pk}")


def _tell_ahead(actor: Actor, one: Credential) -> None:
    left = ((one.valid_until or clock.today()) - clock.today()).days
    time = next(days for days in TIMES if left <= days)
    _tell(actor, one.party, "credential_ending", _said(one), f"{one.pk}:{time}")


def _said(one: Credential) -> dict[str, object]:
    clause = law.clause(CLAUSES[one.kind])
    return {
        "thing": one.name,
        "until": f"{one.valid_until}",
        "clause": {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")},
    }


def _tell(actor: Actor, party: Party, topic: str, context: Mapping[str, object], ref: str) -> None:
    if party.user_id is not None and can_be_written_to(actor, party):
        about = office.About("credential", ref)
        office.message_send(
            actor=actor, to=[party.user_id], topic=topic, context=dict(context), about=about
        )
