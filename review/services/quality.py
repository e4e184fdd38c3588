"""Items with known answers, written by those who look after quality."""

from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from review import policies, selectors
from review.models import Golden

MOST_TEXT, MOST_NOTE = 500, 200


@transaction.atomic
def golden_write(
    *, actor: Actor, text: str, answer: str, clause: str = "", note: str = ""
) -> Golden:
    """Write invented content with its known answer; it is mixed into the queue from now on.

    Raises:
        Forbidden: only who audits may.
        Invalid: no text, no answer, or a clause that is not in force.
    """
    policies.require_judge(actor)
    text = text.strip()
    if not 0 < len(text) <= MOST_TEXT or "\0" in text:
        raise Invalid(_("请写一段不超过 500 个字的内容。"), field="text")
    if answer not in Golden.Answer.values:
        raise Invalid(_("请选择通过或拦截。"), field="answer")
    if len(note) > MOST_NOTE:
        raise Invalid(_("说明不能超过 200 个字。"), field="note")
    if clause:
        try:
            law.clause(clause, clock.today())
        except (law.UnknownClause, law.NotInForce):
            raise Invalid(_("请选择有效的法律条款。"), field="clause") from None
    row = Golden.objects.create(
        tenant_id=actor.tenant_id,
        text=text,
        answer=answer,
        clause=clause,
        note=note.strip(),
        written_by_id=cast(UUID, actor.user_id),  # policy: a person
    )
    _note(actor, row, "review.golden_written")
    return row


@transaction.atomic
def golden_retire(*, actor: Actor, golden_id: UUID) -> Golden:
    """Use an item no more; its results stay. Twice is once.

    Raises:
        NotFound: no such item for this actor.
        Forbidden: only who audits may.
    """
    policies.require_judge(actor)
    row = selectors.golden_get(actor, golden_id, lock=True)
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        _note(actor, row, "review.golden_retired")
    return row


def _note(actor: Actor, row: Golden, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("review_golden", row.pk),
        clause=row.clause,
        data={"answer": row.answer},
    )
