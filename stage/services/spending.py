"""Minor mode, and what an account in it may spend: states come in, questions are answered."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from stage import policies, selectors
from stage.models import MinorAccount, MinorSpend
from stage.rules import minors as rules

MOST_FEN = 2_000_000_000
CLAUSE = "MNP-spending"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a payment may be made; `refused_for` is `single` or `daily`."""

    is_allowed: bool
    refused_for: str = ""
    single_fen: int | None = None
    daily_fen: int | None = None
    spent_fen: int = 0


@transaction.atomic
def minor_mode_set(
    *,
    actor: Actor,
    account: str,
    is_on: bool,
    single_fen: int | None = None,
    daily_fen: int | None = None,
) -> MinorAccount:
    """Take down that an account is in minor mode, or no more, and the limits it was given.

    The account's number is kept as a keyed digest only.

    Raises:
        Forbidden: only the platform's system knows accounts.
        Invalid: no account, or a limit that is no amount.

    Law: MNP-mode, MNP-spending
    """
    policies.require_report(actor)
    for name, value in (("single_fen", single_fen), ("daily_fen", daily_fen)):
        if value is not None and not 0 <= value <= MOST_FEN:
            raise Invalid(_("限额超出范围。"), field=name)
    row = _locked(actor, account) or MinorAccount(
        tenant_id=actor.tenant_id, account=_digest(actor, "account", account)
    )
    row.is_on, row.single_fen, row.daily_fen = is_on, single_fen, daily_fen
    row.changed_at = clock.now()
    row.save()
    record.entry_append(
        actor=actor,
        action="stage.minor_mode_set",
        subject=("minor_account", row.pk),
        clause="MNP-mode",
        data={"on": is_on, "single_fen": single_fen, "daily_fen": daily_fen},
    )
    return row


@transaction.atomic
def spending_ask(*, actor: Actor, account: str, amount_fen: int, reference: str) -> Answer:
    """Say whether an account may pay this now. The same reference is answered as it was.

    An account that never was in minor mode, or is no more, is not limited here.

    Raises:
        Forbidden: only the platform's system asks.
        Invalid: no account, no reference, or no amount.

    Law: MNP-spending
    """
    policies.require_report(actor)
    if not 0 < amount_fen <= MOST_FEN:
        raise Invalid(_("金额超出范围。"), field="amount_fen")
    if not 0 < len(reference) <= 200:
        raise Invalid(_("请提供付款编号。"), field="reference")
    row = _locked(actor, account)
    if row is None or not row.is_on:
        return Answer(is_allowed=True)
    terms, today = selectors.terms_get(actor), clock.today()
    single = rules.stricter(row.single_fen, terms.single_fen)
    daily = rules.stricter(row.daily_fen, terms.daily_fen)
    digest = _digest(actor, "reference", reference)
    before = MinorSpend.objects.of(actor).filter(account=row, reference=digest).first()
    spent = selectors.spent_on(row, before.day if before else today)
    if before is not None:
        return Answer(before.is_allowed, before.refused_for, single, daily, spent)
    refused = rules.spending_refused(amount_fen, spent, single, daily)
    MinorSpend.objects.create(
        tenant_id=actor.tenant_id,
        account=row,
        reference=digest,
        amount_fen=amount_fen,
        day=today,
        is_allowed=not refused,
        refused_for=refused,
    )
    if refused:
        record.entry_append(
            actor=actor,
            action="stage.spending_refused",
            subject=("minor_account", row.pk),
            clause=CLAUSE,
            data={"limit": refused, "amount_fen": amount_fen},
        )
    spent += 0 if refused else amount_fen
    return Answer(not refused, refused, single, daily, spent)


def _locked(actor: Actor, account: str) -> MinorAccount | None:
    if not 0 < len(account) <= 200:
        raise Invalid(_("请提供账号编号。"), field="account")
    rows = MinorAccount.objects.of(actor).select_for_update()
    return rows.filter(account=_digest(actor, "account", account)).first()


def _digest(actor: Actor, what: str, value: str) -> str:
    key = crypto.keyring().derive(f"stage.{what}|{actor.tenant_id}")
    return crypto.keyed_digest(key, value.encode()).hex()
