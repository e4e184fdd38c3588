"""What of parties can be gone to by public name or number."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found
from parties import selectors
from parties.selectors import shown_name


def parties(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return parties, people masked as everywhere."""
    if actor.kind != "user":
        return []
    return [
        Found(
            "party",
            str(one.pk),
            shown_name(one.kind, one.public_name),
            " · ".join(part for part in (one.external_id, _(str(one.get_kind_display()))) if part),
            reverse("person", args=[one.pk]),
        )
        for one in selectors.party_search(actor, wanted, most)
    ]


search.register("party", gettext_lazy("主体"), parties, place=25)
