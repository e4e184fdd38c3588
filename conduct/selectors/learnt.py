"""Ask which learnt signals there are, which run, and what one makes of some words."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import Classifier
from conduct.selectors.lists import pack_of
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from moderation.engine.learnt import Model, ModelError, Part
from moderation.engine.learnt import pack_of as learnt_pack
from moderation.engine.source import PackSource

PACK = "learnt"
SHARES = {Classifier.State.SHADOW: (0, 0), Classifier.State.LIVE: (0, 100)}


class Said(NamedTuple):
    """What a model makes of some words: how probable, whether it flags them, which pieces tell."""

    percent: int
    is_flagged: bool
    parts: list[Part]


def classifier_get(actor: Actor, classifier_id: UUID, *, lock: bool = False) -> Classifier:
    """Return one model.

    Raises:
        NotFound: no such model for this actor.
    """
    rows = Classifier.objects.of(actor)
    found = (rows.select_for_update() if lock else rows).filter(pk=classifier_id).first()
    if found is None:
        raise NotFound(_("没有这个模型。"))
    return found


def classifier_list(actor: Actor) -> TenantQuerySet[Classifier]:
    """Return every model, the newest first, without its weights.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Classifier.objects.of(actor).defer("model")
    return rows.select_related("tried_by", "approved_by").order_by("name", "-number")


def packs_of(actor: Actor) -> list[PackSource]:
    """Return the tenant's lists, and the models that run, as packs."""
    models = _models(actor)
    return [pack_of(actor), *([learnt_pack(PACK, models)] if models else [])]


def _models(actor: Actor) -> list[tuple[Model, bytes, tuple[int, int]]]:
    """Return the models that run; one that cannot be used any more is left out."""
    rows = Classifier.objects.of(actor).filter(state__in=Classifier.RUNNING).order_by("id")
    given = []
    for row in rows:
        data = bytes(row.model)
        try:
            model = Model.from_bytes(data)
        except ModelError:
            continue
        given.append((model, data, SHARES[Classifier.State(row.state)]))
    return given


def classifier_try_on(row: Classifier, text: str) -> Said:
    """Return what a model makes of some words.

    Raises:
        NotFound: the model cannot be used any more.
    """
    try:
        model = Model.from_bytes(bytes(row.model))
    except ModelError:
        raise NotFound(_("模型需要重新训练。")) from None
    probability = model.probability(text)
    flagged = probability >= model.about.threshold
    return Said(round(100 * probability), flagged, model.explain(text))


def classifier_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what models are called, by id."""
    found = Classifier.objects.of(actor).filter(pk__in=ids).defer("model")
    return {str(one.pk): f"“{one.name}” #{one.number}" for one in found}
