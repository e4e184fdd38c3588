"""Learnt signals: kept as drafts, tried in shadow, put in force by a second person, retired."""

from collections.abc import Callable
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conduct import policies, selectors
from conduct.models import Classifier
from conduct.services.head import head_renew
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Forbidden, Invalid
from moderation.engine.learnt import Model, ModelError

CLAUSE = "M-risk-measures"
State = Classifier.State


class NotItsTurn(Conflict):
    """A model is put in force from the shadow, and tried as a draft."""

    code = "not_its_turn"


class SamePerson(Forbidden):
    """Whoever tries a model does not put it in force."""

    code = "same_person"


@transaction.atomic
def classifier_keep(*, actor: Actor, data: bytes) -> Classifier:
    """Keep a trained model as a draft. The same content again is the one that is kept.

    Raises:
        Forbidden: neither an officer nor the product itself.
        Invalid: no model, damaged, or made with other tables.
    """
    policies.require_look(actor)
    try:
        model = Model.from_bytes(data)
    except ModelError as fault:
        raise Invalid(_("模型无法使用：%(why)s") % {"why": str(fault)}, field="model") from fault
    rows = Classifier.objects.of(actor).filter(name=model.about.name)
    same = rows.filter(digest=model.digest).first()
    if same is not None:
        return same
    newest = rows.aggregate(newest=Max("number"))["newest"] or 0
    row = Classifier.objects.create(
        tenant_id=actor.tenant_id,
        name=model.about.name,
        number=newest + 1,
        digest=model.digest,
        model=data,
        about=msgspec.to_builtins(model.about),
        created_by_id=actor.user_id,
    )
    _note(actor, row, "conduct.classifier_kept")
    return row


def classifier_try(*, actor: Actor, classifier_id: UUID) -> Classifier:
    """Let a draft run in shadow: what it would have flagged is noted, nothing comes of it.

    Raises:
        Forbidden: only officers may.
        NotFound: no such model for this actor.
        NotItsTurn: it is no draft.
    """

    def act(row: Classifier) -> None:
        _require(row, State.DRAFT)
        _end(actor, row.name, State.SHADOW)
        row.state, row.tried_at, row.tried_by_id = State.SHADOW, clock.now(), actor.user_id

    return _moved(actor, classifier_id, act, "conduct.classifier_tried")


def classifier_approve(*, actor: Actor, classifier_id: UUID) -> Classifier:
    """Put a model in force that ran in shadow; the one before it is retired.

    Raises:
        Forbidden: only officers may.
        SamePerson: the actor himself let it run in shadow.
        NotFound: no such model for this actor.
        NotItsTurn: it does not run in shadow.

    Law: M-risk-measures
    """

    def act(row: Classifier) -> None:
        _require(row, State.SHADOW)
        if row.tried_by_id == actor.user_id:
            raise SamePerson(_("须由另一名专员批准生效。"))
        _end(actor, row.name, State.LIVE)
        row.state, row.live_at, row.approved_by_id = State.LIVE, clock.now(), actor.user_id

    return _moved(actor, classifier_id, act, "conduct.classifier_approved")


def classifier_retire(*, actor: Actor, classifier_id: UUID) -> Classifier:
    """Take a model out of use. Twice is once.

    Raises:
        Forbidden: only officers may.
        NotFound: no such model for this actor.
    """

    def act(row: Classifier) -> None:
        row.state, row.ended_at = State.RETIRED, row.ended_at or clock.now()

    return _moved(actor, classifier_id, act, "conduct.classifier_retired")


@transaction.atomic
def _moved(
    actor: Actor, classifier_id: UUID, act: Callable[[Classifier], None], action: str
) -> Classifier:
    policies.require_train(actor)
    head_renew(actor)
    row = selectors.classifier_get(actor, classifier_id, lock=True)
    before = row.state
    act(row)
    if row.state != before:
        row.save()
        _note(actor, row, action)
    return row


def _require(row: Classifier, state: str) -> None:
    if row.state != state:
        raise NotItsTurn(_("模型目前的状态不允许这样做。"))


def _end(actor: Actor, name: str, state: str) -> None:
    standing = Classifier.objects.of(actor).select_for_update().filter(name=name, state=state)
    standing.update(state=State.RETIRED, ended_at=clock.now())


def _note(actor: Actor, row: Classifier, action: str) -> None:
    measured = row.about["measured"]
    record.entry_append(
        actor=actor,
        action=action,
        subject=("classifier", row.pk),
        clause=CLAUSE,
        data={"name": row.name, "number": row.number, "digest": row.digest, "state": row.state,
              "precision": measured["precision"], "recall": measured["recall"]},
    )  # fmt: skip
