"""Which clauses of the law can be gone to by number or words."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found
from moderation.selectors import statutes

SHOWN = 80  # characters of a clause


def clauses(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return clauses; they lead to their place in the register."""
    english = (get_language() or "").startswith("en")
    return [
        Found(
            "clause",
            one.clause.id,
            one.en if english else one.zh,
            _beginning((english and one.clause.reference) or one.clause.text),
            f"{reverse('law')}?{urlencode({'q': one.clause.id})}",
        )
        for one in statutes.clause_search(wanted)[:most]
    ]


def _beginning(text: str) -> str:
    """Return how a text begins, up to a whole word."""
    if len(text) <= SHOWN:
        return text
    begun = text[:SHOWN]
    return (begun.rpartition(" ")[0] or begun).rstrip("，,、；; ") + "…"


search.register("clause", _("法规条款"), clauses, place=50)
