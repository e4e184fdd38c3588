"""What of decisions and appeals can be gone to by number, or by whom they are about."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found
from parties.selectors import shown_name
from sanctions import policies
from sanctions.models import Appeal, Sanction
from sanctions.selectors import words
from sanctions.selectors.search import case_search


def cases(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return decisions, and before each the appeal that waits; people are masked."""
    found: list[Found] = []
    for row in case_search(actor, wanted, most):
        appeal: Appeal | None = getattr(row, "appeal", None)
        if appeal and appeal.state == Appeal.State.OPEN and policies.can_see(actor):
            found.append(_appeal(row, appeal))
        found.append(_decision(actor, row))
    return found


def _decision(actor: Actor, row: Sanction) -> Found:
    page = "sanction" if policies.can_see(actor) else "my-sanction"
    title = _("处罚决定 %(number)s") % {"number": row.number}
    return Found("case", str(row.pk), title, _about(row), reverse(page, args=[row.pk]))


def _appeal(row: Sanction, appeal: Appeal) -> Found:
    title = _("申诉 %(number)s") % {"number": row.number}
    url = reverse("sanction-appeal", args=[appeal.pk])
    return Found("case", str(appeal.pk), title, _about(row), url)


def _about(row: Sanction) -> str:
    whom = shown_name(row.party.kind, row.party.public_name)
    return " · ".join((whom, words.rung(row.rung), str(words.STATES.get(row.state, row.state))))


search.register("case", gettext_lazy("案件"), cases, place=40)
