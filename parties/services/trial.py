"""A tenant's provider is tried with an invented case: what it says is recorded, by digests."""

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import jobs
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.ids import uuid7
from parties import policies, providers
from parties.models import Provider, Verification
from parties.providers import Question, Result
from parties.services.provider import setup_of

TRY, TRIED = "parties.provider_try", "parties.provider_tried"
NAME = "测试用例"
NUMBER = "110101190001010006"  # nobody's: no order begins with 000


class NoProvider(Conflict):
    """Nobody was chosen whom one could ask."""

    code = "no_provider"


@transaction.atomic
def provider_trial_order(*, actor: Actor) -> None:
    """Have the provider asked about an invented case; after the commit, by the worker.

    Raises:
        Forbidden: only the security administrator may.
        NoProvider: none was chosen, or the sandbox is not allowed here.
    """
    policies.require_set_provider(actor)
    if setup_of(actor) is None:
        raise NoProvider(_("还没有设置身份核验服务。"))
    jobs.enqueue_on_commit(TRY, tenant_id=str(actor.tenant_id), queue="live")


def provider_try(*, actor: Actor) -> Result:
    """Ask the provider about a case that is nobody's, and record what came back.

    Never called inside a transaction. No verification is made of it.
    """
    with transaction.atomic(durable=True):
        setup = setup_of(actor)
        row = Provider.objects.of(actor).first()
    question = Question(
        id=str(uuid7()), kind=Verification.Kind.TWO, document="resident_id", country="CHN",
        name=NAME, number=NUMBER,
    )  # fmt: skip
    result = providers.ask(setup, question) if setup else Result("no_provider")
    with transaction.atomic(durable=True):
        record.entry_append(
            actor=actor,
            action=TRIED,
            subject=("provider", row.pk if row else actor.tenant_id),
            clause="M-real-identity",
            data={
                "kind": setup.kind if setup else "none",
                "outcome": result.outcome,
                "took_ms": result.took_ms,
                "request": result.request_sha256,
                "response": result.response_sha256,
            },
        )
    return result
